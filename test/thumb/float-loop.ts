// The float routines beside the engine's own float32, in a loop that runs in WebAssembly: some ten million pairs a second.

import type { FloatSet } from "../../src/common/compiler/float32.js";
import { compileAssembly } from "../../src/node/kernels/compile.js";

/** What checkPairs() and checkIntegers() give is 0 or, from 1 on, the number of the routine that was wrong in this list. */
const CHECKED = [
  ...(["fadd", "fsub", "fmul", "fdiv", "fcmpeq", "fcmplt", "fcmple", "i2f", "ui2f"] as const),
] as const;

/** The numbers are those of float32-check.c, which has the same for routines in C. */
const LOOP = `
import { fadd, fcmpeq, fcmple, fcmplt, fdiv, fmul, fsub, i2f, ui2f } from "./float32/index";

export let a: u32 = 0;
export let b: u32 = 0;
let state: u64 = 0;

export function start(seed: u32): void {
  state = 88172645463325252 + <u64>seed * 0x9E3779B97F4A7C15;
}

function random(): u32 {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return <u32>(state >> 16);
}

/** A number, often one near which something is special. */
function number(): u32 {
  const r = random(), more = r >>> 8, sign = random() & 0x80000000, fraction = random() & 0x7FFFFF;
  switch (r & 7) {
    case 0: return random();
    case 1: return sign | (more & 3) << 23 | fraction;
    case 2: return sign | 252 + (more & 3) << 23 | fraction;
    case 3: return random() & 0xFF800000 | 1 << more % 23;
    case 4: return random() & 0xFF800000 | 0x7FFFFF ^ 1 << more % 23;
    case 5: return sign | 120 + (more & 15) << 23 | fraction;
    case 6: return sign | random() >>> more % 31;
    default: return random() & 0xFFFF0000;
  }
}

/** A partner: anything, or a neighbour, whose difference cancels. */
function partner(a: u32): u32 {
  if (random() & 3) return number();
  const distance = random() >>> random() % 32;
  return (a ^ random() & 0x80000000) + (random() & 1 ? distance : 0 - distance);
}

function bits(value: f32): u32 {
  return value == value ? reinterpret<u32>(value) : 0x7FC00000;
}

export function checkPairs(count: u32): u32 {
  for (; count; count--) {
    a = number();
    b = partner(a);
    const x = reinterpret<f32>(a), y = reinterpret<f32>(b);
    if (fadd(a, b) != bits(x + y)) return 1;
    if (fsub(a, b) != bits(x - y)) return 2;
    if (fmul(a, b) != bits(x * y)) return 3;
    if (fdiv(a, b) != bits(x / y)) return 4;
    if (fcmpeq(a, b) != i32(x == y)) return 5;
    if (fcmplt(a, b) != i32(x < y)) return 6;
    if (fcmple(a, b) != i32(x <= y)) return 7;
  }
  return 0;
}

export function checkIntegers(first: u32, count: u32): u32 {
  for (a = first, b = 0; count; count--, a++) {
    if (i2f(<i32>a) != bits(<f32><i32>a)) return 8;
    if (ui2f(a) != bits(<f32>a)) return 9;
  }
  return 0;
}
`;

/** The loop's exports. */
export interface FloatLoop {
  start(seed: number): void;
  checkPairs(count: number): number;
  checkIntegers(first: number, count: number): number;
  /** the operands that came last */
  readonly a: WebAssembly.Global;
  readonly b: WebAssembly.Global;
}

/** @param sources files to replace, for instance "assembly/float32/add.ts" */
export async function compileLoop(
  set: FloatSet,
  sources: Readonly<Record<string, string>> = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const args = ["--config", "asconfig.json", "--use", `WIDE=${set === "wide" ? 1 : 0}`];
  const { wasm } = await compileAssembly(args, { ...sources, "assembly/index.ts": LOOP });
  return new Uint8Array(wasm);
}

export const loopOf = (wasm: Uint8Array<ArrayBuffer>): FloatLoop =>
  new WebAssembly.Instance(new WebAssembly.Module(wasm)).exports as unknown as FloatLoop;

/** What was wrong, if anything was. */
export function faultOf(loop: FloatLoop, result: number): string | undefined {
  if (result === 0) return undefined;
  const operands = [loop.a, loop.b].map(({ value }) => (value >>> 0).toString(16).padStart(8, "0"));
  return `${CHECKED[result - 1]} of ${operands.join(" and ")} is wrong`;
}
