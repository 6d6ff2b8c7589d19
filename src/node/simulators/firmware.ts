import type { FirmwareBoard } from "../../../boards/index.js";
import type { BuiltNetwork } from "../../common/compiler/build-network.js";
import { type DeviceRun, runDevice } from "../../common/learning/device-parity.js";
import { fitToData } from "../../common/learning/fit-to-data.js";
import type { ComparisonOptions } from "../../common/learning/parity.js";
import type { Readings } from "../../common/learning/readings.js";
import { startNetwork } from "../../common/learning/start-network.js";
import type { Network } from "../../common/loader/index.js";
import { deviceClient } from "../../common/protocol/client.js";
import { type SimulatedClock, simulatedClock, startSimulator } from "./simulator.js";

/** How to simulate. */
export interface SimulateOptions extends ComparisonOptions {
  /** milliseconds that one answer may take before the firmware counts as hung */
  readonly timeout: number;
}

/** What a clock counted for the training steps on a full batch. */
export interface StepCost {
  readonly unit: SimulatedClock["unit"];
  readonly least: number;
  readonly median: number;
  readonly most: number;
  /** the clock's grain: one count is right to this much */
  readonly grain: number;
}

/** What a simulation came to. */
export interface FirmwareSimulation {
  readonly run: DeviceRun;
  /** undefined when no step on a full batch was timed */
  readonly cost?: StepCost;
  /** the network here, trained like the one on the device */
  readonly network: Network;
}

/**
 * Trains a network in a board's simulator and here, and compares every step. The simulator is ended in every case.
 * @param elf the board's firmware with this network
 * @throws UserError when the simulator is missing, or the firmware fails or hangs
 */
export async function simulate(
  built: BuiltNetwork,
  board: FirmwareBoard,
  elf: Uint8Array,
  readings: Readings,
  options: SimulateOptions,
): Promise<FirmwareSimulation> {
  const network = await startNetwork(built);
  const rows = Uint32Array.from({ length: readings.count }, (_, i) => i);
  fitToData(network, built.spec, readings, rows);
  const { timeout } = options;
  // A simulator has no noise on its line, but a busy machine may hold back the half of an answer.
  const device = deviceClient(await startSimulator(board, elf), { timeout, silence: timeout });
  try {
    const run = await runDevice(device, network, built.spec, readings, options);
    const cost = stepCost(run.ticks, simulatedClock(board));
    return { run, network, ...(cost && { cost }) };
  } finally {
    await device.close();
  }
}

/**
 * The cost of a step from what the device's clock counted.
 * @param around ticks that are none of the step's
 */
export function stepCost(
  ticks: readonly number[],
  { unit, perTick }: SimulatedClock,
  around = 0,
): StepCost | undefined {
  if (ticks.length === 0 || ticks.some((count) => count === 0)) return undefined;
  // Each is rounded by itself: where a tick is less than an instruction, that makes it exact.
  const whole = (count: number) => Math.round(count * perTick);
  const sorted = ticks.map((count) => whole(count) - whole(around)).sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1]!;
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  return { unit, least, median, most, grain: Math.ceil(perTick) };
}
