import type { MachineCode } from "../../src/common/compiler/thumb/blob.js";
import { printWasm } from "../../src/common/compiler/wasm/print-wasm.js";
import { hex } from "../../src/common/hex.js";
import { DEVICE_MEMORY, type DeviceProgram } from "../support/ir/device-program.js";
import { bitsOf, CALLS, canonical, startMemory } from "../support/ir/engines.js";
import { HASH_START, hashed } from "./hash.js";

// Random routines as routines.c runs them, and as Node does.

const isFloat = (word: number): boolean => (word & 16) !== 0;

/** What the memory begins with: some words, whose first 32 go on behind them. */
export function startWords(seed: number): Int32Array<ArrayBuffer> {
  const start = startMemory(seed);
  const words = new Int32Array(DEVICE_MEMORY / 4);
  return words.map((_, at) => start[at < start.length ? at : at & 31]!);
}

/** What each call is made with. */
export const callsOf = ({ entries }: DeviceProgram) =>
  CALLS.map(({ entry: name, args: [integer, float] }) => {
    const entry = entries.find((one) => one.name === name)!;
    return entry.takes === "i32"
      ? { entry, argument: integer, bits: integer }
      : { entry, argument: float, bits: bitsOf(float) };
  });

/** A case as routines.c reads it. */
export function routineCase(
  seed: number,
  subject: DeviceProgram,
  code: MachineCode<string>,
): Uint8Array {
  const calls = callsOf(subject).flatMap(({ entry: { name, gives }, bits }) => [
    code.entries.get(name)!,
    bits,
    gives === undefined ? 0 : gives === "i32" ? 1 : 2,
  ]);
  const start = startMemory(seed);
  const head = [calls.length / 3, code.bytes.length / 4, DEVICE_MEMORY / 4, start.length];
  return Buffer.concat([
    new Uint8Array(Int32Array.of(...head, ...calls).buffer),
    code.bytes,
    new Uint8Array(start.buffer),
  ]);
}

/** The lines that a device should print, from Node's Wasm. */
export function expectedCalls(seed: number, subject: DeviceProgram): string[] {
  const module = new WebAssembly.Module(printWasm(subject.program));
  const { exports } = new WebAssembly.Instance(module);
  const { buffer } = exports.memory as WebAssembly.Memory;
  const words = new Int32Array(buffer, 0, DEVICE_MEMORY / 4);
  words.set(startWords(seed));
  const hash = () =>
    hex(words.reduce((h, word, at) => hashed(h, isFloat(at) ? canonical(word) : word), HASH_START));
  return callsOf(subject).map(({ entry: { name, gives }, argument }) => {
    const run = exports[name] as (argument: number) => number;
    const value = run(argument);
    const result = gives === undefined ? 0 : gives === "i32" ? value | 0 : canonical(bitsOf(value));
    return `call ${hex(result)} ${hash()}`;
  });
}
