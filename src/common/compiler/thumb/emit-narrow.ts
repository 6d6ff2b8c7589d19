// What both sets of instructions encode alike: Thumb-1 has the narrow forms, which Thumb-2 takes where there is one.
import * as integer from "./encode/integer.js";
import type { Item } from "./encode/layout.js";
import { ldr, str } from "./encode/memory.js";
import { mul } from "./encode/multiply.js";
import type { Halves, Shift } from "./encode/operands.js";
import type { Instruction, OperationName, Register } from "./instruction.js";
import { branch, branchAfter, code } from "./routine.js";

/** An instruction as items; d is its result, x and y are its first sources. */
export type Emit = (i: Instruction, d: Register, x: Register, y: Register) => Item[];
export type Emitters = Readonly<Partial<Record<OperationName, Emit>>>;

const three =
  (encode: (d: number, n: number, m: number) => Halves): Emit =>
  (_i, d, x, y) => [code(encode(d, x, y))];
const shifted =
  (type: Shift["type"]): Emit =>
  (i, d, x) => [code(integer.shifted(d, x, { type, by: i.imm! }))];
const shiftedBy =
  (type: Shift["type"]): Emit =>
  (_i, d, x, y) => [code(integer.shiftedBy(type, d, x, y))];

/** Compares a register with another one or, without that, with a number. */
export const compareIntegers = (x: Register, y: Register | undefined, imm?: number): Halves =>
  imm === undefined ? integer.cmp(x, y!) : integer.cmpConstant(x, imm);

export const EMIT_NARROW = {
  label: (i) => [{ kind: "label", name: i.to! }],
  b: (i) => [branch(i.to!)],
  bcc: (i, _d, x, y) => branchAfter(code(compareIntegers(x, y, i.imm)), i.to!, i.cond!),
  call: (i) => [{ kind: "call", to: i.to! }],
  mov: (_i, d, x) => [code(integer.mov(d, x))],
  add: three(integer.add),
  addi: (i, d, x) => [code(integer.addConstant(d, x, i.imm!))],
  sub: three(integer.sub),
  mul: three(mul),
  and: three(integer.and),
  bic: three(integer.bic),
  or: three(integer.orr),
  xor: three(integer.eor),
  shl: shifted("lsl"),
  shr_u: shifted("lsr"),
  shr_s: shifted("asr"),
  shl_by: shiftedBy("lsl"),
  shr_u_by: shiftedBy("lsr"),
  shr_s_by: shiftedBy("asr"),
  ldr: (i, d, x) => [code(ldr(d, x, i.imm))],
  str: (i, _d, x, y) => [code(str(x, y, i.imm))],
} as const satisfies Emitters;

/** One instruction by a set's table. */
export function emitBy(emitters: Emitters, i: Instruction, set: string): Item[] {
  const emit = emitters[i.op];
  if (!emit)
    throw new Error(`${set}: got ${i.op}, expected what it has; this is a bug in perceptino`);
  return emit(i, i.d!, i.s[0]!, i.s[1]!);
}
