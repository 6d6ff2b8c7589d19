import { UserError } from "../errors.js";
import { hex } from "../hex.js";
import type { Network } from "../loader/index.js";
import type { NetworkSpec } from "../network/network-file.js";
import type { DeviceClient } from "../protocol/client.js";
import type { Identity, Measures } from "../protocol/messages.js";
import type { Readings } from "./readings.js";
import { traceLine } from "./trace.js";
import { observeRow } from "./train.js";

/** Where a device's training left the path of the same training here. */
export interface Difference {
  readonly step: number;
  readonly what: "steps" | "loss" | "parameter" | "hash";
  /** which parameter, from 0, where it is one */
  readonly index?: number;
  /** values as numbers, and their bits in hexadecimal */
  readonly device: { readonly value: number; readonly bits: string };
  readonly host: { readonly value: number; readonly bits: string };
}

/** What a run on a device came to. */
export interface DeviceRun {
  readonly identity: Identity;
  /** steps that agree */
  readonly steps: number;
  readonly difference?: Difference;
  /** after the last step */
  readonly measures: Measures;
  /** clock ticks of every step on a full batch; 0 where the device has no clock */
  readonly ticks: readonly number[];
  /** loss per observation of each pass over the readings, in order; the last pass may be cut short */
  readonly passLosses: readonly number[];
}

export interface DeviceRunOptions {
  readonly steps: number;
  /** called after each step with its number, the loss before it and its line of the trace */
  readonly onStep?: (step: number, loss: number, line: string) => void;
  /** asked before each step; true ends the run */
  readonly stopped?: () => boolean;
}

/**
 * Trains a device and a network here on the same batches, in the order of the readings, over and over, and compares them
 * after every step: steps, the bits of the loss and the hash of the parameters. Ends at the first difference.
 * @param network fresh, with its normaliser fitted; its learning rate, means and scales are sent to the device
 */
export async function runDevice(
  device: DeviceClient,
  network: Network,
  spec: NetworkSpec,
  readings: Readings,
  options: DeviceRunOptions,
): Promise<DeviceRun> {
  const identity = await device.connect();
  expectSameNetwork(identity, network);
  await device.settings(network.learningRate, network.mean, network.scale);
  network.init(spec.seed);
  await device.start(spec.seed);
  const { batch } = network.engine.layout;
  const ticks: number[] = [];
  const passLosses: number[] = [];
  let sum = 0;
  let first = 0;
  let difference = await compareParameters(device, network);
  while (!difference && network.steps < options.steps && !options.stopped?.()) {
    const last = Math.min(first + batch, readings.count);
    for (let row = first; row < last; row++) {
      observeRow(network, readings, row);
      await observeOnDevice(device, readings, row);
    }
    const loss = network.train();
    const trained = await device.train();
    difference = compare("steps", network.steps, trained.steps, network.steps, [
      trained.steps,
      network.steps,
    ]);
    difference ??= compareLoss(network.steps, trained.lossBits, loss);
    if (!difference && trained.hash !== network.hash()) {
      difference =
        (await compareParameters(device, network)) ??
        compare("hash", network.steps, trained.hash, network.hash(), [
          trained.hash,
          network.hash(),
        ]);
    }
    if (difference) break;
    if (last - first === batch) ticks.push((await device.measures()).ticks);
    options.onStep?.(network.steps, loss, traceLine(network, loss));
    sum += spec.reduction === "mean" ? loss * (last - first) : loss;
    first = last;
    if (first === readings.count || network.steps === options.steps) {
      passLosses.push(sum / last);
      sum = 0;
      first = 0;
    }
  }
  const steps = difference ? Math.max(0, difference.step - 1) : network.steps;
  const measures = await device.measures();
  return { identity, steps, ...(difference && { difference }), measures, ticks, passLosses };
}

function expectSameNetwork(identity: Identity, network: Network): void {
  const { layout } = network.engine;
  for (const what of ["abi", "inputs", "outputs", "batch", "parameters", "fingerprint"] as const) {
    const [got, expected] = [identity[what] >>> 0, layout[what] >>> 0];
    if (got !== expected) {
      const told = what === "fingerprint" ? hex : String;
      throw new UserError(
        `device: got a network with ${what} ${told(got)}, expected ${told(expected)}; flash this network first`,
      );
    }
  }
}

function observeOnDevice(device: DeviceClient, readings: Readings, row: number): Promise<number> {
  const { values, labels, inputs, outputs } = readings;
  return device.observe(
    values.subarray(row * inputs, (row + 1) * inputs),
    labels.subarray(row * outputs, (row + 1) * outputs),
  );
}

function compare(
  what: Difference["what"],
  step: number,
  deviceBits: number,
  hostBits: number,
  [device, host]: readonly [device: number, host: number],
  index?: number,
): Difference | undefined {
  if (deviceBits >>> 0 === hostBits >>> 0) return undefined;
  return {
    step,
    what,
    ...(index !== undefined && { index }),
    device: { value: device, bits: hex(deviceBits) },
    host: { value: host, bits: hex(hostBits) },
  };
}

function compareLoss(step: number, deviceBits: number, loss: number): Difference | undefined {
  const hostBits = new Uint32Array(Float32Array.of(loss).buffer)[0]!;
  return compare("loss", step, deviceBits, hostBits, [floatOf(deviceBits), loss]);
}

/** The first parameter whose bits are not the same. */
async function compareParameters(
  device: DeviceClient,
  network: Network,
): Promise<Difference | undefined> {
  const there = new Uint32Array((await device.readParameters()).buffer);
  const here = network.parameters();
  const index = here.findIndex((bits, i) => bits !== there[i]);
  if (index < 0) return undefined;
  const [a, b] = [there[index]!, here[index]!];
  return compare("parameter", network.steps, a, b, [floatOf(a), floatOf(b)], index);
}

const floatOf = (bits: number): number => new Float32Array(Uint32Array.of(bits).buffer)[0]!;

/** A difference in one sentence. */
export function describeDifference({ step, what, index, device, host }: Difference): string {
  const name = index === undefined ? what : `${what} ${index}`;
  const said = (side: { value: number; bits: string }) =>
    what === "hash" ? side.bits : `${side.value} (${side.bits})`;
  const when = step === 0 ? "before the first step" : `in step ${step}`;
  return `${when} the device's ${name} is ${said(device)}, Node's is ${said(host)}`;
}
