import { shown, UserError } from "../../common/errors.js";
import { slotFile } from "../../common/espruino/slots.js";
import { hex } from "../../common/hex.js";
import type { Readings } from "../../common/learning/readings.js";
import { traceLine } from "../../common/learning/trace.js";
import { observeRow } from "../../common/learning/train.js";
import { crc32 } from "../../common/loader/crc32.js";
import type { Network } from "../../common/loader/index.js";
import type { NetworkSpec } from "../../common/network/network-file.js";
import type { Saying } from "./interpreter.js";

/** Where a program's training left the path of the same training here; values are bits in hexadecimal. */
export interface Departure {
  /** 0 is before the first */
  readonly step: number;
  readonly what: "step" | "loss" | "hash" | "checkpoint";
  readonly there: string;
  readonly host: string;
}

/** What a program's training came to. */
export interface Followed {
  /** steps that agree */
  readonly steps: number;
  readonly departure?: Departure;
  /** loss per observation of each pass over the readings; the last may be cut short */
  readonly passLosses: readonly number[];
  /** whether the checkpoint that it saved at the end is Node's; false when the training was stopped before */
  readonly saved: boolean;
  /** Espruino's variables that the module takes, and the bytes of one; 0 elsewhere */
  readonly variables: { readonly count: number; readonly bytes: number };
}

export interface FollowOptions {
  readonly steps: number;
  /** called after each step that agrees, with its number, the loss before it and its line of the trace */
  readonly onStep?: (step: number, loss: number, line: string) => void;
  /** asked before each step; true ends the training */
  readonly stopped?: () => boolean;
}

/**
 * Trains a network here as a program trains it there (simulate-program.ts), and compares the bits of each loss, all
 * parameters by their CRC-32, and the file that is saved at the end. Ends at the first difference.
 * @param network fresh, with its normaliser fitted
 * @throws UserError when the program fails, hangs or says something else
 */
export async function follow(
  saying: Saying,
  network: Network,
  spec: NetworkSpec,
  readings: Readings,
  options: FollowOptions,
): Promise<Followed> {
  const passLosses: number[] = [];
  const pass = passes(network, spec, readings);
  network.init(spec.seed);
  const [hash, variables, bytes] = await heard(saying, "start", 3);
  const start = { count: variables!, bytes: bytes! };
  let departure = differ(network, "hash", hash!, network.hash());
  while (!departure && network.steps < options.steps && !options.stopped?.()) {
    const [step, bits, parameters] = await heard(saying, "step", 3);
    const { loss, mean } = pass.train(network.steps + 1 === options.steps);
    if (mean !== undefined) passLosses.push(mean);
    departure = differ(network, "step", step!, network.steps);
    departure ??= differ(network, "loss", bits!, bitsOf(loss));
    departure ??= differ(network, "hash", parameters!, network.hash());
    if (!departure) options.onStep?.(network.steps, loss, traceLine(network, loss));
  }
  const whole = !departure && network.steps === options.steps;
  if (whole) {
    const [number, file] = await heard(saying, "end", 2);
    const image = slotFile(network.save(), number);
    departure = differ(network, "checkpoint", file!, crc32(image, 0, image.length));
  }
  const agreed = departure && departure.what !== "checkpoint" ? departure.step - 1 : network.steps;
  return {
    steps: Math.max(0, agreed),
    ...(departure && { departure }),
    passLosses,
    saved: whole && !departure,
    variables: start,
  };
}

/** Trains batch after batch in the order of the readings, over and over. */
function passes(network: Network, spec: NetworkSpec, readings: Readings) {
  const { batch } = network.engine.layout;
  let first = 0;
  let sum = 0;
  return {
    /** One step; with the mean loss of the pass that ends with it, which `last` cuts short. */
    train(last: boolean): { loss: number; mean?: number } {
      const end = Math.min(first + batch, readings.count);
      for (let row = first; row < end; row++) observeRow(network, readings, row);
      const loss = network.train();
      sum += spec.reduction === "mean" ? loss * (end - first) : loss;
      first = end;
      if (first < readings.count && !last) return { loss };
      const mean = sum / end;
      first = 0;
      sum = 0;
      return { loss, mean };
    },
  };
}

/** The whole numbers of the next line, which must say this. */
async function heard(saying: Saying, what: string, count: number): Promise<readonly number[]> {
  const words = await saying.next();
  const numbers = words.slice(1).map(Number);
  const right = words[0] === what && numbers.length === count && numbers.every(Number.isInteger);
  if (right) return numbers;
  const expected = `${shown(what)} and ${count} whole numbers`;
  throw new UserError(`the program: got ${shown(words.join(" "))}, expected ${expected}`);
}

const bitsOf = (loss: number): number => new Uint32Array(Float32Array.of(loss).buffer)[0]!;

function differ(
  { steps }: Network,
  what: Departure["what"],
  there: number,
  host: number,
): Departure | undefined {
  if (there >>> 0 === host >>> 0) return undefined;
  return { step: steps, what, there: hex(there), host: hex(host) };
}

const WORDS = {
  step: "the number of steps is",
  loss: "the loss has the bits",
  hash: "the parameters have the CRC-32",
  checkpoint: "the checkpoint has the CRC-32",
};

/** A departure in one sentence. */
export const describeDeparture = ({ step, what, there, host }: Departure): string =>
  `${step === 0 ? "before the first step" : `in step ${step}`} ${WORDS[what]} ${there}, Node's ${host}`;
