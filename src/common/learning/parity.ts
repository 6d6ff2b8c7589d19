import { bitsOfFloat, floatOfBits } from "../bits.js";
import { UserError } from "../errors.js";
import { hex } from "../hex.js";
import type { Network } from "../loader/index.js";
import type { NetworkSpec } from "../network/network-file.js";
import type { Readings } from "./readings.js";
import { observeRow } from "./rows.js";
import { traceLine } from "./trace.js";

/** Where a training elsewhere left the path of the same training here. */
export interface Difference {
  /** 0 is before the first */
  readonly step: number;
  readonly what: "steps" | "loss" | "parameter" | "hash" | "checkpoint";
  /** which parameter, from 0, where it is one */
  readonly index?: number;
  /** values as numbers, and their bits in hexadecimal; of a hash or a checkpoint its CRC-32 */
  readonly device: { readonly value: number; readonly bits: string };
  readonly host: { readonly value: number; readonly bits: string };
}

/** What a step elsewhere came to. */
export interface StepThere {
  /** steps since the start */
  readonly steps: number;
  /** of the loss before the step */
  readonly lossBits: number;
  /** CRC-32 of the parameters after it */
  readonly hash: number;
}

/** A training elsewhere, on a device or in a program, that goes step by step with one here. */
export interface TrainingThere {
  /** Starts anew with the network's seed; resolves with the CRC-32 of the parameters. */
  start(): Promise<number>;
  /** Trains on the readings from row `first` to before row `end`. */
  step(first: number, end: number): Promise<StepThere>;
  /** The parameters' bits, where it can tell them: a difference then names the first that is another. */
  parameters?(): Promise<Uint32Array>;
  /** CRC-32 of what it saves after the last step, and of what it should be, where it saves. */
  save?(): Promise<{ readonly device: number; readonly host: number }>;
}

/** What a comparison came to. */
export interface Comparison {
  /** steps that agree */
  readonly steps: number;
  readonly difference?: Difference;
  /** loss per observation of each pass over the readings, in order; the last pass may be cut short */
  readonly passLosses: readonly number[];
}

export interface ComparisonOptions {
  readonly steps: number;
  /** called after each step that agrees, with its number, the loss before it and its line of the trace */
  readonly onStep?: (step: number, loss: number, line: string) => void;
  /** asked before each step; true ends the comparison */
  readonly stopped?: () => boolean;
}

/**
 * Trains a network here as it is trained there, on the same batches, in the order of the readings, over and over, and
 * compares them after every step: steps, the bits of the loss and the hash of the parameters; at the end what is saved.
 * Ends at the first difference.
 * @param network fresh, with its normaliser fitted, which to draw its parameters anew would undo
 */
export async function compareTraining(
  there: TrainingThere,
  network: Network,
  spec: NetworkSpec,
  readings: Readings,
  options: ComparisonOptions,
): Promise<Comparison> {
  const { batch } = network.engine.layout;
  const passLosses: number[] = [];
  let sum = 0;
  let learned = 0;
  let first = 0;
  let difference = await compareParameters(there, network, await there.start());
  while (!difference && network.steps < options.steps && !options.stopped?.()) {
    let observed = 0; // stays as it is while an adaptive normaliser warms up
    let end = first;
    while (observed < batch && end < readings.count)
      observed = observeRow(network, readings, end++);
    if (observed === 0) throw tooFew(readings.count);
    const loss = network.train();
    difference = await compareStep(there, network, loss, await there.step(first, end));
    if (difference) break;
    options.onStep?.(network.steps, loss, traceLine(network, loss));
    learned += observed;
    sum += spec.reduction === "mean" ? loss * observed : loss;
    first = end;
    if (first === readings.count || network.steps === options.steps) {
      passLosses.push(sum / learned);
      sum = 0;
      learned = 0;
      first = 0;
    }
  }
  const steps = difference ? Math.max(0, difference.step - 1) : network.steps;
  if (!difference && steps === options.steps) difference = await compareSaved(there, network);
  return { steps, ...(difference && { difference }), passLosses };
}

const tooFew = (count: number): UserError =>
  new UserError(
    `readings: got ${count}, expected more than the adaptive normalizer warms up with; lower "warmUp" in the network file`,
  );

async function compareStep(
  there: TrainingThere,
  network: Network,
  loss: number,
  { steps, lossBits, hash }: StepThere,
): Promise<Difference | undefined> {
  return (
    differ("steps", network, { there: steps, here: network.steps }) ??
    differ("loss", network, { there: lossBits, here: bitsOfFloat(loss), number: floatOfBits }) ??
    (await compareParameters(there, network, hash))
  );
}

/** Compares by the hash, and where that differs finds the first parameter whose bits are not the same. */
async function compareParameters(
  there: TrainingThere,
  network: Network,
  hash: number,
): Promise<Difference | undefined> {
  const difference = differ("hash", network, { there: hash, here: network.hash() });
  const all = difference && (await there.parameters?.());
  if (!all) return difference;
  const here = network.parameters();
  const index = here.findIndex((bits, i) => bits !== all[i]);
  if (index < 0) return difference;
  const sides = { there: all[index]!, here: here[index]!, number: floatOfBits };
  return differ("parameter", network, sides, index);
}

async function compareSaved(there: TrainingThere, network: Network) {
  const saved = await there.save?.();
  return saved && differ("checkpoint", network, { there: saved.device, here: saved.host });
}

/** The bits of both sides, and what they mean; whole numbers where nothing is said. */
interface Sides {
  readonly there: number;
  readonly here: number;
  readonly number?: (bits: number) => number;
}

const unsigned = (bits: number): number => bits >>> 0;

function differ(
  what: Difference["what"],
  { steps: step }: Network,
  { there, here, number = unsigned }: Sides,
  index?: number,
): Difference | undefined {
  if (there >>> 0 === here >>> 0) return undefined;
  const side = (bits: number) => ({ value: number(bits), bits: hex(bits) });
  return {
    step,
    what,
    ...(index !== undefined && { index }),
    device: side(there),
    host: side(here),
  };
}

/** A difference in one sentence. */
export function describeDifference({ step, what, index, device, host }: Difference): string {
  const name = index === undefined ? what : `${what} ${index}`;
  const sum = what === "hash" || what === "checkpoint";
  const words = (side: Difference["device"]) => (sum ? side.bits : `${side.value} (${side.bits})`);
  const when = step === 0 ? "before the first step" : `in step ${step}`;
  return `${when} the device's ${name} is ${words(device)}, Node's is ${words(host)}`;
}
