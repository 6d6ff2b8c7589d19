// What both sets of instructions emit alike: Thumb-1 has the narrow forms, which Thumb-2 takes where there is one.
import { addConstant, cmpConstant } from "./encode/constants.js";
import { encoded, type Halves } from "./encode/encode.js";
import type { Instruction, OperationName, Register } from "./instruction.js";
import {
  branch,
  branchAfter,
  code,
  type Emitters,
  type Encode,
  type Encoders,
  encodeAsNamed,
} from "./routine.js";

/** Compares a register with another one or, without that, with a number. */
export const compareIntegers = (a: Register, b: Register | undefined, imm?: number): Halves =>
  imm === undefined ? encoded("cmp", { a, b }) : cmpConstant(a, imm);

/** A shift by 0 is a move, which sets no flags. */
const shifted: Encode = (i, s) =>
  i.imm === 0 ? encoded("mov", { d: i.d, a: i.s[0] }) : encodeAsNamed(i, s);

/** Those operations that are not one instruction of their name. */
export const ENCODE_NARROW: Encoders = {
  addi: ({ d, s: [a], imm }, s) => addConstant(d!, a!, imm!, s),
  shl: shifted,
  shr_u: shifted,
  shr_s: shifted,
};

/** Operations that can set flags by their result, if their immediate is not 0. */
export const SETTING_FLAGS: ReadonlySet<OperationName> = new Set<OperationName>([
  ...(["sub", "and", "bic", "or", "xor", "shl", "shr_u", "shr_s"] as const),
]);

export const EMIT_NARROW: Emitters = {
  label: (i) => [{ kind: "label", name: i.to! }],
  b: (i) => [branch(i.to!)],
  bcc: (i: Instruction) =>
    branchAfter(code(compareIntegers(i.s[0]!, i.s[1], i.imm)), i.to!, i.cond!),
  call: (i) => [{ kind: "call", to: i.to! }],
};
