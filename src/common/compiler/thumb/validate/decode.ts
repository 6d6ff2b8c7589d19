// Machine code read back, as far as paths through it need: what each instruction changes, where it may go, and what it does
// to the stack and the flags (ARMv7-M Architecture Reference Manual, A5). Groups of encodings at once, and no others than
// those that the back end takes instructions from.
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

/** What an instruction is without its size; it writes nothing where it does not say so. */
type Meaning = Partial<Omit<Decoded, "size">>;
/** What half words mean, the second one 0 of 16 bits; undefined where the validator knows no such instruction. */
type Read = (a: number, b: number, at: number) => Meaning | undefined;

const listed = (mask: number): Register[] =>
  Array.from({ length: 16 }, (_, r) => r).filter((r) => (mask >> r) & 1);
const signed = (value: number, width: number) => (value << (32 - width)) >> (32 - width);
const floats = (first: number, count: number): Register[] =>
  Array.from({ length: count }, (_, k) => FIRST_FLOAT + first + k);
const literalAt = (at: number, offset: number) => ((at + 4) & ~3) + offset;

/** The register in bits 8 to 10. */
const middle = (a: number): Register => (a >> 8) & 7;
/** The register in bits 0 to 2 and 7. */
const anyRegister = (a: number): Register => (a & 7) | ((a >> 4) & 8);
const compares: Read = () => ({ flags: "compares" });
/** Writes a register that is neither sp nor pc. */
const writing = (d: Register, more?: Meaning): Meaning | undefined =>
  d === PC || d === STACK_POINTER ? undefined : { writes: [d], ...more };

/** pop {…, pc} returns. */
const popped = (mask: number): Meaning => ({
  pops: listed(mask),
  ...((mask >> PC) & 1 && { leaves: "return" as const }),
});

/** The core's operations on two low registers, of which some only compare. */
const readLow: Read = (a, b, at) =>
  [8, 10, 11].includes((a >> 6) & 15) ? compares(a, b, at) : { writes: [a & 7], flags: "results" };

/** IT, and NOP. */
const readIt: Read = (a) => {
  const then = 4 - Math.log2(a & 15 & -(a & 15));
  if (a & 15) return { conditional: true, then };
  return a === 0xbf00 ? {} : undefined;
};

/** The core's wide operations whose result is in bits 8 to 11 of the second half. */
const readData: Read = (a, b, at) => {
  const d = (b >> 8) & 15;
  const immediate = a >= 0xf000;
  const plain = immediate && (a & 0x200) !== 0;
  const operation = (a >> 5) & 15;
  const sets = !plain && (a & 0x10) !== 0;
  if (d === PC) return sets ? compares(a, b, at) : undefined;
  if (d !== STACK_POINTER) return { writes: [d], ...(sets && { flags: "results" }) };
  if (!immediate || (a & 15) !== STACK_POINTER || sets) return undefined;
  const field = ((a & 0x400) << 1) | ((b >> 4) & 0x700) | (b & 0xff);
  const sp = plain ? field : expanded(field);
  if (sp === undefined) return undefined;
  const [adds, subtracts] = plain ? [0, 5] : [8, 13];
  if (operation === adds) return { sp };
  return operation === subtracts ? { sp: -sp } : undefined;
};

/** The number of a modified immediate that a stack's size may be. */
function expanded(field: number): number | undefined {
  if (field < 0x100) return field;
  if (field < 0x400) return undefined;
  const [value, rotation] = [0x80 | (field & 0x7f), field >> 7];
  return ((value >>> rotation) | (value << (32 - rotation))) >>> 0;
}

const readBranch: Read = (a, b, at) => {
  const s = (a >> 10) & 1;
  const [j1, j2] = [(b >> 13) & 1, (b >> 11) & 1];
  if ((b & 0x5000) === 0) {
    if (((a >> 6) & 15) >= 14) return undefined;
    const distance = (s << 20) | (j2 << 19) | (j1 << 18) | ((a & 63) << 12) | ((b & 0x7ff) << 1);
    return { conditional: true, target: at + 4 + signed(distance, 21) };
  }
  if ((b & 0x1000) === 0) return undefined;
  const [i1, i2] = [1 ^ j1 ^ s, 1 ^ j2 ^ s];
  const distance = (s << 24) | (i1 << 23) | (i2 << 22) | ((a & 0x3ff) << 12) | ((b & 0x7ff) << 1);
  const target = at + 4 + signed(distance, 25);
  return b & 0x4000 ? { writes: [LINK], leaves: "call", target } : { leaves: "jump", target };
};

/** Wide loads and stores of one word, 12 bits from a register. */
const readMemory: Read = (a, b, at) => {
  const [base, t, offset] = [a & 15, b >> 12, b & 0xfff];
  if (a === 0xf84d && offset === 0xd04) return { pushes: [t] };
  if (a === 0xf85d && offset === 0xb04) return popped(1 << t);
  const up = (a & 0x80) !== 0;
  if ((a & 0xff7f) === 0xf85f) return writing(t, { literal: literalAt(at, up ? offset : -offset) });
  if ((a & 0xffe0) !== 0xf8c0 || base === PC) return undefined;
  const more = base === STACK_POINTER ? { slot: offset } : {};
  return a & 0x10 ? writing(t, more) : more;
};

/** The FPU's loads and stores, of one number or of a row to and from the stack. */
const readFloatMemory: Read = (a, b, at) => {
  const [base, count] = [a & 15, b & 0xff];
  const first = ((b >> 11) & 0x1e) | ((a >> 6) & 1);
  if ((b & 0xf00) !== 0xa00) return undefined; // double precision
  if ((a & 0xffbf) === 0xed2d) return { pushes: floats(first, count) };
  if ((a & 0xffbf) === 0xecbd) return { pops: floats(first, count) };
  if ((a & 0xff20) !== 0xed00) return undefined;
  const offset = a & 0x80 ? 4 * count : -4 * count;
  const own = a & 0x10 ? { writes: floats(first, 1) } : {};
  if (base === PC) return { ...own, literal: literalAt(at, offset) };
  return base === STACK_POINTER ? { ...own, slot: offset } : own;
};

/** The FPU's operations, and moves between it and the core. */
const readFloat: Read = (a, b, at) => {
  const d = FIRST_FLOAT + (((b >> 11) & 0x1e) | ((a >> 6) & 1));
  if ((b & 0xf00) !== 0xa00) return undefined;
  if ((b & 0x10) === 0) return (a & 0xffbe) === 0xeeb4 ? {} : { writes: [d] }; // a comparison stays in the FPU
  const core = b >> 12;
  if (a === 0xeef1 && core === PC) return compares(a, b, at);
  const float = FIRST_FLOAT + (((a & 15) << 1) | ((b >> 7) & 1));
  return (a & 0xffe0) === 0xee00 ? writing(a & 0x10 ? core : float) : undefined;
};

/** Shifts by a register, products and zeros counted, without flags. */
const readResult: Read = (_a, b) => writing((b >> 8) & 15);
/** A product in two registers. */
const readProduct: Read = (_a, b) => {
  const [lower, upper] = [b >> 12, (b >> 8) & 15];
  if (lower === upper || !writing(lower)) return undefined;
  return writing(upper, { writes: [lower, upper] });
};

/** Groups of instructions by their first half word: below which they end, and how they are read if the validator knows them. */
const GROUPS: readonly (readonly [below: number, read?: Read])[] = [
  [0x2000, (a) => ({ writes: [a & 7], flags: "results" })],
  [0x2800, (a) => ({ writes: [middle(a)], flags: "changes" })],
  [0x3000, compares],
  [0x4000, (a) => ({ writes: [middle(a)], flags: "results" })],
  [0x4400, readLow],
  [0x4500, (a) => writing(anyRegister(a))],
  [0x4600, compares],
  [0x4700, (a) => writing(anyRegister(a), { copies: (a >> 3) & 15 })],
  [0x4770],
  [0x4771, () => ({ leaves: "return" })],
  [0x4800],
  [0x5000, (a, _b, at) => ({ writes: [middle(a)], literal: literalAt(at, 4 * (a & 0xff)) })],
  [0x6000],
  [0x7000, (a) => (a & 0x800 ? { writes: [a & 7] } : {})],
  [0x9000],
  [0xa000, (a) => ({ ...(a & 0x800 && { writes: [middle(a)] }), slot: 4 * (a & 0xff) })],
  [0xb000],
  [0xb100, (a) => ({ sp: (a & 0x80 ? -4 : 4) * (a & 0x7f) })],
  [0xb400],
  [0xb600, (a) => ({ pushes: listed((a & 0xff) | ((a & 0x100) << 6)) })],
  [0xbc00],
  [0xbe00, (a) => popped((a & 0xff) | ((a & 0x100) << 7))],
  [0xbf00],
  [0xc000, readIt],
  [0xd000],
  [0xde00, (a, _b, at) => ({ conditional: true, target: at + 4 + 2 * signed(a & 0xff, 8) })],
  [0xe000],
  [0xe800, (a, _b, at) => ({ leaves: "jump", target: at + 4 + 2 * signed(a & 0x7ff, 11) })],
  [0xe8bd],
  [0xe8be, (_a, b) => popped(b)],
  [0xe92d],
  [0xe92e, (_a, b) => ({ pushes: listed(b) })],
  [0xea00],
  [0xec00, readData],
  [0xee00, readFloatMemory],
  [0xef00, readFloat],
  [0xf000],
  [0xf800, (a, b, at) => (b & 0x8000 ? readBranch : readData)(a, b, at)],
  [0xfa00, readMemory],
  [0xfa60, (a, b, at) => (a & 0x10 ? undefined : readResult(a, b, at))],
  [0xfab0],
  [0xfac0, readResult],
  [0xfb00],
  [0xfb10, readResult],
  [0xfba0],
  [0xfbb0, readProduct],
];

/** The instruction at a byte of the code; undefined where the validator knows none. */
export function decode(view: DataView, at: number): Decoded | undefined {
  if (at < 0 || at & 1 || at + 2 > view.byteLength) return undefined;
  const far = farJumpAt(view, at);
  if (far) return { size: FAR_JUMP_SIZE, writes: [], leaves: "jump", ...far };
  const first = view.getUint16(at, true);
  const size = first < 0xe800 ? 2 : 4;
  if (at + size > view.byteLength) return undefined;
  const second = size === 4 ? view.getUint16(at + 2, true) : 0;
  const meaning = GROUPS.find(([below]) => first < below)?.[1]?.(first, second, at);
  return meaning && { size, writes: [], ...meaning };
}
