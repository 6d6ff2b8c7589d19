// The float routines for cores without an FPU: assembly/float32/, compiled apart from the kernels, so that networks know
// nothing of them.

import type { Program } from "./ir/ir.js";
import { separateLocals } from "./ir/separate-locals.js";
import { type Kernels, routineOf } from "./kernels.js";
import { copies } from "./link/copies.js";

/**
 * What the routines stand on: "wide" has the operators `clz` and `mul_high_u`, for cores where each is an instruction
 * (ARMv7-M); "narrow" has products modulo 2³² only (ARMv6-M).
 */
export const FLOAT_SETS = ["wide", "narrow"] as const;
export type FloatSet = (typeof FLOAT_SETS)[number];

/** The exported routines, on bits: (i32, i32) → i32, but for those that convert an integer. */
export const FLOAT_ROUTINES = [
  ...(["fadd", "fsub", "fmul", "fdiv"] as const),
  ...(["fcmpeq", "fcmplt", "fcmple"] as const),
  ...(["i2f", "ui2f"] as const),
] as const;
export type FloatRoutine = (typeof FLOAT_ROUTINES)[number];

/**
 * The float routines as a program of their own, which uses no memory. The count of each shift by a variable is from 0 to 31,
 * so that no core need reduce it.
 * @param kernels what compileFloats() made, or what of it comes with the package
 */
export function floatProgram({ routines, exports, names }: Kernels): Program {
  const source: Program = {
    routines: routines.map((kernel) => routineOf(kernel, names)),
    exports,
    constants: new Map(),
  };
  return copies(separateLocals(source));
}
