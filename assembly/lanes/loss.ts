// What loss.ts computes for one output, in four lanes.

import { POSITIVE_WEIGHT } from "../network";
import { sigmoidFrom } from "./elementary";
import { splat } from "./lanes";

/** dZ of four outputs, each with label 1 counted once. */
@inline
export function deltaOf(logit: v128, label: v128, e: v128): v128 {
  return f32x4.sub(sigmoidFrom(logit, e), label);
}

/** The same where label 1 counts POSITIVE_WEIGHT times. */
@inline
export function weightedDeltaOf(logit: v128, label: v128, e: v128): v128 {
  const weight = v128.bitselect(splat(POSITIVE_WEIGHT), splat(1), f32x4.gt(label, splat(0)));
  return f32x4.mul(deltaOf(logit, label, e), weight);
}
