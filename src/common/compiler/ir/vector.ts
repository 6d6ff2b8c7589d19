// Four lanes of 32 bits, for hosts: WebAssembly alone has them, all other printers refuse a program with them. Each lane is a
// number of its own, rounded by itself, so a lane has the bits that the same operation has outside.

import type { Expression, Type } from "./ir.js";

const TWO = ["v128", "v128"] as const;
const ONE = ["v128"] as const;
const SHIFT = ["v128", "i32"] as const;

/** The operators on lanes by their WebAssembly names, with what they take and give. */
export const VECTOR = {
  "i32x4.splat": [["i32"], "v128"],
  "f32x4.splat": [["f32"], "v128"],
  /** `lane` says which */
  "f32x4.extract_lane": [ONE, "f32"],
  "f32x4.replace_lane": [["v128", "f32"], "v128"],
  /** four lanes of eight: `lane` has a digit of three bits for each, the first lowest */
  "i32x4.shuffle": [TWO, "v128"],
  "v128.not": [ONE, "v128"],
  "v128.and": [TWO, "v128"],
  "v128.andnot": [TWO, "v128"],
  "v128.or": [TWO, "v128"],
  "v128.xor": [TWO, "v128"],
  /** the bits of the first where the third has ones, of the second where it has zeros */
  "v128.bitselect": [["v128", "v128", "v128"], "v128"],
  "v128.any_true": [ONE, "i32"],
  "i32x4.eq": [TWO, "v128"],
  "i32x4.lt_u": [TWO, "v128"],
  "i32x4.gt_u": [TWO, "v128"],
  "i32x4.add": [TWO, "v128"],
  "i32x4.sub": [TWO, "v128"],
  "i32x4.shl": [SHIFT, "v128"],
  "i32x4.shr_s": [SHIFT, "v128"],
  "i32x4.shr_u": [SHIFT, "v128"],
  "f32x4.eq": [TWO, "v128"],
  "f32x4.lt": [TWO, "v128"],
  "f32x4.gt": [TWO, "v128"],
  "f32x4.le": [TWO, "v128"],
  "f32x4.ge": [TWO, "v128"],
  "f32x4.abs": [ONE, "v128"],
  "f32x4.sqrt": [ONE, "v128"],
  "f32x4.add": [TWO, "v128"],
  "f32x4.sub": [TWO, "v128"],
  "f32x4.mul": [TWO, "v128"],
  "f32x4.div": [TWO, "v128"],
  "f32x4.convert_i32x4_s": [ONE, "v128"],
} as const satisfies Record<string, readonly [takes: readonly Type[], gives: Type]>;

export type VectorOperator = keyof typeof VECTOR;

/** All of them in the order of their numbers in code (encoding.ts). */
export const VECTOR_OPERATORS = Object.keys(VECTOR) as readonly VectorOperator[];

/** An operation on lanes. */
export const vector = (
  operator: VectorOperator,
  operands: readonly Expression[],
  lane = 0,
): Expression => ({ kind: "vector", type: VECTOR[operator][1], operator, operands, lane });

/** What a printer says that meets lanes. */
export function noVectors(): never {
  throw new Error(
    "got a program with four lanes, expected one for devices, which link the kernels without; this is a bug in perceptino",
  );
}
