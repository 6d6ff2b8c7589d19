// The loop over the batch for a single unit with at most eight inputs that answers 0 or 1 and follows the gradient as it is,
// which stands in for descend.ts: each reading is loaded once, and weights and gradient stay in locals. The sums are those of
// the other kernels, in the same order. INPUTS is a constant once a network is linked, and what is beyond it is gone.

import { expOfMinusAbs } from "./elementary";
import * as lanes from "./lanes/descend-unit";
import { deltaOf, isFull, logged, productAfter, sumAfter } from "./loss";
import { BATCH_TARGETS, INPUTS, MEAN, OBSERVED, PARAMETERS, POSITIVE_WEIGHT, READINGS } from "./network";

/** Element i of a block, or 0 where the block is shorter. */
@inline
function element(block: usize, i: usize): f32 {
  return INPUTS > <i32>i ? load<f32>(block + (i << 2)) : <f32>0;
}

/** sum + x·y of input i, if there is one. */
@inline
function plus(sum: f32, x: f32, y: f32, i: i32): f32 {
  return INPUTS > i ? sum + x * y : sum;
}

@inline
function update(i: usize, weight: f32, rate: f32, gradient: f32): void {
  if (INPUTS > <i32>i) store<f32>(PARAMETERS + (i << 2), weight - rate * gradient);
}

/**
 * The loss of the observed rows, of which there is at least one; with `train`, one step of gradient descent on them besides.
 * PARAMETERS are the weights (INPUTS), 1 to 8, and the bias.
 */
export function descendUnit(train: bool, rate: f32): f32 {
  if (ASC_FEATURE_SIMD) return lanes.descendUnit(train, rate);
  const count = load<i32>(OBSERVED);
  if (MEAN) rate /= <f32>count;
  const w = PARAMETERS, row = <usize>INPUTS << 2, b = load<f32>(w + row);
  const w0 = load<f32>(w), w1 = element(w, 1), w2 = element(w, 2), w3 = element(w, 3);
  const w4 = element(w, 4), w5 = element(w, 5), w6 = element(w, 6), w7 = element(w, 7);
  let db: f32 = 0, g0: f32 = 0, g1: f32 = 0, g2: f32 = 0, g3: f32 = 0, g4: f32 = 0, g5: f32 = 0, g6: f32 = 0, g7: f32 = 0;
  let sum: f32 = 0, product: f32 = 1;
  let x = READINGS, y = BATCH_TARGETS;
  const end = BATCH_TARGETS + (<usize>count << 2);
  do {
    const x0 = load<f32>(x), x1 = element(x, 1), x2 = element(x, 2), x3 = element(x, 3);
    const x4 = element(x, 4), x5 = element(x, 5), x6 = element(x, 6), x7 = element(x, 7);
    let logit = b + x0 * w0;
    logit = plus(logit, x1, w1, 1);
    logit = plus(logit, x2, w2, 2);
    logit = plus(logit, x3, w3, 3);
    logit = plus(logit, x4, w4, 4);
    logit = plus(logit, x5, w5, 5);
    logit = plus(logit, x6, w6, 6);
    logit = plus(logit, x7, w7, 7);
    const label = load<f32>(y);
    const e = expOfMinusAbs(logit);
    if (train) {
      const delta = deltaOf(logit, label, e, POSITIVE_WEIGHT);
      g0 += x0 * delta;
      g1 = plus(g1, x1, delta, 1);
      g2 = plus(g2, x2, delta, 2);
      g3 = plus(g3, x3, delta, 3);
      g4 = plus(g4, x4, delta, 4);
      g5 = plus(g5, x5, delta, 5);
      g6 = plus(g6, x6, delta, 6);
      g7 = plus(g7, x7, delta, 7);
      db += delta;
    }
    sum = sumAfter(sum, logit, label, e, POSITIVE_WEIGHT);
    product = productAfter(product, e);
    if (isFull(product)) {
      sum = logged(sum, product);
      product = 1;
    }
    x += row; y += 4;
  } while (y != end);
  if (train) {
    store<f32>(w, w0 - rate * g0);
    update(1, w1, rate, g1);
    update(2, w2, rate, g2);
    update(3, w3, rate, g3);
    update(4, w4, rate, g4);
    update(5, w5, rate, g5);
    update(6, w6, rate, g6);
    update(7, w7, rate, g7);
    store<f32>(w + row, b - rate * db);
  }
  sum = logged(sum, product);
  return MEAN ? sum / <f32>count : sum;
}
