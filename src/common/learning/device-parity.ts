import { UserError } from "../errors.js";
import { hex } from "../hex.js";
import { crc32 } from "../loader/crc32.js";
import type { Network } from "../loader/index.js";
import type { NetworkSpec } from "../network/network-file.js";
import type { DeviceClient } from "../protocol/client.js";
import type { Identity, Measures } from "../protocol/messages.js";
import {
  type Comparison,
  type ComparisonOptions,
  compareTraining,
  type TrainingThere,
} from "./parity.js";
import type { Readings } from "./readings.js";

/** What a run on a device came to. */
export interface DeviceRun extends Comparison {
  readonly identity: Identity;
  /** after the last step */
  readonly measures: Measures;
  /** clock ticks of every step on a full batch; 0 where the device has no clock */
  readonly ticks: readonly number[];
}

/**
 * Trains a device with our firmware and a network here, and compares them (parity.ts).
 * @param network fresh, with its normaliser fitted; its learning rate, means and scales are sent to the device
 * @throws UserError when the device has another network, or fails
 */
export async function runDevice(
  device: DeviceClient,
  network: Network,
  spec: NetworkSpec,
  readings: Readings,
  options: ComparisonOptions,
): Promise<DeviceRun> {
  const identity = await device.connect();
  expectSameNetwork(identity, network);
  const ticks: number[] = [];
  const there = trainingOn(device, network, spec.seed, readings, (count) => ticks.push(count));
  const comparison = await compareTraining(there, network, spec, readings, options);
  return { ...comparison, identity, measures: await device.measures(), ticks };
}

/** @param onTicks called after each step on a full batch with the clock ticks that it took */
function trainingOn(
  device: DeviceClient,
  network: Network,
  seed: number,
  { values, targets, inputs, targetCount }: Readings,
  onTicks: (ticks: number) => void,
): TrainingThere {
  const { batch } = network.engine.layout;
  const parameters = async () => new Uint32Array((await device.readParameters()).buffer);
  return {
    async start() {
      await device.settings(network.learningRate, network.mean, network.scale);
      await device.start(seed);
      const bits = await parameters();
      return crc32(new Uint8Array(bits.buffer), 0, bits.byteLength);
    },
    async step(first, end) {
      for (let row = first; row < end; row++) {
        await device.observe(
          values.subarray(row * inputs, (row + 1) * inputs),
          targets.subarray(row * targetCount, (row + 1) * targetCount),
        );
      }
      const trained = await device.train();
      if (end - first === batch) onTicks((await device.measures()).ticks);
      return trained;
    },
    parameters,
  };
}

function expectSameNetwork(identity: Identity, network: Network): void {
  const { layout } = network.engine;
  for (const what of ["abi", "inputs", "outputs", "batch", "parameters", "fingerprint"] as const) {
    const [got, expected] = [identity[what] >>> 0, layout[what] >>> 0];
    if (got !== expected) {
      const shown = what === "fingerprint" ? hex : String;
      throw new UserError(
        `device: got a network with ${what} ${shown(got)}, expected ${shown(expected)}; flash this network first`,
      );
    }
  }
}
