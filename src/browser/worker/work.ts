import type { Resources } from "../../common/resources.js";
import type { ProjectData } from "../state/project-data.js";
import type { BaseFirmwares } from "./base-firmware.js";
import { heldData } from "./data.js";
import { describer } from "./describe.js";
import { type DesignWishes, design } from "./design.js";
import { guesser } from "./guessing.js";
import { lookAtData, recordingsInData } from "./look-at-data.js";
import { type FirmwareOrder, makeFirmware } from "./make-firmware.js";
import { type ModuleOrder, makeBangleApp, makeButtonProgram, makeModule } from "./make-module.js";
import { makeReport, type ReportOrder } from "./make-report.js";
import { pageBoard } from "./page-board.js";
import { replayer } from "./replay.js";
import { runSteps } from "./run-steps.js";
import { type FilesOrder, makeFiles } from "./share.js";
import { trainer } from "./training.js";

/**
 * What the page may ask of a worker; the same in Node, for tests. A worker keeps the readings, the network that it trains
 * and the one that guesses. Values are copied on their way; errors arrive as errors with their message.
 * @param bases firmware for any network; none when left out
 */
export function workWith(resources: Resources, bases: BaseFirmwares = async () => undefined) {
  const held = heldData();
  const training = trainer(resources, held);
  const guessing = guesser(resources, training.learning);
  const replay = replayer(resources);
  const board = pageBoard(resources);
  return {
    ...prefixed("replay", replay),
    ...prefixed("board", board),
    makeModule: (order: ModuleOrder) => makeModule(resources, order),
    makeFirmware: (order: FirmwareOrder) => makeFirmware(resources, bases, order),
    makeButtonProgram,
    makeBangleApp: (order: Pick<ModuleOrder, "text" | "checkpoint">) =>
      makeBangleApp(resources, order),
    takeData: (data: ProjectData | undefined) => held.take(data),
    lookAtData,
    recordingsInData,
    describeData: () => held.describe(),
    design: (wishes: DesignWishes) => design(held, wishes),
    ...describer(resources, bases),
    train: training.train,
    evaluate: training.evaluate,
    pauseTraining: training.pause,
    goOnTraining: training.goOn,
    stopTraining: training.stop,
    beginGuessing: guessing.begin,
    guess: guessing.guess,
    restartGuessing: guessing.restart,
    makeFiles: (order: FilesOrder) => makeFiles(resources, order),
    makeReport: (order: ReportOrder) => makeReport(resources, held, order),
    runSteps: (text: string, checkpoint: Uint8Array, steps: number) =>
      runSteps(resources, text, checkpoint, steps),
  };
}

/** Functions by names that begin alike: a worker's functions are all in one object. */
function prefixed<P extends string, T extends object>(prefix: P, functions: T) {
  return Object.fromEntries(
    Object.entries(functions).map(([name, run]) => [
      `${prefix}${name[0]!.toUpperCase()}${name.slice(1)}`,
      run,
    ]),
  ) as { [K in keyof T & string as `${P}${Capitalize<K>}`]: T[K] };
}

export type Work = ReturnType<typeof workWith>;
