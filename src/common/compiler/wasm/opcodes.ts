// WebAssembly's numbers (WebAssembly Core Specification 1.0, chapter 5).

import type { BinaryOperator, Scalar, Type, UnaryOperator } from "../ir/ir.js";
import type { VectorOperator } from "../ir/vector.js";

export const TYPE: Readonly<Record<Type, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };
export const NO_RESULT = 0x40;
export const FUNCTION_TYPE = 0x60;

export const OP = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  br: 0x0c,
  br_if: 0x0d,
  return: 0x0f,
  call: 0x10,
  drop: 0x1a,
  select: 0x1b,
  localGet: 0x20,
  localSet: 0x21,
  localTee: 0x22,
} as const;

export const CONST: Readonly<Record<Scalar, number>> = { i32: 0x41, f32: 0x43 };
export const LOAD: Readonly<Record<Scalar, number>> = { i32: 0x28, f32: 0x2a };
export const STORE: Readonly<Record<Scalar, number>> = { i32: 0x36, f32: 0x38 };
/** 2 to this power is what addresses are multiples of */
export const ALIGNMENT = 2;

/** by the type of the operand */
export const UNARY: Readonly<Record<UnaryOperator, Partial<Record<Type, number>>>> = {
  eqz: { i32: 0x45 },
  abs: { f32: 0x8b },
  neg: { f32: 0x8c },
  sqrt: { f32: 0x91 },
  convert_s: { i32: 0xb2 },
  convert_u: { i32: 0xb3 },
  reinterpret: { i32: 0xbe, f32: 0xbc },
  clz: { i32: 0x67 },
};

/** The operators that are one instruction. */
export const BINARY: Readonly<
  Record<Exclude<BinaryOperator, "mul_high_u">, Partial<Record<Type, number>>>
> = {
  eq: { i32: 0x46, f32: 0x5b },
  ne: { i32: 0x47, f32: 0x5c },
  lt_s: { i32: 0x48 },
  lt_u: { i32: 0x49 },
  gt_s: { i32: 0x4a },
  gt_u: { i32: 0x4b },
  le_s: { i32: 0x4c },
  le_u: { i32: 0x4d },
  ge_s: { i32: 0x4e },
  ge_u: { i32: 0x4f },
  lt: { f32: 0x5d },
  gt: { f32: 0x5e },
  le: { f32: 0x5f },
  ge: { f32: 0x60 },
  add: { i32: 0x6a, f32: 0x92 },
  sub: { i32: 0x6b, f32: 0x93 },
  mul: { i32: 0x6c, f32: 0x94 },
  div: { f32: 0x95 },
  and: { i32: 0x71 },
  or: { i32: 0x72 },
  xor: { i32: 0x73 },
  shl: { i32: 0x74 },
  shr_s: { i32: 0x75 },
  shr_u: { i32: 0x76 },
  copysign: { f32: 0x98 },
};

export const I64 = { const: 0x42, mul: 0x7e, shr_u: 0x88, extend_i32_u: 0xad } as const;
export const WRAP_I64 = 0xa7;

/** What the instructions on lanes begin with. */
export const LANES = 0xfd;
/** Accesses of lanes: all four, one number in all of them, one lane, one lane and zeros in the others. */
export const LANES_OP = {
  load: 0,
  loadSplat: 9,
  store: 11,
  loadLane: 86,
  loadZero: 92,
} as const;

export const VECTOR: Readonly<Record<VectorOperator, number>> = {
  "i32x4.shuffle": 13, // i8x16.shuffle
  "i32x4.splat": 17,
  "f32x4.splat": 19,
  "f32x4.extract_lane": 31,
  "f32x4.replace_lane": 32,
  "i32x4.eq": 55,
  "i32x4.lt_u": 58,
  "i32x4.gt_u": 60,
  "f32x4.eq": 65,
  "f32x4.lt": 67,
  "f32x4.gt": 68,
  "f32x4.le": 69,
  "f32x4.ge": 70,
  "v128.not": 77,
  "v128.and": 78,
  "v128.andnot": 79,
  "v128.or": 80,
  "v128.xor": 81,
  "v128.bitselect": 82,
  "v128.any_true": 83,
  "i32x4.shl": 171,
  "i32x4.shr_s": 172,
  "i32x4.shr_u": 173,
  "i32x4.add": 174,
  "i32x4.sub": 177,
  "f32x4.abs": 224,
  "f32x4.sqrt": 227,
  "f32x4.add": 228,
  "f32x4.sub": 229,
  "f32x4.mul": 230,
  "f32x4.div": 231,
  "f32x4.convert_i32x4_s": 250,
};
