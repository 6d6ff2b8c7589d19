// A routine on Thumb-2's registers as instructions for the layout.
import { compareIntegers, EMIT_NARROW, type Emit, type Emitters, emitBy } from "../emit-narrow.js";
import { type Condition, inverse } from "../encode/conditions.js";
import { it } from "../encode/control.js";
import {
  addable,
  addableSettingFlags,
  andable,
  constantBytes,
  floatImmediate,
} from "../encode/immediates.js";
import * as integer from "../encode/integer.js";
import type { Item } from "../encode/layout.js";
import { ldr } from "../encode/memory.js";
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
import { onResult } from "../result-flags.js";
import { branchAfter, code, type InstructionSet } from "../routine.js";
import { emitEntry } from "./entry.js";

/** A register of the FPU by its number there. */
const s = (register: Register): number => register - FIRST_FLOAT;

const floats3 =
  (encode: (d: number, n: number, m: number) => Halves): Emit =>
  (_i, d, x, y) => [code(encode(s(d), s(x), s(y)))];
const floats2 =
  (encode: (d: number, m: number) => Halves): Emit =>
  (_i, d, x) => [code(encode(s(d), s(x)))];
const xorShifted =
  (type: Shift["type"]): Emit =>
  (i, d, x, y) => [code(integer.eor(d, x, y, { type, by: i.imm! }))];

const EMIT: Emitters = {
  ...EMIT_NARROW,
  bcc: (i) => branchAfter(code(compare(i, 0)), i.to!, i.cond!),
  fmov: floats2(vfp.vmov),
  iconst: (i, d) => [constant(d, i.imm!)],
  fconst: (i, d) => [floatConstant(s(d), i.imm!)],
  addr: (i, d) =>
    addable(i.imm!)
      ? [code(integer.addConstant(d, BASE, i.imm!))]
      : [constant(d, i.imm!), code(integer.add(d, d, BASE))],
  addsh: (i, d, x, y) => [code(integer.add(d, x, y, { type: "lsl", by: i.imm! }))],
  mulh: (_i, d, x, y) => [code(umull(SCRATCH, d, x, y))],
  clz: (_i, d, x) => [code(clz(d, x))],
  andi: (i, d, x) => [code(...masked(d, x, i.imm!))],
  ori: (i, d, x) => [code(integer.orrConstant(d, x, i.imm!))],
  xori: (i, d, x) => [code(integer.eorConstant(d, x, i.imm!))],
  xor_shl: xorShifted("lsl"),
  xor_shr_u: xorShifted("lsr"),
  xor_shr_s: xorShifted("asr"),
  vldr: (i, d, x) => [code(vfp.vldr(s(d), x, i.imm))],
  vstr: (i, _d, x, y) => [code(vfp.vstr(s(x), y, i.imm))],
  fadd: floats3(vfp.vadd),
  fsub: floats3(vfp.vsub),
  fmul: floats3(vfp.vmul),
  fdiv: floats3(vfp.vdiv),
  fneg: floats2(vfp.vneg),
  fabs: floats2(vfp.vabs),
  fsqrt: floats2(vfp.vsqrt),
  cvts: floats2(vfp.vcvtFromSigned),
  cvtu: floats2(vfp.vcvtFromUnsigned),
  tof: (_i, d, x) => [code(vfp.vmovFromCore(s(d), x))],
  tor: (_i, d, x) => [code(vfp.vmovToCore(d, s(x)))],
  csel: (i, d, x, y) => [code(compare(i, 2), ...chosen(d, x, y, i.cond!))],
};

const emitOne = (i: Instruction): Item[] => emitBy(EMIT, i, "Thumb-2");

/** d = x & a constant: by AND or BIC, by taking the lowest bits out, or by shifting them away. */
function masked(d: Register, x: Register, mask: number): Halves[] {
  if (andable(mask)) return [integer.andConstant(d, x, mask)];
  const low = lowestBits(mask);
  if (low !== undefined) return [integer.ubfx(d, x, low)];
  const by = leftOut(mask)!;
  return [integer.shifted(d, x, { type: "lsr", by }), integer.shifted(d, d, { type: "lsl", by })];
}

/** Any 32 bits in a register: from a pool where that is shorter. */
function constant(d: Register, value: number): Item {
  const pooled = d < 8 && constantBytes(value, d) === 8;
  return pooled
    ? { kind: "literal", register: d, word: value >>> 0 }
    : code(integer.movConstant(d, value));
}

function floatConstant(register: number, bits: number): Item {
  return floatImmediate(bits) === undefined
    ? { kind: "literal", register, word: bits >>> 0, float: true }
    : code(vfp.vmovConstant(register, bits));
}

/** Compares an instruction's sources from one on. */
function compare(i: Instruction, from: number): Halves {
  const x = i.s[from]!;
  const y = i.s[from + 1];
  if (!i.float) return compareIntegers(x, y, i.imm);
  return [...(y === undefined ? vfp.vcmpZero(s(x)) : vfp.vcmp(s(x), s(y))), ...vfp.vmrs()];
}

/** d = x where a condition holds, else y. */
function chosen(d: Register, x: Register, y: Register, condition: Condition): Halves[] {
  const move = (from: Register): Halves =>
    d < FIRST_FLOAT ? integer.mov(d, from) : vfp.vmov(s(d), s(from));
  if (x === y) return d === x ? [] : [move(x)];
  if (d === x) return [it(inverse(condition)), move(y)];
  if (d === y) return [it(condition), move(x)];
  return [move(y), it(condition), move(x)];
}

type EmitWithFlags = (i: Instruction, flags: Flags) => Halves;

/** Operations that can say on their way whether their result is 0 or below. */
const SETTING_FLAGS: Readonly<Partial<Record<OperationName, EmitWithFlags>>> = {
  addi: ({ d, s: [x], imm }, flags) => integer.addConstant(d!, x!, imm!, flags),
  sub: ({ d, s: [x, y] }, flags) => integer.sub(d!, x!, y!, undefined, flags),
  and: ({ d, s: [x, y] }, flags) => integer.and(d!, x!, y!, undefined, flags),
  andi: ({ d, s: [x], imm }, flags) => integer.andConstant(d!, x!, imm!, flags),
  add: ({ d, s: [x, y] }, flags) => integer.add(d!, x!, y!, undefined, flags),
  bic: ({ d, s: [x, y] }, flags) => integer.bic(d!, x!, y!, undefined, flags),
  or: ({ d, s: [x, y] }, flags) => integer.orr(d!, x!, y!, undefined, flags),
  xor: ({ d, s: [x, y] }, flags) => integer.eor(d!, x!, y!, undefined, flags),
  shl: ({ d, s: [x], imm }, flags) => integer.shifted(d!, x!, { type: "lsl", by: imm! }, flags),
  shr_u: ({ d, s: [x], imm }, flags) => integer.shifted(d!, x!, { type: "lsr", by: imm! }, flags),
  shr_s: ({ d, s: [x], imm }, flags) => integer.shifted(d!, x!, { type: "asr", by: imm! }, flags),
};

/** An instruction and the branch on whether its result is 0 or below, without a comparison between them. */
function emitWithBranch(i: Instruction, next: Instruction): Item[] | undefined {
  const encode = SETTING_FLAGS[i.op];
  const condition = onResult(i, next);
  if (!encode || !condition) return undefined;
  if (i.op === "andi" && !andable(i.imm!)) return undefined;
  if (i.op === "addi" && !addableSettingFlags(i.imm!)) return undefined;
  if (isShift(i) && i.imm === 0) return undefined;
  return branchAfter(code(encode(i, "set")), next.to!, condition);
}

const isShift = ({ op }: Instruction): boolean => op === "shl" || op === "shr_u" || op === "shr_s";

export const THUMB_2: InstructionSet = {
  moveStack: (bytes) => [code(integer.addConstant(STACK_POINTER, STACK_POINTER, bytes))],
  loadArgument: ({ op, d }, offset) =>
    op === "vldarg" ? vfp.vldr(s(d!), STACK_POINTER, offset) : ldr(d!, STACK_POINTER, offset),
  emitOne,
  emitWithBranch,
  emitEntry,
};
