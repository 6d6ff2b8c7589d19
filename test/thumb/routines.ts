import type { ThumbBlob } from "../../src/common/compiler/thumb/blob.js";
import { printWasm } from "../../src/common/compiler/wasm/print-wasm.js";
import { hex } from "../../src/common/hex.js";
import { DEVICE_MEMORY, type DeviceProgram } from "../support/ir/device-program.js";
import { bitsOf, CALLS, canonical, startMemory } from "../support/ir/engines.js";
import { HASH_START, hashed } from "./hash.js";

// Random routines as routines.c runs them, and as Node does.

const isFloat = (word: number): boolean => (word & 16) !== 0;

/** What the memory begins with; the harness repeats the first 32 words behind these. */
const startOf = (seed: number): Int32Array => startMemory(seed);

/** What each call is made with, as bits. */
const callsOf = ({ entries }: DeviceProgram) =>
  CALLS.map(({ entry: name, args: [integer, float] }) => {
    const entry = entries.find((one) => one.name === name)!;
    return { entry, bits: entry.takes === "i32" ? integer : bitsOf(float) };
  });

/** A case as routines.c reads it. */
export function routineCase(
  seed: number,
  subject: DeviceProgram,
  code: ThumbBlob<string>,
): Uint8Array {
  const calls = callsOf(subject).flatMap(({ entry: { name, gives }, bits }) => [
    code.entries.get(name)!,
    bits,
    gives === undefined ? 0 : gives === "i32" ? 1 : 2,
  ]);
  const start = startOf(seed);
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
  const start = startOf(seed);
  words.forEach((_, at) => {
    words[at] = start[at < start.length ? at : at & 31]!;
  });
  const hash = () =>
    hex(words.reduce((h, word, at) => hashed(h, isFloat(at) ? canonical(word) : word), HASH_START));
  return callsOf(subject).map(({ entry: { name, takes, gives }, bits }) => {
    const run = exports[name] as (argument: number) => number;
    const value = run(takes === "i32" ? bits : floatOf(bits));
    const result = gives === undefined ? 0 : gives === "i32" ? value | 0 : canonical(bitsOf(value));
    return `call ${hex(result)} ${hash()}`;
  });
}

const floatOf = (bits: number): number => new Float32Array(Int32Array.of(bits).buffer)[0]!;
