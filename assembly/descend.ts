// The loop over the batch for all networks but those of a single unit with few inputs: the fast plan's goes round once.

import { expOfMinusAbs } from "./elementary";
import { deltaOf, isFull, logged, productAfter, sumAfter } from "./loss";
import {
  CHUNK, LABELS, MEAN, OBSERVED, OUTPUT, OUTPUTS, backwardRows, beginStep, endStep, forwardRows,
} from "./network";

/** The loss of the observed rows; with `train`, one step of gradient descent on them besides. */
export function descend(train: bool, rate: f32): f32 {
  const count = load<i32>(OBSERVED);
  if (!count) return 0;
  if (MEAN) rate /= <f32>count;
  if (train) beginStep();
  let sum: f32 = 0, product: f32 = 1;
  let first = 0;
  do {
    const rows = CHUNK == 1 ? 1 : count;
    forwardRows(first, rows);
    let y = LABELS + <usize>(first * OUTPUTS << 2), z = OUTPUT;
    const end = OUTPUT + <usize>(rows * OUTPUTS << 2);
    do {
      const logit = load<f32>(z), label = load<f32>(y);
      const e = expOfMinusAbs(logit);
      if (train) store<f32>(z, deltaOf(logit, label, e));
      sum = sumAfter(sum, logit, label, e);
      product = productAfter(product, e);
      if (isFull(product)) {
        sum = logged(sum, product);
        product = 1;
      }
      z += 4; y += 4;
    } while (z < end);
    if (train) backwardRows(first, rows, rate);
  } while (CHUNK == 1 && ++first < count);
  if (train) endStep(rate);
  sum = logged(sum, product);
  return MEAN ? sum / <f32>count : sum;
}
