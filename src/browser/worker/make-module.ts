import { BOARDS, type Board, type EspruinoBoard } from "../../../boards/index.js";
import { UserError } from "../../common/errors.js";
import { buttonProgram } from "../../common/espruino/button-program.js";
import type { OwnFlash } from "../../common/espruino/learned.js";
import { type EspruinoModule, espruinoModule } from "../../common/espruino/module.js";
import type { Placement } from "../../common/espruino/module-name.js";
import { flashOf } from "../../common/espruino/saves.js";
import type { Sensor } from "../../common/espruino/sensors.js";
import { weightsFile } from "../../common/espruino/slots.js";
import type { StorageFile } from "../../common/espruino/versions.js";
import { buildPlans } from "../../common/fit/budget.js";
import { type EspruinoFit, fitOnEspruino, whyUnfitOnEspruino } from "../../common/fit/espruino.js";
import { fingerprintOf } from "../../common/network/fingerprint.js";
import { parseNetwork } from "../../common/network/network-file.js";
import type { Resources } from "../../common/resources.js";
import { artifactsOf } from "../../common/targets.js";
import { ownForm } from "./own-form.js";

/** What is to be put on a board. */
export interface ModuleOrder {
  /** of the network file */
  readonly text: string;
  /** a board's name */
  readonly board: string;
  /** the board's own way when left out */
  readonly placement?: Placement;
  /** what `require` calls it */
  readonly name: string;
  /** what it begins with; without one, with new weights */
  readonly checkpoint?: Uint8Array;
}

/** A module, ready to be put into a board's Storage. */
export interface MadeModule {
  readonly name: string;
  readonly placement: Placement;
  /** the module last */
  readonly files: readonly StorageFile[];
  /** the checkpoint that goes along */
  readonly weights?: StorageFile;
  readonly fingerprint: number;
  /** where the board may have flash for checkpoints */
  readonly own?: OwnFlash;
  readonly bytes: number;
  /** of machine code; 0 with JavaScript */
  readonly codeBytes: number;
  /** how it fits, and why not where it does not */
  readonly fit: EspruinoFit;
  readonly unfit?: string;
  /** milliseconds that it took to be made */
  readonly took: number;
}

/**
 * Makes a network's module for a board that runs Espruino, with the first plan that fits.
 * @throws UserError where a board is meant that takes none, or the text or the checkpoint is wrong
 */
export async function makeModule(resources: Resources, order: ModuleOrder): Promise<MadeModule> {
  const began = performance.now();
  const board = espruinoBoard(order.board);
  const placement = order.placement ?? board.code;
  const spec = parseNetwork(order.text, "network.json");
  const tried = buildPlans(resources, spec).map((built) => ({
    built,
    why: whyUnfitOnEspruino({ built, placement }, board, spec.plan === "fast"),
  }));
  const { built, why } = tried.find((way) => way.why === undefined) ?? tried.at(-1)!;
  const module = espruinoModule(built, board, order.name, placement);
  const weights = order.checkpoint && weightsOf(module, await ownForm(built, order.checkpoint));
  const own = flashOf(board, spec);
  const files = weights ? [...module.files, weights] : module.files;
  return {
    name: module.name,
    placement,
    files: module.files,
    ...(weights && { weights }),
    fingerprint: fingerprintOf(spec),
    ...(own && { own }),
    bytes: files.reduce((sum, { data }) => sum + data.length, 0),
    codeBytes: module.code?.bytes.length ?? 0,
    fit: fitOnEspruino({ built, placement }, board),
    ...(why !== undefined && { unfit: why }),
    took: performance.now() - began,
  };
}

const weightsOf = ({ name }: EspruinoModule, checkpoint: Uint8Array): StorageFile =>
  weightsFile(name, checkpoint);

function espruinoBoard(name: string): EspruinoBoard {
  const board: Board | undefined = BOARDS.find((one) => one.name === name);
  if (board?.kind === "espruino") return board;
  throw new UserError(
    `board: got ${name}, expected one that runs Espruino; for others use the command line: perceptino flash`,
  );
}

/**
 * A program for a board with a button.
 * @throws UserError where the network has more than one answer at a time
 */
export function makeButtonProgram(
  text: string,
  name: string,
  sensor: Sensor,
  rate: number,
): string {
  const spec = parseNetwork(text, "network.json");
  if (spec.task === "numbers" || (spec.task === "yes-no" && spec.outputs.length > 1)) {
    throw new UserError(
      "program: got a network whose answer a button cannot say, expected classes or one yes or no; write a program of your own",
    );
  }
  const perSecond = spec.window?.rate ?? sensor.rate ?? (rate > 0 ? rate : 10);
  return buttonProgram(spec, name, sensor, Math.round(1000 / perSecond));
}

/** A file to be kept on the person's disk. */
export interface FolderFile {
  readonly file: string;
  readonly data: Uint8Array;
}

/**
 * The network as an app's folder for Bangle.js.
 * @throws UserError where it does not read the watch's accelerometer, or fits on no watch
 */
export async function makeBangleApp(
  resources: Resources,
  { text, checkpoint }: Pick<ModuleOrder, "text" | "checkpoint">,
): Promise<readonly FolderFile[]> {
  const builds = buildPlans(resources, parseNetwork(text, "network.json"));
  let refusal: unknown;
  for (const built of builds) {
    try {
      const weights = checkpoint && (await ownForm(built, checkpoint));
      const files = await artifactsOf(built, "bangle-app", built.spec.name, {
        ...(weights && { checkpoint: weights }),
      });
      const encode = (data: string | Uint8Array) =>
        typeof data === "string" ? new TextEncoder().encode(data) : data;
      return files.map(({ file, data }) => ({ file, data: encode(data) }));
    } catch (error) {
      refusal ??= error;
    }
  }
  throw refusal;
}
