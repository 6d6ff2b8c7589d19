// The encoders by the names of what GNU as makes, with the operands in its order.
import * as constants from "../../../../../src/common/compiler/thumb/encode/constants.js";
import { encoded, type Halves } from "../../../../../src/common/compiler/thumb/encode/encode.js";
import type { Mnemonic } from "../../../../../src/common/compiler/thumb/encode/instructions.js";
import { pop, push } from "../../../../../src/common/compiler/thumb/encode/memory.js";
import { FIRST_FLOAT } from "../../../../../src/common/compiler/thumb/instruction.js";

/** What an instruction does to the flags: "free" takes the shortest form, whatever that does to them, "set" sets them. */
export type Flags = "free" | "set";
const setting = (flags: Flags): 0 | 1 => (flags === "set" ? 1 : 0);

/** How the last register of an instruction is shifted. */
export interface Shift {
  readonly type: "lsl" | "lsr" | "asr";
  readonly by: number;
}
const NAMES = { lsl: "shl", lsr: "shr_u", asr: "shr_s" } as const;

const three =
  (name: Mnemonic) =>
  (d: number, a: number, b: number, flags: Flags = "free"): Halves =>
    encoded(name, { d, a, b, s: setting(flags) });
const two =
  (name: Mnemonic) =>
  (d: number, a: number): Halves =>
    encoded(name, { d, a });

export const integer = {
  add: three("add"),
  sub: three("sub"),
  and: three("and"),
  orr: three("or"),
  eor: three("xor"),
  bic: three("bic"),
  neg: two("neg"),
  mov: two("mov"),
  mvn: two("mvn"),
  mul: three("mul"),
  umull: (d: number, a: number, b: number): Halves => encoded("mulh", { d, a, b }),
  clz: (d: number, a: number): Halves => encoded("clz", { d, a, b: a }),
  ubfx: (d: number, a: number, width: number): Halves => encoded("ubfx", { d, a, i: width - 1 }),
  addShifted: (d: number, a: number, b: number, i: number): Halves =>
    encoded("addsh", { d, a, b, i }),
  eorShifted: (d: number, a: number, b: number, { type, by: i }: Shift): Halves =>
    encoded(`xor_${NAMES[type]}`, { d, a, b, i }),
  shifted: (d: number, a: number, { type, by: i }: Shift, flags: Flags = "free"): Halves =>
    encoded(NAMES[type], { d, a, i, s: setting(flags) }),
  shiftedBy: (type: Shift["type"], d: number, a: number, b: number): Halves =>
    encoded(`${NAMES[type]}_by`, { d, a, b }),
  cmp: (a: number, b: number): Halves => encoded("cmp", { a, b }),
  addConstant: (d: number, a: number, value: number, flags: Flags = "free"): Halves =>
    constants.addConstant(d, a, value, setting(flags)),
  andConstant: (d: number, a: number, value: number, flags: Flags = "free"): Halves =>
    constants.andConstant(d, a, value, setting(flags)),
  orrConstant: constants.orConstant,
  eorConstant: constants.xorConstant,
  movConstant: constants.movConstant,
  cmpConstant: constants.cmpConstant,
  it: (c: number): Halves => encoded("it", { c }),
};

export const memory = {
  ldr: (d: number, a: number, i: number): Halves => encoded("ldr", { d, a, i }),
  str: (a: number, b: number, i: number): Halves => encoded("str", { a, b, i }),
  push,
  pop,
};

const float = (register: number): number => FIRST_FLOAT + register;
const floats3 =
  (name: Mnemonic) =>
  (d: number, a: number, b: number): Halves =>
    encoded(name, { d: float(d), a: float(a), b: float(b) });
const floats2 =
  (name: Mnemonic) =>
  (d: number, a: number): Halves =>
    encoded(name, { d: float(d), a: float(a) });

export const vfp = {
  vadd: floats3("fadd"),
  vsub: floats3("fsub"),
  vmul: floats3("fmul"),
  vdiv: floats3("fdiv"),
  vsqrt: floats2("fsqrt"),
  vneg: floats2("fneg"),
  vabs: floats2("fabs"),
  vmov: floats2("fmov"),
  vcvtFromSigned: floats2("cvts"),
  vcvtFromUnsigned: floats2("cvtu"),
  vcmp: (a: number, b: number): Halves => encoded("fcmp", { a: float(a), b: float(b) }),
  vcmpZero: (a: number): Halves => encoded("fcmp_0", { a: float(a) }),
  vmrs: (): Halves => encoded("vmrs"),
  vmovConstant: (d: number, i: number): Halves => encoded("fconst", { d: float(d), i }),
  vmovFromCore: (d: number, a: number): Halves => encoded("tof", { d: float(d), a }),
  vmovToCore: (d: number, a: number): Halves => encoded("tor", { d, a: float(a) }),
  vldr: (d: number, a: number, i: number): Halves => encoded("vldr", { d: float(d), a, i }),
  vstr: (a: number, b: number, i: number): Halves => encoded("vstr", { a: float(a), b, i }),
  vpush: (first: number, i: number): Halves => encoded("vpush", { a: float(first), i }),
  vpop: (first: number, i: number): Halves => encoded("vpop", { a: float(first), i }),
};
