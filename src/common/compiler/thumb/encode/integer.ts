// Arithmetic and logic on integers: the narrow form wherever there is one, which is all that ARMv6-M has; the layout refuses
// wide ones there. d is the result's register, n and m are the operands'.
import { modifiedImmediate } from "./immediates.js";
import {
  type Flags,
  type Halves,
  held,
  highRegisters,
  isLow,
  narrowThree,
  narrowTwo,
  type Shift,
  SP,
  UNSHIFTED,
  wide,
} from "./operands.js";

/** By type: its bits in wide instructions, the narrow form by a constant, and that by a register. */
const SHIFTS = {
  lsl: [0, 0x0000, 0x4080],
  lsr: [1, 0x0800, 0x40c0],
  asr: [2, 0x1000, 0x4100],
} as const;
const setBit = (flags: Flags): number => (flags === "set" ? 1 << 20 : 0);

/** A shift's type and amount as wide instructions hold them. */
const shiftBits = ({ type, by }: Shift): number =>
  (((by >> 2) & 7) << 12) | ((by & 3) << 6) | (SHIFTS[type][0] << 4);

const wideThree = (word: number, d: number, n: number, m: number): Halves =>
  wide(word | (n << 16) | (d << 8) | m);

/** An instruction with 12 bits of constant, in three places. */
const withConstant = (word: number, d: number, n: number, bits: number): Halves =>
  wide(
    word | (n << 16) | (d << 8) | ((bits >> 11) << 26) | (((bits >> 8) & 7) << 12) | (bits & 0xff),
  );

type Three = (d: number, n: number, m: number, shift?: Shift, flags?: Flags) => Halves;
type Narrow = (d: number, n: number, m: number, flags: Flags) => Halves | undefined;

/** An operation on n and a shifted m: the narrow form of one that is not shifted, if there is one, and the wide form. */
const three =
  (narrow: Narrow, word: number): Three =>
  (d, n, m, shift = UNSHIFTED, flags = "free") =>
    (shift.by === 0 ? narrow(d, n, m, flags) : undefined) ??
    wideThree(word | setBit(flags) | shiftBits(shift), d, n, m);

/** d = n + (m shifted). n may be sp; d too, if n is and m is shifted left by 3 at most. */
export const add = three((d, n, m, flags) => {
  if (isLow(d, n, m)) return narrowThree(0x1800, d, n, m);
  if (flags === "set" || (d !== n && d !== m)) return undefined;
  return highRegisters(0x4400, d, d === n ? m : n);
}, 0xeb000000);

/** d = n − (m shifted). */
export const sub = three(
  (d, n, m) => (isLow(d, n, m) ? narrowThree(0x1a00, d, n, m) : undefined),
  0xeba00000,
);

/** Narrow forms that have two low registers. */
const inPlace =
  (half: number, commutes: boolean): Narrow =>
  (d, n, m) => {
    if (!isLow(d, n, m)) return undefined;
    if (d === n) return narrowTwo(half, d, m);
    return d === m && commutes ? narrowTwo(half, d, n) : undefined;
  };

/** d = n & (m shifted), and so on: bic is n & ~m. */
export const and = three(inPlace(0x4000, true), 0xea000000);
export const orr = three(inPlace(0x4300, true), 0xea400000);
export const eor = three(inPlace(0x4040, true), 0xea800000);
export const bic = three(inPlace(0x4380, false), 0xea200000);

/** d = −n, of low registers. */
export const neg = (d: number, n: number): Halves => narrowTwo(0x4240, d, n);

/** The narrow form of n + a constant, if there is one. */
function addNarrow(d: number, n: number, value: number, flags: Flags): Halves | undefined {
  const down = value < 0;
  const size = Math.abs(value);
  if (isLow(d) && d === n && size <= 255) {
    return [(down ? 0x3800 : 0x3000) | (d << 8) | size];
  }
  if (isLow(d, n) && size <= 7) {
    return [(down ? 0x1e00 : 0x1c00) | (size << 6) | (n << 3) | d];
  }
  if (d !== SP || n !== SP || flags === "set" || size % 4 !== 0 || size > 508) return undefined;
  return [(down ? 0xb080 : 0xb000) | (size >> 2)];
}

/** d = n + a constant that is addable(), with "set" addableSettingFlags(). Both or neither are sp. */
export function addConstant(d: number, n: number, value: number, flags: Flags = "free"): Halves {
  const signed = value | 0;
  if (signed === 0 && flags !== "set") return mov(d, n);
  const narrow = addNarrow(d, n, signed, flags);
  if (narrow) return narrow;
  const size = Math.abs(signed);
  const down = signed < 0;
  // The constant with its sign first; 0xff00ff00, say, fits only as it is, not as the subtraction of 0x00ff0100.
  const own = modifiedImmediate(size);
  const bits = own ?? modifiedImmediate(-size);
  if (bits !== undefined) {
    const word = (own !== undefined) === down ? 0xf1a00000 : 0xf1000000;
    return withConstant(word | setBit(flags), d, n, bits);
  }
  const plain = held(value, flags === "set" || size > 4095 ? undefined : size);
  return withConstant(down ? 0xf2a00000 : 0xf2000000, d, n, plain);
}

/** n and a constant, or with another instruction its complement. */
const logicConstant =
  (word: number, complement: number) =>
  (d: number, n: number, value: number, flags: Flags = "free"): Halves => {
    const bits = modifiedImmediate(value);
    return bits === undefined
      ? withConstant(complement | setBit(flags), d, n, held(value, modifiedImmediate(~value)))
      : withConstant(word | setBit(flags), d, n, bits);
  };

/** d = n & a constant that is andable(); orrable(), eorable() for the others. */
export const andConstant = logicConstant(0xf0000000, 0xf0200000);
export const orrConstant = logicConstant(0xf0400000, 0xf0600000);
export const eorConstant = (d: number, n: number, value: number): Halves =>
  ~value === 0 ? mvn(d, n) : withConstant(0xf0800000, d, n, held(value, modifiedImmediate(value)));

/** d = m; flags stay as they are. Either may be sp. */
export const mov = (d: number, m: number): Halves => highRegisters(0x4600, d, m);

/** d = ~m. */
export const mvn = (d: number, m: number): Halves =>
  isLow(d, m) ? narrowTwo(0x43c0, d, m) : wideThree(0xea6f0000, d, 0, m);

/** d's low half word = 16 bits, its high one 0. Flags stay. */
export const movw = (d: number, value: number): Halves => halfConstant(0xf2400000, d, value);
/** d's high half word = 16 bits, its low one stays. Flags stay. */
export const movt = (d: number, value: number): Halves => halfConstant(0xf2c00000, d, value);

const halfConstant = (word: number, d: number, value: number): Halves =>
  withConstant(word, d, value >> 12, value & 0xfff);

/** d = any 32 bits, in one or two instructions. */
export function movConstant(d: number, value: number): Halves {
  const v = value >>> 0;
  if (v <= 0xff && isLow(d)) return [0x2000 | (d << 8) | v];
  const bits = modifiedImmediate(v);
  if (bits !== undefined) return withConstant(0xf04f0000, d, 0, bits);
  const complement = modifiedImmediate(~v);
  if (complement !== undefined) return withConstant(0xf06f0000, d, 0, complement);
  const first = movw(d, v & 0xffff);
  return v > 0xffff ? [...first, ...movt(d, v >>> 16)] : first;
}

/** d = m shifted by a constant. By 0 is a move, whatever the type, which sets no flags. */
export function shifted(d: number, m: number, shift: Shift, flags: Flags = "free"): Halves {
  const { type, by } = shift;
  if (by === 0) return mov(d, m);
  if (isLow(d, m)) return [SHIFTS[type][1] | ((by & 31) << 6) | (m << 3) | d];
  return wideThree(0xea4f0000 | setBit(flags) | shiftBits(shift), d, 0, m);
}

/** d = n shifted by m's low byte: from 32 on nothing, or signs, is left. */
export function shiftedBy(type: Shift["type"], d: number, n: number, m: number): Halves {
  const [bits, , narrow] = SHIFTS[type];
  return d === n && isLow(d, m)
    ? narrowTwo(narrow, d, m)
    : wideThree(0xfa00f000 | (bits << 21), d, n, m);
}

/** d = the lowest `width` bits of n, as a number without sign. */
export const ubfx = (d: number, n: number, width: number): Halves =>
  wideThree(0xf3c00000, d, n, width - 1);

/** Compares n with m: sets the flags of n − m. */
export const cmp = (n: number, m: number): Halves =>
  isLow(n, m) ? narrowTwo(0x4280, n, m) : highRegisters(0x4500, n, m);

/** Compares n with a constant that is comparable(). */
export function cmpConstant(n: number, value: number): Halves {
  const signed = value | 0;
  if (signed >= 0 && signed <= 0xff && isLow(n)) return [0x2800 | (n << 8) | signed];
  const bits = modifiedImmediate(signed);
  if (bits !== undefined) return withConstant(0xf1b00f00, 0, n, bits);
  return withConstant(0xf1100f00, 0, n, held(value, modifiedImmediate(-signed)));
}
