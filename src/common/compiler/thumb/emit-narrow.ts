// What both sets of instructions encode alike: Thumb-1 has the narrow forms, which Thumb-2 takes where there is one.
import * as integer from "./encode/integer.js";
import { ldr, str } from "./encode/memory.js";
import { mul } from "./encode/multiply.js";
import { type Halves, type Shift, UNSHIFTED } from "./encode/operands.js";
import type { Register } from "./instruction.js";
import { branch, branchAfter, code, type Emitters, type Encode, type Encoders } from "./routine.js";

const three =
  (encode: typeof integer.add): Encode =>
  (_i, d, x, y, flags) =>
    encode(d, x, y, UNSHIFTED, flags);
const shifted =
  (type: Shift["type"]): Encode =>
  (i, d, x, _y, flags) =>
    integer.shifted(d, x, { type, by: i.imm! }, flags);
const shiftedBy =
  (type: Shift["type"]): Encode =>
  (_i, d, x, y) =>
    integer.shiftedBy(type, d, x, y);

/** Compares a register with another one or, without that, with a number. */
export const compareIntegers = (x: Register, y: Register | undefined, imm?: number): Halves =>
  imm === undefined ? integer.cmp(x, y!) : integer.cmpConstant(x, imm);

export const ENCODE_NARROW: Encoders = {
  mov: (_i, d, x) => integer.mov(d, x),
  add: three(integer.add),
  addi: (i, d, x, _y, flags) => integer.addConstant(d, x, i.imm!, flags),
  sub: three(integer.sub),
  mul: (_i, d, x, y) => mul(d, x, y),
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
  ldr: (i, d, x) => ldr(d, x, i.imm),
  str: (i, _d, x, y) => str(x, y, i.imm),
};

export const EMIT_NARROW: Emitters = {
  label: (i) => [{ kind: "label", name: i.to! }],
  b: (i) => [branch(i.to!)],
  bcc: (i, _d, x, y) => branchAfter(code(compareIntegers(x, y, i.imm)), i.to!, i.cond!),
  call: (i) => [{ kind: "call", to: i.to! }],
};
