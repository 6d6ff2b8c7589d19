import type { FirmwareBoard } from "../../../boards/index.js";
import { UserError } from "../../common/errors.js";
import { attach, attachable } from "../../common/firmware/attach.js";
import { parseBase } from "../../common/firmware/base.js";
import { BASE_BOARDS, baseName } from "../../common/firmware/base-boards.js";
import { flashFile } from "../../common/firmware/flash-file.js";
import { buildPlans } from "../../common/fit/budget.js";
import type { Fit } from "../../common/fit/firmware.js";
import { parseNetwork } from "../../common/network/network-file.js";
import type { Resources } from "../../common/resources.js";
import type { BaseFirmwares } from "./base-firmware.js";
import { ownForm } from "./own-form.js";

/** What firmware is to be made. */
export interface FirmwareOrder {
  /** of the network file */
  readonly text: string;
  /** a board's name */
  readonly board: string;
  /** what the network begins with; without one, with new weights */
  readonly checkpoint?: Uint8Array;
}

/** A board's firmware with a network. */
export interface MadeFirmware {
  /** the ending of its file's name */
  readonly kind: "uf2" | "bin";
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** of machine code */
  readonly codeBytes: number;
  readonly fit: Fit;
  /** milliseconds that it took to be made */
  readonly took: number;
}

/**
 * Makes a board's firmware with a network, with the first plan that fits, as `perceptino flash --engine thumb` does.
 * @throws UserError where it does not fit, a board is meant that takes no file, or the page has no good firmware for it
 */
export async function makeFirmware(
  resources: Resources,
  bases: BaseFirmwares,
  { text, board: name, checkpoint }: FirmwareOrder,
): Promise<MadeFirmware> {
  const began = performance.now();
  const board = fileBoard(name);
  const base = parseBase(board, await bases(baseName(board)));
  const spec = parseNetwork(text, "network.json");
  let refusal: string | undefined;
  for (const built of buildPlans(resources, spec)) {
    const options = {
      checkpoint: checkpoint && (await ownForm(built, checkpoint)),
      untried: spec.plan === "fast",
    };
    const way = attachable(base, built, options);
    refusal = way.why;
    if (refusal !== undefined) continue;
    const { segment, code, fit } = attach(base, way);
    const { kind, bytes } = flashFile(board, [segment]);
    return {
      kind,
      bytes: new Uint8Array(bytes),
      codeBytes: code.bytes.length,
      fit,
      took: performance.now() - began,
    };
  }
  throw new UserError(refusal!);
}

function fileBoard(name: string): FirmwareBoard {
  const board = BASE_BOARDS.find((one) => one.name === name);
  if (board) return board;
  throw new UserError(
    `board: got ${name}, expected one of ${BASE_BOARDS.map((one) => one.name).join(", ")}`,
  );
}
