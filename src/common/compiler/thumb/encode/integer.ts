// Arithmetic and logic on integers: the narrow form wherever there is one, which is all that ARMv6-M has; the layout refuses
// wide ones there. d is the result's register, n and m are the operands'.
import { modifiedImmediate } from "./immediates.js";
import {
  core,
  coreOrStack,
  type Flags,
  type Halves,
  highRegisters,
  isLow,
  low,
  narrowThree,
  narrowTwo,
  refuse,
  type Shift,
  SP,
  UNSHIFTED,
  wide,
  within,
} from "./operands.js";

const SHIFT_TYPES = { lsl: 0, lsr: 1, asr: 2, ror: 3 } as const;
const setBit = (flags: Flags): number => (flags === "set" ? 1 << 20 : 0);

/** A shift's type and amount as wide instructions hold them. */
function shiftBits(name: string, { type, by }: Shift): number {
  const right = type === "lsr" || type === "asr";
  within(name, by, type === "lsl" ? 0 : 1, right ? 32 : 31);
  return (((by >> 2) & 7) << 12) | ((by & 3) << 6) | (SHIFT_TYPES[type] << 4);
}

const isShifted = ({ type, by }: Shift): boolean => type !== "lsl" || by !== 0;

const wideThree = (word: number, d: number, n: number, m: number): Halves =>
  wide(word | (n << 16) | (d << 8) | m);

/** An instruction with 12 bits of constant, in three places. */
const withConstant = (word: number, d: number, n: number, bits: number): Halves =>
  wide(
    word | (n << 16) | (d << 8) | ((bits >> 11) << 26) | (((bits >> 8) & 7) << 12) | (bits & 0xff),
  );

/** The bits of a constant, or of its complement or negative: `asked` is what is told. */
const modified = (name: string, value: number, asked = value): number =>
  modifiedImmediate(value) ?? refuse(name, `${asked}`, "a constant that the instruction can hold");

/** d = n + (m shifted). n may be sp; d too, if n is and m is shifted left by 3 at most. */
export function add(
  d: number,
  n: number,
  m: number,
  shift: Shift = UNSHIFTED,
  flags: Flags = "free",
): Halves {
  const plain = !isShifted(shift);
  if (plain && isLow(d, n, m)) return narrowThree(0x1800, d, n, m);
  coreOrStack("add", d, n);
  core("add", m);
  if (plain && flags !== "set" && d === n) return highRegisters(0x4400, d, m);
  if (plain && flags !== "set" && d === m) return highRegisters(0x4400, d, n);
  if (d === SP && (n !== SP || shift.type !== "lsl" || shift.by > 3)) {
    refuse("add", `sp = r${n} + m, ${shift.type} #${shift.by}`, "sp = sp + m, lsl #0 to #3");
  }
  return wideThree(0xeb000000 | setBit(flags) | shiftBits("add", shift), d, n, m);
}

/** d = n − (m shifted). */
export function sub(
  d: number,
  n: number,
  m: number,
  shift: Shift = UNSHIFTED,
  flags: Flags = "free",
): Halves {
  const plain = !isShifted(shift);
  if (plain && isLow(d, n, m)) return narrowThree(0x1a00, d, n, m);
  core("sub", d, n, m);
  return wideThree(0xeba00000 | setBit(flags) | shiftBits("sub", shift), d, n, m);
}

/** d = −n, of low registers. */
export function neg(d: number, n: number): Halves {
  low("neg", d, n);
  return narrowTwo(0x4240, d, n);
}

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
  if (n !== SP || flags === "set" || size % 4 !== 0) return undefined;
  if (d === SP && size <= 508) return [(down ? 0xb080 : 0xb000) | (size >> 2)];
  return isLow(d) && !down && size <= 1020 ? [0xa800 | (d << 8) | (size >> 2)] : undefined;
}

/** d = n + a constant that is addable(), with "set" addableSettingFlags(). n may be sp; d too, if n is. */
export function addConstant(d: number, n: number, value: number, flags: Flags = "free"): Halves {
  const signed = value | 0;
  if (signed === 0 && flags !== "set") return mov(d, n);
  const narrow = addNarrow(d, n, signed, flags);
  if (narrow) return narrow;
  coreOrStack("add", n);
  if (d !== SP || n !== SP) core("add", d);
  const size = Math.abs(signed);
  const down = signed < 0;
  // The constant with its sign first; 0xff00ff00, say, fits only as it is, not as the subtraction of 0x00ff0100.
  const own = modifiedImmediate(size);
  const bits = own ?? modifiedImmediate(-size);
  if (bits !== undefined) {
    const word = (own !== undefined) === down ? 0xf1a00000 : 0xf1000000;
    return withConstant(word | setBit(flags), d, n, bits);
  }
  if (flags === "set" || size > 4095) {
    refuse("add", `${value}`, "a constant that the instruction can hold");
  }
  return withConstant(down ? 0xf2a00000 : 0xf2000000, d, n, size);
}

/** The 16-bit form, which sets flags and has two registers; the 32-bit form. */
interface Logic {
  readonly name: string;
  readonly narrow: number;
  readonly wide: number;
  /** whether n and m may change places */
  readonly commutes: boolean;
}
type LogicEncoder = (d: number, n: number, m: number, shift?: Shift, flags?: Flags) => Halves;

const logic =
  ({ name, narrow, wide: word, commutes }: Logic): LogicEncoder =>
  (d, n, m, shift = UNSHIFTED, flags = "free") => {
    if (!isShifted(shift) && isLow(d, n, m)) {
      if (d === n) return narrowTwo(narrow, d, m);
      if (d === m && commutes) return narrowTwo(narrow, d, n);
    }
    core(name, d, n, m);
    return wideThree(word | setBit(flags) | shiftBits(name, shift), d, n, m);
  };

/** d = n & (m shifted), and so on: bic is n & ~m. */
export const and = logic({ name: "and", narrow: 0x4000, wide: 0xea000000, commutes: true });
export const orr = logic({ name: "orr", narrow: 0x4300, wide: 0xea400000, commutes: true });
export const eor = logic({ name: "eor", narrow: 0x4040, wide: 0xea800000, commutes: true });
export const bic = logic({ name: "bic", narrow: 0x4380, wide: 0xea200000, commutes: false });

/** n and a constant, or with another instruction its complement. */
function logicConstant(name: string, word: number, complement: number | undefined) {
  return (d: number, n: number, value: number, flags: Flags = "free"): Halves => {
    core(name, d, n);
    const bits = modifiedImmediate(value);
    if (bits !== undefined) return withConstant(word | setBit(flags), d, n, bits);
    if (complement === undefined) return refuse(name, `${value}`, "a modified immediate");
    return withConstant(complement | setBit(flags), d, n, modified(name, ~value, value));
  };
}

/** d = n & a constant that is andable(); orrable(), eorable() for the others. */
export const andConstant = logicConstant("and", 0xf0000000, 0xf0200000);
export const orrConstant = logicConstant("orr", 0xf0400000, 0xf0600000);
const eorModified = logicConstant("eor", 0xf0800000, undefined);
export const eorConstant = (d: number, n: number, value: number, flags: Flags = "free"): Halves =>
  ~value === 0 ? mvn(d, n, UNSHIFTED, flags) : eorModified(d, n, value, flags);

/** d = m; flags stay as they are. Either may be sp. */
export function mov(d: number, m: number): Halves {
  coreOrStack("mov", d, m);
  return highRegisters(0x4600, d, m);
}

/** d = ~(m shifted). */
export function mvn(d: number, m: number, shift: Shift = UNSHIFTED, flags: Flags = "free"): Halves {
  if (!isShifted(shift) && isLow(d, m)) return narrowTwo(0x43c0, d, m);
  core("mvn", d, m);
  return wideThree(0xea6f0000 | setBit(flags) | shiftBits("mvn", shift), d, 0, m);
}

/** d's low half word = 16 bits, its high one 0. Flags stay. */
export const movw = (d: number, value: number): Halves =>
  halfConstant("movw", 0xf2400000, d, value);
/** d's high half word = 16 bits, its low one stays. Flags stay. */
export const movt = (d: number, value: number): Halves =>
  halfConstant("movt", 0xf2c00000, d, value);

function halfConstant(name: string, word: number, d: number, value: number): Halves {
  core(name, d);
  within(name, value, 0, 0xffff);
  return withConstant(word, d, value >> 12, value & 0xfff);
}

/** d = any 32 bits, in one or two instructions: constantBytes() says which. Two are no single one behind IT. */
export function movConstant(d: number, value: number): Halves {
  const v = value >>> 0;
  if (v <= 0xff && isLow(d)) return [0x2000 | (d << 8) | v];
  core("mov", d);
  const bits = modifiedImmediate(v);
  if (bits !== undefined) return withConstant(0xf04f0000, d, 0, bits);
  const complement = modifiedImmediate(~v);
  if (complement !== undefined) return withConstant(0xf06f0000, d, 0, complement);
  const first = movw(d, v & 0xffff);
  return v > 0xffff ? [...first, ...movt(d, v >>> 16)] : first;
}

const NARROW_SHIFTS = { lsl: 0x0000, lsr: 0x0800, asr: 0x1000 } as const;
const NARROW_SHIFTS_BY = { lsl: 0x4080, lsr: 0x40c0, asr: 0x4100, ror: 0x41c0 } as const;

/** d = m shifted by a constant. By 0 is a move, whatever the type; "set" needs another amount. */
export function shifted(d: number, m: number, shift: Shift, flags: Flags = "free"): Halves {
  const { type, by } = shift;
  if (by === 0 && flags !== "set") return mov(d, m);
  const bits = shiftBits(type, shift);
  if (by === 0) return refuse(type, "an amount of 0 that sets flags", "another amount");
  if (type !== "ror" && isLow(d, m)) {
    return [NARROW_SHIFTS[type] | ((by & 31) << 6) | (m << 3) | d];
  }
  core(type, d, m);
  return wideThree(0xea4f0000 | setBit(flags) | bits, d, 0, m);
}

/** d = n shifted by m's low byte: from 32 on nothing, or signs, is left. */
export function shiftedBy(
  type: Shift["type"],
  d: number,
  n: number,
  m: number,
  flags: Flags = "free",
): Halves {
  if (d === n && isLow(d, m)) return narrowTwo(NARROW_SHIFTS_BY[type], d, m);
  core(type, d, n, m);
  return wideThree(0xfa00f000 | setBit(flags) | (SHIFT_TYPES[type] << 21), d, n, m);
}

/** d = `width` bits of n from bit `from` on, as a number without sign. */
export function ubfx(d: number, n: number, from: number, width: number): Halves {
  core("ubfx", d, n);
  within("ubfx from", from, 0, 31);
  within("ubfx width", width, 1, 32 - from);
  return wideThree(0xf3c00000 | ((from >> 2) << 12) | ((from & 3) << 6), d, n, width - 1);
}

/** Compares n with (m shifted): sets the flags of n − m. */
export function cmp(n: number, m: number, shift: Shift = UNSHIFTED): Halves {
  if (isShifted(shift)) {
    core("cmp", n, m);
    return wideThree(0xebb00f00 | shiftBits("cmp", shift), 0, n, m);
  }
  if (isLow(n, m)) return narrowTwo(0x4280, n, m);
  core("cmp", n, m);
  return highRegisters(0x4500, n, m);
}

/** Compares n with a constant that is comparable(). */
export function cmpConstant(n: number, value: number): Halves {
  const signed = value | 0;
  if (signed >= 0 && signed <= 0xff && isLow(n)) return [0x2800 | (n << 8) | signed];
  core("cmp", n);
  const bits = modifiedImmediate(signed);
  if (bits !== undefined) return withConstant(0xf1b00f00, 0, n, bits);
  return withConstant(0xf1100f00, 0, n, modified("cmp", -signed, value));
}
