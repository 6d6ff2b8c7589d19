// Machine code read back, as far as paths through it need: what each instruction changes, where it may go, and what it does
// to the stack and the flags (ARMv7-M Architecture Reference Manual, A5). Whole groups of encodings at once.
import {
  FIRST_FLOAT,
  LINK,
  PROGRAM_COUNTER as PC,
  type Register,
  STACK_POINTER,
} from "../instruction.js";
import { FAR_JUMP_SIZE, farJumpAt } from "./far-jump.js";

/** What an instruction is for a path through it. */
export interface Decoded {
  /** bytes; of a far jump, which counts as one instruction, those of its five */
  readonly size: 2 | 4 | typeof FAR_JUMP_SIZE;
  readonly writes: readonly Register[];
  /** whether it is one move from this register */
  readonly copies?: Register;
  /** compares: sets the flags for what follows; results: may be meant so, by its result; changes: is not meant so */
  readonly flags?: "compares" | "results" | "changes";
  /** whether it does something else by the flags */
  readonly conditional?: true;
  /** how many instructions behind it happen by the flags */
  readonly then?: number;
  /** where it may go */
  readonly target?: number;
  /** jump: goes there always; call: comes back; return: goes to the caller */
  readonly leaves?: "jump" | "call" | "return";
  readonly pushes?: readonly Register[];
  readonly pops?: readonly Register[];
  /** bytes by which sp grows */
  readonly sp?: number;
  /** offset from sp of a word that it loads or stores */
  readonly slot?: number;
  /** place of a word that it loads */
  readonly literal?: number;
}

const NONE: readonly Register[] = [];

const listed = (mask: number): Register[] =>
  Array.from({ length: 16 }, (_, r) => r).filter((r) => (mask >> r) & 1);
const signed = (value: number, width: number) => (value << (32 - width)) >> (32 - width);
const floats = (first: number, count: number): Register[] =>
  Array.from({ length: count }, (_, k) => FIRST_FLOAT + first + k);

/** pop {…, pc} returns. */
const popped = (size: 2 | 4, mask: number): Decoded => ({
  size,
  writes: NONE,
  pops: listed(mask),
  ...((mask >> PC) & 1 && { leaves: "return" as const }),
});

/** 16 bits from 4000 on: the core's operations on two registers. */
function decodeRegisters(h: number): Decoded | undefined {
  const d = (h & 7) | ((h >> 4) & 8);
  if (h < 0x4400) {
    const compares = [8, 10, 11].includes((h >> 6) & 15);
    return compares
      ? { size: 2, writes: NONE, flags: "compares" }
      : { size: 2, writes: [h & 7], flags: "results" };
  }
  if (h < 0x4700) {
    if (h >> 8 === 0x45) return { size: 2, writes: NONE, flags: "compares" };
    if (d === PC || d === STACK_POINTER) return undefined;
    return h >> 8 === 0x46
      ? { size: 2, writes: [d], copies: (h >> 3) & 15 }
      : { size: 2, writes: [d] };
  }
  return h === (0x4700 | (LINK << 3)) ? { size: 2, writes: NONE, leaves: "return" } : undefined;
}

/** 16 bits from B000 to BFFF. */
function decodeMiscellaneous(h: number, at: number): Decoded | undefined {
  if (h < 0xb100) return { size: 2, writes: NONE, sp: (h & 0x80 ? -4 : 4) * (h & 0x7f) };
  if ((h & 0xf500) === 0xb100) {
    return { size: 2, writes: NONE, target: at + 4 + ((h & 0x200) >> 3) + ((h >> 2) & 0x3e) };
  }
  if ((h & 0xfe00) === 0xb400)
    return { size: 2, writes: NONE, pushes: listed((h & 0xff) | ((h & 0x100) << 6)) };
  if ((h & 0xfe00) === 0xbc00) return popped(2, (h & 0xff) | ((h & 0x100) << 7));
  if ((h & 0xff00) === 0xb200 || (h & 0xff00) === 0xba00) return { size: 2, writes: [h & 7] };
  if (h === 0xbf00) return { size: 2, writes: NONE };
  if (h < 0xbf00 || (h & 15) === 0) return undefined;
  const then = 4 - Math.log2(h & 15 & -(h & 15));
  return { size: 2, writes: NONE, conditional: true, then };
}

/** 16 bits from 4800 to AFFF: loads and stores, and addresses. */
function decodeNarrowMemory(h: number, at: number): Decoded | undefined {
  const high = (h >> 8) & 7;
  if (h < 0x5000) return { size: 2, writes: [high], literal: ((at + 4) & ~3) + 4 * (h & 0xff) };
  if (h < 0x6000) return { size: 2, writes: ((h >> 9) & 7) < 3 ? NONE : [h & 7] };
  if (h < 0x9000) return { size: 2, writes: h & 0x800 ? [h & 7] : NONE };
  if (h < 0xa000) return { size: 2, writes: h & 0x800 ? [high] : NONE, slot: 4 * (h & 0xff) };
  return h < 0xa800 ? { size: 2, writes: [high] } : undefined; // not the stack's address
}

function decodeNarrow(h: number, at: number): Decoded | undefined {
  const high = (h >> 8) & 7;
  if (h < 0x2000) return { size: 2, writes: [h & 7], flags: "results" };
  if (h < 0x2800) return { size: 2, writes: [high], flags: "changes" };
  if (h < 0x3000) return { size: 2, writes: NONE, flags: "compares" };
  if (h < 0x4000) return { size: 2, writes: [high], flags: "results" };
  if (h < 0x4800) return decodeRegisters(h);
  if (h < 0xb000) return decodeNarrowMemory(h, at);
  if (h < 0xc000) return decodeMiscellaneous(h, at);
  if (h < 0xd000) return { size: 2, writes: [high, ...(h & 0x800 ? listed(h & 0xff) : [])] };
  if (h < 0xde00)
    return { size: 2, writes: NONE, conditional: true, target: at + 4 + 2 * signed(h & 0xff, 8) };
  if (h < 0xe000) return undefined;
  return { size: 2, writes: NONE, leaves: "jump", target: at + 4 + 2 * signed(h & 0x7ff, 11) };
}

/** The core's wide operations whose result is in bits 8 to 11 of the second half. */
function decodeWideData(a: number, b: number): Decoded | undefined {
  const d = (b >> 8) & 15;
  const immediate = a >= 0xf000;
  const plain = immediate && (a & 0x200) !== 0;
  const operation = (a >> 5) & 15;
  const sets = !plain && (a & 0x10) !== 0;
  if (d === PC) return sets ? { size: 4, writes: NONE, flags: "compares" } : undefined;
  if (d !== STACK_POINTER)
    return {
      size: 4,
      writes: [d],
      ...(sets && { flags: "results" as const }),
    };
  if (!immediate || (a & 15) !== STACK_POINTER || sets) return undefined;
  const field = ((a & 0x400) << 1) | ((b >> 4) & 0x700) | (b & 0xff);
  const amount = plain ? field : expanded(field);
  if (amount === undefined) return undefined;
  const [adds, subtracts] = plain ? [0, 5] : [8, 13];
  if (operation === adds) return { size: 4, writes: NONE, sp: amount };
  return operation === subtracts ? { size: 4, writes: NONE, sp: -amount } : undefined;
}

/** The number of a modified immediate that a stack's size may be. */
function expanded(field: number): number | undefined {
  if (field < 0x100) return field;
  if (field < 0x400) return undefined;
  const [value, rotation] = [0x80 | (field & 0x7f), field >> 7];
  return ((value >>> rotation) | (value << (32 - rotation))) >>> 0;
}

function decodeWideBranch(a: number, b: number, at: number): Decoded | undefined {
  const s = (a >> 10) & 1;
  const [j1, j2] = [(b >> 13) & 1, (b >> 11) & 1];
  if ((b & 0x5000) === 0) {
    if (((a >> 6) & 15) >= 14) return undefined;
    const distance = (s << 20) | (j2 << 19) | (j1 << 18) | ((a & 63) << 12) | ((b & 0x7ff) << 1);
    return { size: 4, writes: NONE, conditional: true, target: at + 4 + signed(distance, 21) };
  }
  if ((b & 0x1000) === 0) return undefined;
  const [i1, i2] = [1 ^ j1 ^ s, 1 ^ j2 ^ s];
  const distance = (s << 24) | (i1 << 23) | (i2 << 22) | ((a & 0x3ff) << 12) | ((b & 0x7ff) << 1);
  const target = at + 4 + signed(distance, 25);
  return (b & 0x4000) === 0
    ? { size: 4, writes: NONE, leaves: "jump", target }
    : { size: 4, writes: [LINK], leaves: "call", target };
}

/** Wide loads and stores of one word, half or byte. */
function decodeWideMemory(a: number, b: number, at: number): Decoded | undefined {
  const [base, t] = [a & 15, b >> 12];
  const loads = (a & 0x10) !== 0;
  if (loads && t === PC) return undefined;
  if (a === 0xf84d && (b & 0xfff) === 0xd04) return { size: 4, writes: NONE, pushes: [t] };
  if (a === 0xf85d && (b & 0xfff) === 0xb04) return popped(4, 1 << t);
  const long = (a & 0x80) !== 0;
  const writes = loads ? [t] : NONE;
  if (base === PC) {
    const literal = ((at + 4) & ~3) + (long ? 1 : -1) * (b & 0xfff);
    return loads ? { size: 4, writes, literal } : undefined;
  }
  const writesBack = !long && (b & 0x800) !== 0 && (b & 0x100) !== 0;
  if (base !== STACK_POINTER) return { size: 4, writes: writesBack ? [...writes, base] : writes };
  return long ? { size: 4, writes, slot: b & 0xfff } : undefined;
}

/** The FPU's loads and stores. */
function decodeFloatMemory(a: number, b: number, at: number): Decoded | undefined {
  const [base, count] = [a & 15, b & 0xff];
  const first = ((b >> 11) & 0x1e) | ((a >> 6) & 1);
  const [before, up, back, loads] = [a & 0x100, a & 0x80, a & 0x20, a & 0x10];
  if (b & 0x100) return undefined; // double precision
  if (before && !back) {
    const offset = up ? 4 * count : -4 * count;
    const writes = loads ? floats(first, 1) : NONE;
    if (base === PC) return { size: 4, writes, literal: ((at + 4) & ~3) + offset };
    return base === STACK_POINTER ? { size: 4, writes, slot: offset } : { size: 4, writes };
  }
  const registers = floats(first, count);
  if (base !== STACK_POINTER)
    return { size: 4, writes: [...(loads ? registers : NONE), ...(back ? [base] : NONE)] };
  if (!back) return undefined;
  return loads
    ? { size: 4, writes: NONE, pops: registers }
    : { size: 4, writes: NONE, pushes: registers };
}

/** The FPU's operations, and moves between it and the core. */
function decodeFloat(a: number, b: number): Decoded | undefined {
  const d = FIRST_FLOAT + (((b >> 11) & 0x1e) | ((a >> 6) & 1));
  if (b & 0x100 || a >= 0xef00) return undefined;
  if ((b & 0x10) === 0) return { size: 4, writes: (a & 0xffbe) === 0xeeb4 ? NONE : [d] }; // a comparison stays in the FPU
  const core = b >> 12;
  if (a === 0xeef1)
    return core === PC ? { size: 4, writes: NONE, flags: "compares" } : { size: 4, writes: [core] };
  if ((a & 0xffe0) !== 0xee00) return undefined;
  const float = FIRST_FLOAT + (((a & 15) << 1) | ((b >> 7) & 1));
  return { size: 4, writes: [a & 0x10 ? core : float] };
}

/** Loads and stores of several registers. */
function decodeMultiple(a: number, b: number): Decoded | undefined {
  const base = a & 15;
  if (a === 0xe92d) return { size: 4, writes: NONE, pushes: listed(b) };
  if (a === 0xe8bd) return popped(4, b);
  const loads = (a & 0x10) !== 0;
  if (base >= STACK_POINTER || (loads && b >> PC)) return undefined;
  const back = a & 0x20 ? [base] : NONE;
  if ((a & 0x40) === 0) return { size: 4, writes: [...back, ...(loads ? listed(b) : NONE)] };
  if ((a & 0x120) === 0) return undefined; // exclusive ones and tables
  return { size: 4, writes: [...back, ...(loads ? [b >> 12, (b >> 8) & 15] : NONE)] };
}

function decodeWide(a: number, b: number, at: number): Decoded | undefined {
  if (a < 0xea00) return a < 0xe800 ? undefined : decodeMultiple(a, b);
  if (a < 0xec00) return decodeWideData(a, b);
  if (a < 0xf000) {
    if ((b & 0xe00) !== 0xa00) return undefined;
    return a < 0xee00 ? decodeFloatMemory(a, b, at) : decodeFloat(a, b);
  }
  if (a < 0xf800) return b & 0x8000 ? decodeWideBranch(a, b, at) : decodeWideData(a, b);
  if (a < 0xfa00) return decodeWideMemory(a, b, at);
  if (a >= 0xfc00) return undefined;
  const writes = a >= 0xfb80 && b >> 12 !== PC ? [b >> 12, (b >> 8) & 15] : [(b >> 8) & 15];
  if (writes.some((r) => r >= STACK_POINTER && r !== LINK)) return undefined;
  if (writes[0] === writes[1]) return undefined; // both halves of a product in one register
  const sets = a < 0xfa80 && (b & 0x80) === 0 && (a & 0x10) !== 0;
  return { size: 4, writes, ...(sets && { flags: "changes" as const }) };
}

/** The instruction at a byte of the code; undefined where the validator knows none. */
export function decode(view: DataView, at: number): Decoded | undefined {
  if (at < 0 || at & 1 || at + 2 > view.byteLength) return undefined;
  const far = farJumpAt(view, at);
  if (far) return { size: FAR_JUMP_SIZE, writes: NONE, leaves: "jump", ...far };
  const first = view.getUint16(at, true);
  if (first < 0xe800) return decodeNarrow(first, at);
  if (at + 4 > view.byteLength) return undefined;
  return decodeWide(first, view.getUint16(at + 2, true), at);
}
