// The loop of descend-unit.ts, four observations at a time: logits and exponentials have a lane for each observation,
// gradients one for each input, so that both add their terms in the order that they always have.

import { isFull, logged, productAfter } from "../loss";
import { BATCH_TARGETS, INPUTS, MEAN, OBSERVED, PARAMETERS, POSITIVE_WEIGHT, READINGS } from "../network";
import { expOfMinusAbs } from "./elementary";
import { gathered, rotated, splat, storeLanes } from "./lanes";
import { deltaOf, termOf } from "./loss";

/** sum + x·w of input i for the observations at x, x1, x2 and x3, if there is one. */
@inline
function plus(sum: v128, x: usize, x1: usize, x2: usize, x3: usize, w: usize, i: usize): v128 {
  if (INPUTS <= <i32>i) return sum;
  const at = i << 2;
  return f32x4.add(sum, f32x4.mul(gathered(x + at, x1 + at, x2 + at, x3 + at), v128.load32_splat(w + at)));
}

/** descendUnit() */
export function descendUnit(train: bool, rate: f32): f32 {
  let left = load<i32>(OBSERVED);
  const count = <f32>left;
  if (MEAN) rate /= count;
  const w = PARAMETERS, row = <usize>INPUTS << 2, b = load<f32>(w + row);
  let db: f32 = 0, low = splat(0), high = splat(0);
  let sum: f32 = 0, product: f32 = 1;
  let x = READINGS, y = BATCH_TARGETS;
  do {
    let many = min(left, 4);
    const x1 = many > 1 ? x + row : x, x2 = many > 2 ? x1 + row : x, x3 = many > 3 ? x2 + row : x;
    let logits = plus(splat(b), x, x1, x2, x3, w, 0);
    logits = plus(logits, x, x1, x2, x3, w, 1);
    logits = plus(logits, x, x1, x2, x3, w, 2);
    logits = plus(logits, x, x1, x2, x3, w, 3);
    logits = plus(logits, x, x1, x2, x3, w, 4);
    logits = plus(logits, x, x1, x2, x3, w, 5);
    logits = plus(logits, x, x1, x2, x3, w, 6);
    logits = plus(logits, x, x1, x2, x3, w, 7);
    let e = expOfMinusAbs(logits);
    const labels = v128.load(y), positive = splat(POSITIVE_WEIGHT);
    let deltas = deltaOf(logits, labels, e, positive), terms = termOf(logits, labels, e, positive);
    left -= many;
    do {
      const exponential = f32x4.extract_lane(e, 0);
      if (train) {
        const delta = f32x4.extract_lane(deltas, 0), factor = splat(delta);
        low = f32x4.add(low, f32x4.mul(v128.load(x), factor));
        if (INPUTS > 4) high = f32x4.add(high, f32x4.mul(v128.load(x, 16), factor));
        db += delta;
        deltas = rotated(deltas);
      }
      sum += f32x4.extract_lane(terms, 0);
      product = productAfter(product, exponential);
      if (isFull(product)) {
        sum = logged(sum, product);
        product = 1;
      }
      terms = rotated(terms);
      e = rotated(e);
      x += row; y += 4;
    } while (--many);
  } while (left);
  if (train) {
    store<f32>(w + row, b - rate * db);
    storeLanes(w, f32x4.sub(v128.load(w), f32x4.mul(splat(rate), low)), INPUTS);
    if (INPUTS > 4) storeLanes(w + 16, f32x4.sub(v128.load(w, 16), f32x4.mul(splat(rate), high)), INPUTS - 4);
  }
  sum = logged(sum, product);
  return MEAN ? sum / count : sum;
}
