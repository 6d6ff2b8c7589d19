import { type EspruinoBoard, FIRMWARE_BOARDS } from "../../../boards/index.js";
import type { BuiltNetwork } from "../../common/compiler/build-network.js";
import type { ThumbCode, ThumbOptions } from "../../common/compiler/thumb/code.js";
import type { Placement } from "../../common/espruino/module-name.js";
import { fitToData } from "../../common/learning/fit-to-data.js";
import type { ComparisonOptions } from "../../common/learning/parity.js";
import type { Readings } from "../../common/learning/readings.js";
import { startNetwork } from "../../common/learning/start-network.js";
import type { Network } from "../../common/loader/index.js";
import { elfOf } from "../flash/elf.js";
import { temporaryFolder } from "../temporary-folder.js";
import { type CoreProgram, coreImage } from "./core/image.js";
import type { CoreBoard } from "./core/machines.js";
import { monitorLine } from "./core/monitor-line.js";
import { type CoreComparison, trainOnCore } from "./core/training.js";
import { es5Module, inDuktape, smallProgram } from "./duktape.js";
import { type EspruinoBuild, type Installed, installOnLinux } from "./espruino-linux.js";
import { type StepCost, stepCost } from "./firmware.js";
import { type Interpreter, startInterpreter } from "./interpreter.js";
import { compareProgram, type ProgramComparison } from "./program-parity.js";
import { simulatedClock, startSimulator } from "./simulator.js";
import { type TrainingData, trainingData } from "./training-program.js";

/** How to run a board's network here. */
export interface EspruinoSimulateOptions extends ComparisonOptions {
  /** milliseconds that may pass without a sign of life */
  readonly timeout: number;
}

/** The firmware board with the core of an Espruino board; undefined where none is simulated. */
export const coreOf = ({ simulatedOn }: EspruinoBoard): CoreBoard | undefined =>
  FIRMWARE_BOARDS.find((board): board is CoreBoard => board.name === simulatedOn);

/** A training on an emulated core, and the network here that was trained along. */
export interface CoreRun extends CoreComparison {
  readonly network: Network;
  /** undefined when no step on a full batch was timed */
  readonly cost?: StepCost;
}

/**
 * Trains with a board's machine code on an emulated core like the board's, which a monitor of ours works, and compares each
 * step with Node.
 * @throws UserError when the simulator is missing, or the code fails or hangs
 */
export async function simulateOnCore(
  board: CoreBoard,
  built: BuiltNetwork,
  { code, place }: { readonly code: ThumbCode; readonly place: CoreProgram["place"] },
  readings: Readings,
  options: EspruinoSimulateOptions,
): Promise<CoreRun> {
  const network = await fittedNetwork(built, readings);
  const program = { code: code.bytes, place, memory: network.engine.layout.end };
  const image = coreImage(board, program);
  const transport = await startSimulator(board, elfOf(image.segments));
  try {
    const counters = image.machine.rounds ? 2 : 1;
    const line = await monitorLine(board.name, transport, counters, options.timeout);
    if (place === "ram") await line.write(image.code, new Uint32Array(code.bytes.slice().buffer));
    const run = await trainOnCore(line, image, code, network, built, readings, options);
    const cost = stepCost(run.ticks, simulatedClock(board), run.around);
    return { ...run, network, ...(cost && { cost }) };
  } finally {
    await transport.close();
  }
}

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
  way: ThumbOptions & { readonly placement?: Placement },
): Promise<ProgramRun & Installed> {
  const { steps, timeout } = options;
  return followed(built, readings, options, (folder, { engine }, data) => {
    const training = { layout: engine.layout, data, steps };
    return installOnLinux(build, board, built, training, {
      placement: board.code,
      ...way,
      folder,
      timeout,
    });
  });
}

/** Prepares a program in a folder of its own, runs it and follows; whatever happens, program and folder go. */
async function followed<T extends { readonly interpreter: Interpreter }>(
  built: BuiltNetwork,
  readings: Readings,
  options: EspruinoSimulateOptions,
  prepare: (folder: string, network: Network, data: TrainingData) => Promise<T>,
): Promise<ProgramRun & T> {
  const network = await fittedNetwork(built, readings);
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

/** A new network whose normaliser is fitted to the readings. */
async function fittedNetwork(built: BuiltNetwork, readings: Readings): Promise<Network> {
  const network = await startNetwork(built);
  const rows = Uint32Array.from({ length: readings.count }, (_, i) => i);
  fitToData(network, built.spec, readings, rows);
  return network;
}
