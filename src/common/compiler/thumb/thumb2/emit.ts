// A routine on Thumb-2's registers as instructions for the layout.
import { compareIntegers, EMIT_NARROW, ENCODE_NARROW } from "../emit-narrow.js";
import { type Condition, inverse } from "../encode/conditions.js";
import { it } from "../encode/control.js";
import { addable, addableSettingFlags, andable, floatImmediate } from "../encode/immediates.js";
import * as integer from "../encode/integer.js";
import type { Item } from "../encode/layout.js";
import { clz, umull } from "../encode/multiply.js";
import type { Flags, Halves, Shift } from "../encode/operands.js";
import * as vfp from "../encode/vfp.js";
import { leftOut, lowestBits } from "../immediates.js";
import {
  BASE,
  FIRST_FLOAT,
  type Instruction,
  type OperationName,
  type Register,
  SCRATCH,
  STACK_POINTER,
} from "../instruction.js";
import {
  branchAfter,
  code,
  type Emitters,
  type Encode,
  type Encoders,
  type InstructionSet,
} from "../routine.js";
import { emitEntry } from "./entry.js";

/** A register of the FPU by its number there. */
const s = (register: Register): number => register - FIRST_FLOAT;

const floats3 =
  (encode: typeof vfp.vadd): Encode =>
  (_i, d, x, y) =>
    encode(s(d), s(x), s(y));
const floats2 =
  (encode: typeof vfp.vmov): Encode =>
  (_i, d, x) =>
    encode(s(d), s(x));
const xorShifted =
  (type: Shift["type"]): Encode =>
  (i, d, x, y) =>
    integer.eor(d, x, y, { type, by: i.imm! });

const ENCODE: Encoders = {
  ...ENCODE_NARROW,
  fmov: floats2(vfp.vmov),
  addsh: (i, d, x, y) => integer.add(d, x, y, { type: "lsl", by: i.imm! }),
  mulh: (_i, d, x, y) => umull(SCRATCH, d, x, y),
  clz: (_i, d, x) => clz(d, x),
  andi: (i, d, x, _y, flags) => masked(d, x, i.imm!, flags),
  ori: (i, d, x) => integer.orrConstant(d, x, i.imm!),
  xori: (i, d, x) => integer.eorConstant(d, x, i.imm!),
  xor_shl: xorShifted("lsl"),
  xor_shr_u: xorShifted("lsr"),
  xor_shr_s: xorShifted("asr"),
  vldr: (i, d, x) => vfp.vldr(s(d), x, i.imm),
  vstr: (i, _d, x, y) => vfp.vstr(s(x), y, i.imm),
  fadd: floats3(vfp.vadd),
  fsub: floats3(vfp.vsub),
  fmul: floats3(vfp.vmul),
  fdiv: floats3(vfp.vdiv),
  fneg: floats2(vfp.vneg),
  fabs: floats2(vfp.vabs),
  fsqrt: floats2(vfp.vsqrt),
  cvts: floats2(vfp.vcvtFromSigned),
  cvtu: floats2(vfp.vcvtFromUnsigned),
  tof: (_i, d, x) => vfp.vmovFromCore(s(d), x),
  tor: (_i, d, x) => vfp.vmovToCore(d, s(x)),
  csel: (i, d, x, y) => [...compare(i, 2), ...chosen(d, x, y, i.cond!)],
};

const EMIT: Emitters = {
  ...EMIT_NARROW,
  bcc: (i) => branchAfter(code(compare(i, 0)), i.to!, i.cond!),
  iconst: (i, d) => [constant(d, i.imm!)],
  fconst: (i, d) => [floatConstant(s(d), i.imm!)],
  addr: (i, d) =>
    addable(i.imm!)
      ? [code(integer.addConstant(d, BASE, i.imm!))]
      : [constant(d, i.imm!), code(integer.add(d, d, BASE))],
};

/** d = x & a constant: by AND or BIC, by taking the lowest bits out, or by shifting them away. */
function masked(d: Register, x: Register, mask: number, flags: Flags): Halves {
  if (andable(mask)) return integer.andConstant(d, x, mask, flags);
  const low = lowestBits(mask);
  if (low !== undefined) return integer.ubfx(d, x, low);
  const by = leftOut(mask)!;
  return [
    ...integer.shifted(d, x, { type: "lsr", by }),
    ...integer.shifted(d, d, { type: "lsl", by }),
  ];
}

const literal = (register: number, bits: number, float: boolean): Item => ({
  kind: "literal",
  register,
  word: bits >>> 0,
  float,
});

/** Any 32 bits in a register: from a pool where that is shorter. */
function constant(d: Register, value: number): Item {
  const halves = integer.movConstant(d, value);
  return d < 8 && halves.length > 2 ? literal(d, value, false) : code(halves);
}

const floatConstant = (register: number, bits: number): Item =>
  floatImmediate(bits) === undefined
    ? literal(register, bits, true)
    : code(vfp.vmovConstant(register, bits));

/** Compares an instruction's sources from one on. */
function compare(i: Instruction, from: number): Halves {
  const x = i.s[from]!;
  const y = i.s[from + 1];
  if (!i.float) return compareIntegers(x, y, i.imm);
  return [...(y === undefined ? vfp.vcmpZero(s(x)) : vfp.vcmp(s(x), s(y))), ...vfp.vmrs()];
}

/** d = x where a condition holds, else y. */
function chosen(d: Register, x: Register, y: Register, condition: Condition): Halves {
  const move = (from: Register): Halves =>
    d < FIRST_FLOAT ? integer.mov(d, from) : vfp.vmov(s(d), s(from));
  if (x === y) return d === x ? [] : move(x);
  if (d === x) return [...it(inverse(condition)), ...move(y)];
  if (d === y) return [...it(condition), ...move(x)];
  return [...move(y), ...it(condition), ...move(x)];
}

const always = () => true;
const notZero = (imm: number) => imm !== 0; // a shift by 0 is a move
/** Operations that can set flags, with the immediates with which they can. */
const SETTING_FLAGS: Readonly<Partial<Record<OperationName, (imm: number) => boolean>>> = {
  addi: addableSettingFlags,
  andi: andable,
  shl: notZero,
  shr_u: notZero,
  shr_s: notZero,
  add: always,
  sub: always,
  and: always,
  bic: always,
  or: always,
  xor: always,
};

export const THUMB_2: InstructionSet = {
  encode: ENCODE,
  emit: EMIT,
  setsFlags: ({ op, imm }) => SETTING_FLAGS[op]?.(imm!) ?? false,
  moveStack: (bytes) => [code(integer.addConstant(STACK_POINTER, STACK_POINTER, bytes))],
  emitEntry,
};
