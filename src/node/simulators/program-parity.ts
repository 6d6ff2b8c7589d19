import { crcOfAll } from "../../common/crc-table.js";
import { shown, UserError } from "../../common/errors.js";
import { slotFile } from "../../common/espruino/slots.js";
import {
  type Comparison,
  type ComparisonOptions,
  compareTraining,
} from "../../common/learning/parity.js";
import type { Readings } from "../../common/learning/readings.js";
import type { Network } from "../../common/loader/index.js";
import type { NetworkSpec } from "../../common/network/network-file.js";
import type { ProgramOutput } from "./interpreter.js";

/** What a program's training came to. */
export interface ProgramComparison extends Comparison {
  /** whether the checkpoint that it saved at the end is Node's; false when the training was stopped before */
  readonly saved: boolean;
  /** Espruino's variables that the module takes, and the bytes of one; 0 elsewhere */
  readonly variables: { readonly count: number; readonly bytes: number };
}

/**
 * Trains a network here as a program trains it there (training-program.ts), and compares them (parity.ts), with the file
 * that the program saves at the end.
 * @param network fresh, with its normaliser fitted
 * @throws UserError when the program fails, hangs or says something else
 */
export async function compareProgram(
  output: ProgramOutput,
  network: Network,
  spec: NetworkSpec,
  readings: Readings,
  options: ComparisonOptions,
): Promise<ProgramComparison> {
  let variables = { count: 0, bytes: 0 };
  const there = {
    async start() {
      const [hash, count, bytes] = await numbersAfter("start", 3, output);
      variables = { count: count!, bytes: bytes! };
      return hash!;
    },
    async step() {
      const [steps, lossBits, hash] = await numbersAfter("step", 3, output);
      return { steps: steps!, lossBits: lossBits!, hash: hash! };
    },
    async save() {
      const [number, device] = await numbersAfter("end", 2, output);
      const file = slotFile(network.save(), number);
      return { device: device!, host: crcOfAll(file) };
    },
  };
  const comparison = await compareTraining(there, network, spec, readings, options);
  const saved = comparison.steps === options.steps && !comparison.difference;
  return { ...comparison, saved, variables };
}

/** The whole numbers of the next line, which must begin with this word. */
async function numbersAfter(
  word: string,
  count: number,
  output: ProgramOutput,
): Promise<readonly number[]> {
  const words = await output.next();
  const numbers = words.slice(1).map(Number);
  const right = words[0] === word && numbers.length === count && numbers.every(Number.isInteger);
  if (right) return numbers;
  const expected = `${shown(word)} and ${count} whole numbers`;
  throw new UserError(`the program: got ${shown(words.join(" "))}, expected ${expected}`);
}
