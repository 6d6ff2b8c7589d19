import { type EspruinoBoard, FIRMWARE_BOARDS, type FirmwareBoard } from "../../../boards/index.js";
import type { BuiltNetwork } from "../../common/compiler/build-network.js";
import type { ThumbCode, ThumbOptions } from "../../common/compiler/thumb/code.js";
import { fitToData } from "../../common/learning/fit-to-data.js";
import type { ComparisonOptions } from "../../common/learning/parity.js";
import type { Readings } from "../../common/learning/readings.js";
import { startNetwork } from "../../common/learning/start-network.js";
import type { Network } from "../../common/loader/index.js";
import { type BoardFirmware, boardFirmware } from "../gcc/board-firmware.js";
import { temporaryFolder } from "../temporary-folder.js";
import { es5Module, inDuktape, smallProgram } from "./duktape.js";
import { type EspruinoBuild, type Installed, installOnLinux } from "./espruino-linux.js";
import { type FirmwareSimulation, simulate } from "./firmware.js";
import { type Interpreter, startInterpreter } from "./interpreter.js";
import { compareProgram, type ProgramComparison } from "./program-parity.js";
import { type TrainingData, trainingData } from "./training-program.js";

/** How to run a board's network here. */
export interface EspruinoSimulateOptions extends ComparisonOptions {
  /** milliseconds that may pass without a sign of life */
  readonly timeout: number;
}

/** The firmware in which a board's machine code runs on an emulated core. */
export interface CoreFirmware {
  readonly core: FirmwareBoard;
  readonly firmware: BoardFirmware;
}

/** The firmware board with the core of an Espruino board; undefined where none is simulated. */
export const coreOf = ({ simulatedOn }: EspruinoBoard): FirmwareBoard | undefined =>
  FIRMWARE_BOARDS.find(({ name }) => name === simulatedOn);

/**
 * Links a board's machine code into firmware for an emulated core like the board's, which calls it as Espruino does: in
 * flash where the board's Storage has addresses, else copied to RAM.
 */
export async function coreFirmware(
  built: BuiltNetwork,
  board: EspruinoBoard,
  core: FirmwareBoard,
  { bytes, entries }: ThumbCode,
): Promise<CoreFirmware> {
  const place = board.code === "ram" ? "ram" : "storage";
  const options = { target: "simulator" } as const;
  return { core, firmware: await boardFirmware(built, core, { bytes, entries, place }, options) };
}

/** Trains with machine code on its core, and compares each step with Node. */
export const simulateCore = (
  { core, firmware }: CoreFirmware,
  built: BuiltNetwork,
  readings: Readings,
  options: EspruinoSimulateOptions,
): Promise<FirmwareSimulation> => simulate(built, core, firmware.elf, readings, options);

/** A program's training, and the network here that was trained along. */
export interface ProgramRun extends ProgramComparison {
  readonly network: Network;
}

/** Trains the board's module with JavaScript kernels in Duktape, where Espruino's globals are ours (espruino-globals.ts). */
export function simulateOnDuktape(
  board: EspruinoBoard,
  built: BuiltNetwork,
  readings: Readings,
  options: EspruinoSimulateOptions,
): Promise<ProgramRun> {
  return followed(built, readings, options, async (folder, { engine }, data) => {
    const module = await es5Module(built, board);
    const { bytes } = board.storage;
    const program = smallProgram(module, bytes, engine.layout, data, options.steps);
    return { interpreter: await inDuktape(program, folder) };
  });
}

/** Trains the board's module in Espruino for Linux. */
export function simulateOnLinux(
  build: EspruinoBuild,
  board: EspruinoBoard,
  built: BuiltNetwork,
  readings: Readings,
  options: EspruinoSimulateOptions,
  code: ThumbOptions,
): Promise<ProgramRun & Installed> {
  const { steps, timeout } = options;
  return followed(built, readings, options, (folder, { engine }, data) => {
    const training = { layout: engine.layout, data, steps };
    return installOnLinux(build, board, built, training, { folder, timeout, ...code });
  });
}

/** Prepares a program in a folder of its own, runs it and follows; whatever happens, program and folder go. */
async function followed<T extends { readonly interpreter: Interpreter }>(
  built: BuiltNetwork,
  readings: Readings,
  options: EspruinoSimulateOptions,
  prepare: (folder: string, network: Network, data: TrainingData) => Promise<T>,
): Promise<ProgramRun & T> {
  const network = await startNetwork(built);
  const rows = Uint32Array.from({ length: readings.count }, (_, i) => i);
  fitToData(network, built.spec, readings, rows);
  const data = trainingData(network, readings, options.steps * built.spec.batch);
  const { path: folder, drop } = temporaryFolder();
  try {
    const prepared = await prepare(folder, network, data);
    const output = await startInterpreter(prepared.interpreter, options.timeout);
    try {
      const run = await compareProgram(output, network, built.spec, readings, options);
      return { ...prepared, ...run, network };
    } finally {
      await output.close();
    }
  } finally {
    drop();
  }
}
