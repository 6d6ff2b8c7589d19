// The loss J = Σ w·(softplus(z) − y·z) and its gradient dZ = w·(A − Y) from the logits, for one observation at a time;
// w is POSITIVE_WEIGHT where y is 1, else 1.
//
// Without a weight Σ log(1 + e) is taken as the log of a product, e = exp(−|z|) being the sigmoid's own exponential: a loop
// keeps a sum and a product, and adds the product's log at the end.

import { log1p, logOfNormal, sigmoidFrom } from "./elementary";
import { BATCH, OUTPUTS, POSITIVE_WEIGHT } from "./network";

/** So many factors in (1, 2] cannot overflow; a product of more is logged at PRODUCT_LIMIT. */
const SHORT_PRODUCT: i32 = 126;
/** 2⁶⁴, 0x5f800000 */
const PRODUCT_LIMIT: f32 = 18446744073709551616.0;

/** dZ of one output. */
@inline
export function deltaOf(logit: f32, label: f32, e: f32): f32 {
  const delta = sigmoidFrom(logit, e) - label;
  return POSITIVE_WEIGHT == 1 ? delta : delta * weightOf(label);
}

/** The loop's sum after one more output. */
@inline
export function sumAfter(sum: f32, logit: f32, label: f32, e: f32): f32 {
  const linear = (logit > 0 ? logit : <f32>0) - label * logit;
  return POSITIVE_WEIGHT == 1 ? sum + linear : sum + weightOf(label) * (linear + log1p(e));
}

/** The loop's product after one more output. */
@inline
export function productAfter(product: f32, e: f32): f32 {
  return POSITIVE_WEIGHT == 1 ? product * (1 + e) : product;
}

/** Whether the product must be logged into the sum now, and start again at 1. */
@inline
export function isFull(product: f32): bool {
  return POSITIVE_WEIGHT == 1 && BATCH * OUTPUTS > SHORT_PRODUCT && product >= PRODUCT_LIMIT;
}

/** The sum with the product's log. */
@inline
export function logged(sum: f32, product: f32): f32 {
  return POSITIVE_WEIGHT == 1 ? sum + logOfNormal(product) : sum;
}

@inline
function weightOf(label: f32): f32 {
  return label > 0 ? POSITIVE_WEIGHT : <f32>1;
}
