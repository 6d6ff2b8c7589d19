// What loss.ts computes for one output, in four lanes. `positive` is how many times label 1 of each of them counts.

import { isWeighted, outputAfter } from "../loss";
import { CLASS_WEIGHTS, POSITIVE_WEIGHT } from "../network";
import { log1p, sigmoidFrom } from "./elementary";
import { gathered, splat } from "./lanes";

/** positiveWeight() of an output and of the three after it. */
@inline
export function positiveWeights(output: usize): v128 {
  if (!CLASS_WEIGHTS) return splat(POSITIVE_WEIGHT);
  const second = outputAfter(output), third = outputAfter(second), fourth = outputAfter(third);
  return gathered(CLASS_WEIGHTS + output, CLASS_WEIGHTS + second, CLASS_WEIGHTS + third, CLASS_WEIGHTS + fourth);
}

/** deltaOf() */
@inline
export function deltaOf(logit: v128, label: v128, e: v128, positive: v128): v128 {
  const delta = f32x4.sub(sigmoidFrom(logit, e), label);
  return isWeighted() ? f32x4.mul(delta, weightOf(label, positive)) : delta;
}

/** What sumAfter() adds for each output. */
@inline
export function termOf(logit: v128, label: v128, e: v128, positive: v128): v128 {
  const linear = f32x4.sub(v128.and(logit, f32x4.gt(logit, splat(0))), f32x4.mul(label, logit));
  return isWeighted() ? f32x4.mul(weightOf(label, positive), f32x4.add(linear, log1p(e))) : linear;
}

@inline
function weightOf(label: v128, positive: v128): v128 {
  return v128.bitselect(positive, splat(1), f32x4.gt(label, splat(0)));
}
