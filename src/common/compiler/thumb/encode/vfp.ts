// Instructions of the single-precision FPUs of Cortex-M4F and M33F (FPv4-SP, FPv5). s0 to s31 are 0 to 31.
import { floatImmediate } from "./immediates.js";
import { type Halves, held, offsetWithin, PC, SP, wide } from "./operands.js";

// A float register's lowest bit stands apart from its others.
const asD = (register: number): number => ((register & 1) << 22) | ((register >> 1) << 12);
const asN = (register: number): number => ((register & 1) << 7) | ((register >> 1) << 16);
const asM = (register: number): number => ((register & 1) << 5) | (register >> 1);

const three =
  (word: number) =>
  (d: number, n: number, m: number): Halves =>
    wide(word | asD(d) | asN(n) | asM(m));

const two =
  (word: number) =>
  (d: number, m: number): Halves =>
    wide(word | asD(d) | asM(m));

/** d = n + m, n − m, n · m, n / m: each rounded once. */
export const vadd = three(0xee300a00);
export const vsub = three(0xee300a40);
export const vmul = three(0xee200a00);
export const vdiv = three(0xee800a00);

/** d = √m, −m, |m|, m. */
export const vsqrt = two(0xeeb10ac0);
export const vneg = two(0xeeb10a40);
export const vabs = two(0xeeb00ac0);
export const vmov = two(0xeeb00a40);

/** d = the integer in m, rounded to nearest: with a sign, or without. */
export const vcvtFromSigned = two(0xeeb80ac0);
export const vcvtFromUnsigned = two(0xeeb80a40);

/** Compares d with m, or with 0, quietly; vmrs() brings the result to the flags. */
export const vcmp = two(0xeeb40a40);
export const vcmpZero = (d: number): Halves => wide(0xeeb50a40 | asD(d));
export const vmrs = (): Halves => wide(0xeef1fa10);

/** d = a constant, as its bits, that floatImmediate() knows. */
export function vmovConstant(d: number, bits: number): Halves {
  const immediate = held(bits, floatImmediate(bits));
  return wide(0xeeb00a00 | asD(d) | ((immediate >> 4) << 16) | (immediate & 15));
}

/** d = a core register's bits. */
export const vmovFromCore = (d: number, t: number): Halves => wide(0xee000a10 | asN(d) | (t << 12));

/** A core register = n's bits. */
export const vmovToCore = (t: number, n: number): Halves => wide(0xee100a10 | asN(n) | (t << 12));

/** A float at n + an offset from −1020 to 1020, a multiple of 4. n may be sp. */
const access =
  (word: number) =>
  (d: number, n: number, offset = 0): Halves => {
    const up = offset >= 0 ? 1 << 23 : 0;
    const words = Math.abs(offsetWithin(offset, -1020, 1020, 4)) >> 2;
    return wide(word | up | asD(d) | (n << 16) | words);
  };

export const vldr = access(0xed100a00);
export const vstr = access(0xed000a00);

/** A float from a pool, so many bytes after pc (the instruction's place + 4, rounded down to a multiple of 4). */
export const vldrLiteral = (d: number, distance: number): Halves => vldr(d, PC, distance);

/** Pushes and pops a row of float registers from `first` on; at least one. */
export const vpush = (first: number, count: number): Halves =>
  wide(0xed200a00 | (SP << 16) | asD(first) | count);
export const vpop = (first: number, count: number): Halves =>
  wide(0xecb00a00 | (SP << 16) | asD(first) | count);
