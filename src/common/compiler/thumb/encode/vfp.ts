// Instructions of the single-precision FPUs of Cortex-M4F and M33F (FPv4-SP, FPv5). s0 to s31 are 0 to 31.
import { floatImmediate } from "./immediates.js";
import { core, coreOrStack, type Halves, PC, refuse, SP, wide, within } from "./operands.js";

function float(name: string, ...registers: readonly number[]): void {
  for (const register of registers) {
    const fine = Number.isInteger(register) && register >= 0 && register <= 31;
    if (!fine) refuse(name, `float register ${register}`, "one of s0 to s31");
  }
}

// A float register's lowest bit stands apart from its others.
const asD = (register: number): number => ((register & 1) << 22) | ((register >> 1) << 12);
const asN = (register: number): number => ((register & 1) << 7) | ((register >> 1) << 16);
const asM = (register: number): number => ((register & 1) << 5) | (register >> 1);

const three =
  (name: string, word: number) =>
  (d: number, n: number, m: number): Halves => {
    float(name, d, n, m);
    return wide(word | asD(d) | asN(n) | asM(m));
  };

const two =
  (name: string, word: number) =>
  (d: number, m: number): Halves => {
    float(name, d, m);
    return wide(word | asD(d) | asM(m));
  };

/** d = n + m, n − m, n · m, n / m: each rounded once. */
export const vadd = three("vadd", 0xee300a00);
export const vsub = three("vsub", 0xee300a40);
export const vmul = three("vmul", 0xee200a00);
export const vdiv = three("vdiv", 0xee800a00);

/** d = √m, −m, |m|, m. */
export const vsqrt = two("vsqrt", 0xeeb10ac0);
export const vneg = two("vneg", 0xeeb10a40);
export const vabs = two("vabs", 0xeeb00ac0);
export const vmov = two("vmov", 0xeeb00a40);

/** d = the integer in m, rounded to nearest: with a sign, or without. */
export const vcvtFromSigned = two("vcvt", 0xeeb80ac0);
export const vcvtFromUnsigned = two("vcvt", 0xeeb80a40);

/** Compares d with m, or with 0, quietly; vmrs() brings the result to the flags. */
export const vcmp = two("vcmp", 0xeeb40a40);
export function vcmpZero(d: number): Halves {
  float("vcmp", d);
  return wide(0xeeb50a40 | asD(d));
}
export const vmrs = (): Halves => wide(0xeef1fa10);

/** d = a constant, as its bits, that floatImmediate() knows. */
export function vmovConstant(d: number, bits: number): Halves {
  float("vmov", d);
  const immediate =
    floatImmediate(bits) ??
    refuse("vmov", `bits 0x${(bits >>> 0).toString(16)}`, "±(16 to 31) / 16 · 2^(-3 to 4)");
  return wide(0xeeb00a00 | asD(d) | ((immediate >> 4) << 16) | (immediate & 15));
}

/** d = a core register's bits. */
export function vmovFromCore(d: number, t: number): Halves {
  float("vmov", d);
  core("vmov", t);
  return wide(0xee000a10 | asN(d) | (t << 12));
}

/** A core register = n's bits. */
export function vmovToCore(t: number, n: number): Halves {
  float("vmov", n);
  core("vmov", t);
  return wide(0xee100a10 | asN(n) | (t << 12));
}

/** A float at n + an offset from −1020 to 1020, a multiple of 4. n may be sp. */
const access =
  (name: string, word: number) =>
  (d: number, n: number, offset = 0): Halves => {
    float(name, d);
    coreOrStack(name, n);
    return wide(word | asD(d) | (n << 16) | offsetBits(name, offset));
  };

function offsetBits(name: string, offset: number): number {
  within(name, offset, -1020, 1020, 4);
  return (offset >= 0 ? 1 << 23 : 0) | (Math.abs(offset) >> 2);
}

export const vldr = access("vldr", 0xed100a00);
export const vstr = access("vstr", 0xed000a00);

/** A float from a pool, so many bytes after pc (the instruction's place + 4, rounded down to a multiple of 4). */
export function vldrLiteral(d: number, distance: number): Halves {
  float("vldr", d);
  return wide(0xed100a00 | asD(d) | (PC << 16) | offsetBits("vldr", distance));
}

/** A row of float registers from `first` on; at least one. */
function row(name: string, first: number, count: number): number {
  float(name, first);
  within(`${name} from s${first}`, count, 1, 32 - first);
  return asD(first) | count;
}

/** Pushes and pops a row of registers. */
export const vpush = (first: number, count: number): Halves =>
  wide(0xed200a00 | (SP << 16) | row("vpush", first, count));
export const vpop = (first: number, count: number): Halves =>
  wide(0xecb00a00 | (SP << 16) | row("vpop", first, count));
