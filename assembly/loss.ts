// The loss J = Σ w·(softplus(z) − y·z) of answers of 0 or 1 and its gradient dZ = w·(A − Y) from the logits, for one output
// at a time; w is how many times label 1 counts where y is 1, else 1.
//
// Without such a weight Σ log(1 + e) is taken as the log of a product, e = exp(−|z|) being the sigmoid's own exponential: a
// loop keeps a sum and a product, and adds the product's log at the end.

import { log1p, logOfNormal, sigmoidFrom } from "./elementary";
import { BATCH, CLASS_WEIGHTS, OUTPUTS, POSITIVE_WEIGHT } from "./network";

/** So many factors in (1, 2] cannot overflow; a product of more is logged at PRODUCT_LIMIT. */
const SHORT_PRODUCT: i32 = 126;
/** 2⁶⁴, 0x5f800000 */
const PRODUCT_LIMIT: f32 = 18446744073709551616.0;

/** Whether labels 1 count otherwise than labels 0. */
@inline
export function isWeighted(): bool {
  return CLASS_WEIGHTS != 0 || POSITIVE_WEIGHT != 1;
}

/** How many times label 1 of the output that lies `output` bytes behind the first one counts. */
@inline
export function positiveWeight(output: usize): f32 {
  return CLASS_WEIGHTS ? load<f32>(CLASS_WEIGHTS + output) : POSITIVE_WEIGHT;
}

/** Where the next output lies, in bytes behind the first one, which comes after the last. */
@inline
export function outputAfter(output: usize): usize {
  return OUTPUTS > 1 && output != <usize>(OUTPUTS - 1) << 2 ? output + 4 : 0;
}

/** dZ of one output. */
@inline
export function deltaOf(logit: f32, label: f32, e: f32, positive: f32): f32 {
  const delta = sigmoidFrom(logit, e) - label;
  return isWeighted() ? delta * weightOf(label, positive) : delta;
}

/** The loop's sum after one more output. */
@inline
export function sumAfter(sum: f32, logit: f32, label: f32, e: f32, positive: f32): f32 {
  const linear = (logit > 0 ? logit : <f32>0) - label * logit;
  return isWeighted() ? sum + weightOf(label, positive) * (linear + log1p(e)) : sum + linear;
}

/** The loop's product after one more output. */
@inline
export function productAfter(product: f32, e: f32): f32 {
  return isWeighted() ? product : product * (1 + e);
}

/** Whether the product must be logged into the sum now, and start again at 1. */
@inline
export function isFull(product: f32): bool {
  return !isWeighted() && BATCH * OUTPUTS > SHORT_PRODUCT && product >= PRODUCT_LIMIT;
}

/** The sum with the product's log. */
@inline
export function logged(sum: f32, product: f32): f32 {
  return isWeighted() ? sum : sum + logOfNormal(product);
}

@inline
function weightOf(label: f32, positive: f32): f32 {
  return label > 0 ? positive : <f32>1;
}
