// A routine on Thumb-1's registers as instructions for the layout.
import type { Item } from "../encode/layout.js";
import type { Halves } from "../encode/operands.js";
import * as thumb1 from "../encode/thumb1.js";
import {
  BASE,
  type Instruction,
  type OperationName,
  type Register,
  STACK_POINTER,
} from "../instruction.js";
import { branch, code, type InstructionSet } from "../routine.js";
import { emitEntry } from "./entry.js";

/** The most that one instruction adds to sp. */
const MOST_FRAME = 508;

/** Adds a multiple of 4 to sp. */
function moveStack(bytes: number): Item[] {
  if (bytes === 0) return [];
  const step = Math.max(-MOST_FRAME, Math.min(MOST_FRAME, bytes));
  return [code(thumb1.addConstant(STACK_POINTER, STACK_POINTER, step)), ...moveStack(bytes - step)];
}

/** Those that set Z by their result. */
const SETS_ZERO: ReadonlySet<OperationName> = new Set<OperationName>([
  ...(["sub", "mul", "and", "bic", "or", "xor"] as const),
  ...(["shl", "shr_u", "shr_s", "shl_by", "shr_u_by", "shr_s_by"] as const),
]);

/** An instruction that is followed by a branch on whether its result is 0, which then needs no comparison. */
function emitWithBranch(i: Instruction, next: Instruction): Item[] | undefined {
  const onZero = next.op === "bcc" && next.imm === 0 && (next.cond === "eq" || next.cond === "ne");
  const sets = SETS_ZERO.has(i.op) ? i.imm !== 0 : i.op === "addi" && i.imm !== 0;
  if (!onZero || !sets || next.s[0] !== i.d) return undefined;
  return [...emitOne(i), branch(next.to!, next.cond)];
}

type Emit = (i: Instruction, d: Register, x: Register, y: Register) => Item[];

const EMIT: Partial<Record<OperationName, Emit>> = {
  label: (i) => [{ kind: "label", name: i.to! }],
  b: (i) => [branch(i.to!)],
  bcc: (i, _d, x, y) => [
    code(i.imm === undefined ? thumb1.cmp(x, y) : thumb1.cmpConstant(x, i.imm)),
    branch(i.to!, i.cond),
  ],
  call: (i) => [{ kind: "call", to: i.to! }],
  mov: (_i, d, x) => [code(thumb1.mov(d, x))],
  iconst: (i, d) => [constant(d, i.imm!)],
  addr: (i, d) => [constant(d, i.imm!), code(thumb1.add(d, d, BASE))],
  add: (_i, d, x, y) => [code(...sum(d, x, y))],
  addi: (i, d, x) => [code(i.imm === 0 ? thumb1.mov(d, x) : thumb1.addConstant(d, x, i.imm!))],
  sub: (_i, d, x, y) => [code(thumb1.sub(d, x, y))],
  mul: (_i, d, _x, y) => [code(thumb1.mul(d, y))],
  and: (_i, d, _x, y) => [code(thumb1.and(d, y))],
  bic: (_i, d, _x, y) => [code(thumb1.bic(d, y))],
  or: (_i, d, _x, y) => [code(thumb1.orr(d, y))],
  xor: (_i, d, _x, y) => [code(thumb1.eor(d, y))],
  shl: (i, d, x) => [code(shifted(d, x, "lsl", i.imm!))],
  shr_u: (i, d, x) => [code(shifted(d, x, "lsr", i.imm!))],
  shr_s: (i, d, x) => [code(shifted(d, x, "asr", i.imm!))],
  shl_by: (_i, d, _x, y) => [code(thumb1.shiftedBy("lsl", d, y))],
  shr_u_by: (_i, d, _x, y) => [code(thumb1.shiftedBy("lsr", d, y))],
  shr_s_by: (_i, d, _x, y) => [code(thumb1.shiftedBy("asr", d, y))],
  ldr: (i, d, x) => [code(thumb1.ldr(d, x, i.imm))],
  str: (i, _d, x, y) => [code(thumb1.str(x, y, i.imm))],
};

/** Operations whose result takes the first operand's place. */
const IN_PLACE: ReadonlySet<OperationName> = new Set<OperationName>([
  ...(["mul", "and", "bic", "or", "xor", "shl_by", "shr_u_by", "shr_s_by"] as const),
]);

function emitOne(i: Instruction): Item[] {
  const emit = EMIT[i.op];
  if (!emit) throw new Error(`${i.op}: got one for Thumb-1, which has none; this is a bug`);
  if (IN_PLACE.has(i.op) && i.d !== i.s[0])
    throw new Error(`${i.op}: got r${i.d} = r${i.s[0]} …, expected both the same; this is a bug`);
  return emit(i, i.d!, i.s[0]!, i.s[1]!);
}

const isLow = (...registers: readonly Register[]): boolean => registers.every((r) => r < 8);

/** d = x + y, one of which may be a high register. */
function sum(d: Register, x: Register, y: Register): Halves[] {
  if (d === x || isLow(d, x, y)) return [thumb1.add(d, x, y)];
  if (d === y) return [thumb1.add(d, d, x)];
  return [thumb1.mov(d, x), thumb1.add(d, d, y)];
}

function shifted(d: Register, x: Register, type: "lsl" | "lsr" | "asr", by: number): Halves {
  return by === 0 ? thumb1.mov(d, x) : thumb1.shifted(d, x, { type, by });
}

/** A number in a low register, in 2 to 6 bytes. */
export function constant(d: Register, value: number): Item {
  const word = value >>> 0;
  const isByte = (n: number) => n >= 0 && n < 256;
  if (isByte(word)) return code(thumb1.movConstant(d, word));
  if (isByte(~value >>> 0)) return code(thumb1.movConstant(d, ~value >>> 0), thumb1.mvn(d, d));
  const zeros = 31 - Math.clz32(word & -word);
  if (isByte(word >>> zeros))
    return code(
      thumb1.movConstant(d, word >>> zeros),
      thumb1.shifted(d, d, { type: "lsl", by: zeros }),
    );
  if (isByte(-value >>> 0)) return code(thumb1.movConstant(d, -value >>> 0), thumb1.neg(d, d));
  return { kind: "literal", register: d, word };
}

export const THUMB_1: InstructionSet = {
  push: thumb1.push,
  pop: thumb1.pop,
  moveStack,
  loadArgument: ({ d }, offset) => thumb1.ldr(d!, STACK_POINTER, offset),
  emitOne,
  emitWithBranch,
  emitEntry,
};
