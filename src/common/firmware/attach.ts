import type { BuiltNetwork } from "../compiler/build-network.js";
import { thumbCode } from "../compiler/thumb/blob.js";
import type { ThumbCode } from "../compiler/thumb/code.js";
import { UserError } from "../errors.js";
import { budget } from "../fit/budget.js";
import { describeShortage, type Fit } from "../fit/firmware.js";
import { featureCount } from "../network/features.js";
import type { NetworkSpec } from "../network/network-spec.js";
import { targetCount } from "../network/tasks.js";
import { type StatePiece, statePieces } from "../network/trained-state.js";
import { attachedBytes, attachedNetwork } from "./attached.js";
import { type BaseFirmware, slotsBytes } from "./base.js";
import type { Segment } from "./segments.js";

/** A board's firmware with a network, made without a compiler. */
export interface AttachedFirmware {
  /** all that is programmed */
  readonly segment: Segment;
  readonly code: ThumbCode;
  /** how it fits: exact */
  readonly fit: Fit;
}

/** A network, how it would be attached to a board's firmware, and why it cannot be. */
export interface Attachable {
  readonly built: BuiltNetwork;
  readonly code: ThumbCode;
  readonly trained: readonly StatePiece[];
  readonly fit: Fit;
  readonly why?: string;
}

/**
 * Makes a network's machine code, and says whether it can be attached to a board's firmware.
 * @param checkpoint what the network begins with, instead of new weights: of its very plan, as `save()` gives it
 * @param untried whether the small plan was not tried
 */
export function attachable(
  base: BaseFirmware,
  built: BuiltNetwork,
  { checkpoint, untried = false }: { checkpoint?: Uint8Array | undefined; untried?: boolean } = {},
): Attachable {
  const code = thumbCode(built, base.board.core);
  const trained = checkpoint ? statePieces(built.plan, checkpoint) : [];
  const fit = attachedFit(base, built, attachedBytes(code, trained));
  const why = whyUnfit(fit, untried);
  return { built, code, trained, fit, ...(why !== undefined && { why }) };
}

/**
 * A board's firmware with a network.
 * @throws UserError where it does not fit, with what to try
 */
export function attach(
  base: BaseFirmware,
  { built, code, trained, fit, why }: Attachable,
): AttachedFirmware {
  if (why !== undefined) throw new UserError(why);
  const network = attachedNetwork(built, code, trained);
  const bytes = new Uint8Array(base.image.length + network.length);
  bytes.set(base.image);
  bytes.set(network, base.image.length);
  return { segment: { address: base.board.firmware.flash.origin, bytes }, code, fit };
}

/** Bytes of the firmware's buffer for what has come over the line (frame.h). */
function receivedBytes(spec: NetworkSpec): number {
  const inputs = featureCount(spec);
  const most = Math.max(256, 4 * (inputs + targetCount(spec)), 4 * spec.outputs.length);
  return Math.ceil((most + 4 + 4 + 16) / 8) * 8;
}

/**
 * How a network fits behind a board's firmware (room.h).
 * @param attached bytes of what is attached
 */
export function attachedFit(
  { board, image, room, checkpoints }: BaseFirmware,
  { spec, plan }: BuiltNetwork,
  attached: number,
): Fit {
  const slots = slotsBytes(checkpoints, { stateEnd: plan.parameterBytes + plan.stateBytes });
  const inFlash = checkpoints.where === "flash";
  const ram = {
    linearMemory: plan.end,
    interpreterCode: 0,
    interpreterStack: 0,
    firmware: board.firmware.ram.length - room + receivedBytes(spec),
    checkpoints: inFlash ? 0 : slots + 8,
  };
  const flash = {
    firmware: image.length,
    module: attached,
    checkpoints: inFlash ? slots : 0,
  };
  const budgets = {
    ram: { ...ram, ...budget(ram, board.firmware.ram.length) },
    flash: { ...flash, ...budget(flash, board.firmware.flash.length) },
  };
  const fits = budgets.ram.left >= 0 && budgets.flash.left >= 0;
  return { board: board.name, engine: "thumb", plan: plan.kind, fits, built: true, ...budgets };
}

function whyUnfit(fit: Fit, untried: boolean): string | undefined {
  if (fit.fits) return undefined;
  const advice = untried
    ? 'choose "plan": "small" or a smaller network'
    : "make layers or batch smaller";
  return `${fit.board} with machine code: the network needs ${describeShortage(fit)}; ${advice}`;
}
