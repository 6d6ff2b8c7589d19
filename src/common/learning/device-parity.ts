import { crcOfAll } from "../crc-table.js";
import { UserError } from "../errors.js";
import { hex } from "../hex.js";
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
 * @param network fresh, with its normaliser fitted; what it has beside its parameters is sent to the device
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
  const { layout, memory } = network.engine;
  const { batch, parameters, readings: batchAt, stateEnd } = layout;
  const state = new Uint32Array(memory, 0, stateEnd / 4);
  return {
    async start() {
      await device.start(seed);
      // The learning rate and all that lies between it and the batch: what follows from data, such as means and scales.
      const first = parameters + 3;
      await device.writeState(first, state.subarray(first, batchAt / 4));
      return crcOf(await device.readState(0, parameters));
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
    parameters: () => device.readState(0, parameters),
    save: async () => ({ device: crcOf(await device.readState()), host: crcOf(state) }),
  };
}

const crcOf = (words: Uint32Array): number => crcOfAll(new Uint8Array(words.slice().buffer));

/** Sizes first: they say more than the sums over all that matters. */
const SAME = [
  ...["abi", "inputs", "outputs", "targets", "labels", "batch", "parameters"],
  ...["fingerprint", "state"],
] as const;

function expectSameNetwork(identity: Identity, network: Network): void {
  const { layout } = network.engine;
  for (const what of SAME) {
    const [got, expected] = [identity[what] >>> 0, layout[what] >>> 0];
    if (got !== expected) {
      const shown = what === "fingerprint" || what === "state" ? hex : String;
      throw new UserError(
        `device: got a network with ${what} ${shown(got)}, expected ${shown(expected)}; flash this network first`,
      );
    }
  }
}
