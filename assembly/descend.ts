// The loop over the batch for all networks but those of a single unit with few inputs: the fast plan's goes round once.

import { expOfMinusAbs } from "./elementary";
import { expOfMinusAbs as exponentials } from "./lanes/elementary";
import { rotated, storeLanes } from "./lanes/lanes";
import * as lanes from "./lanes/loss";
import { deltaOf, isFull, logged, outputAfter, positiveWeight, productAfter, sumAfter } from "./loss";
import {
  BATCH_TARGETS, CHUNK, GRADIENT_SCALE, INPUTS, MEAN, OBSERVED, OUTPUT, OUTPUTS, READINGS, TARGETS, TASK, backwardRows,
  beginStep, endStep, forwardRows,
} from "./network";
import { softmax } from "./softmax";
import { CLASSES, NUMBERS, YES_NO } from "./task";
import { isPlain, isScaled } from "./update";

/** The loss of the observed rows, of which there is at least one; with `train`, one step on them besides. */
export function descend(train: bool, rate: f32): f32 {
  const count = load<i32>(OBSERVED);
  if (MEAN && isPlain()) rate /= <f32>count;
  if (train) {
    if (isScaled()) store<f32>(GRADIENT_SCALE, MEAN ? 1 / <f32>count : <f32>1);
    beginStep();
  }
  let sum: f32 = 0, product: f32 = 1;
  let reading = READINGS, target: usize = 0, left = count;
  do {
    const rows = CHUNK == 1 ? 1 : count;
    const x = CHUNK == 1 ? reading : READINGS; // a constant where there is but one round
    forwardRows(x, rows);
    let y = BATCH_TARGETS + target, z = OUTPUT;
    const end = OUTPUT + <usize>(rows * OUTPUTS << 2);
    let output: usize = 0;
    do {
      if (TASK == CLASSES) {
        sum += softmax(z, load<f32>(y), train);
        z += <usize>OUTPUTS << 2;
      } else if (TASK == NUMBERS) {
        const error = load<f32>(z) - load<f32>(y);
        if (train) store<f32>(z, error);
        sum += error * error;
        z += 4;
      } else if (ASC_FEATURE_SIMD) {
        // Four outputs at once, and one by one what is added up.
        const rest = <i32>(end - z) >> 2;
        const logits = v128.load(z), labels = v128.load(y), positive = lanes.positiveWeights(output);
        let e = exponentials(logits), terms = lanes.termOf(logits, labels, e, positive), many = min(rest, 4);
        if (train) storeLanes(z, lanes.deltaOf(logits, labels, e, positive), rest);
        y -= 4;
        do {
          y += 4;
          const exponential = f32x4.extract_lane(e, 0);
          sum += f32x4.extract_lane(terms, 0);
          product = productAfter(product, exponential);
          if (isFull(product)) {
            sum = logged(sum, product);
            product = 1;
          }
          output = outputAfter(output);
          terms = rotated(terms);
          e = rotated(e);
          z += 4;
        } while (--many);
      } else {
        const logit = load<f32>(z), label = load<f32>(y);
        const e = expOfMinusAbs(logit), positive = positiveWeight(output);
        if (train) store<f32>(z, deltaOf(logit, label, e, positive));
        sum = sumAfter(sum, logit, label, e, positive);
        product = productAfter(product, e);
        if (isFull(product)) {
          sum = logged(sum, product);
          product = 1;
        }
        output = outputAfter(output);
        z += 4;
      }
      y += 4;
    } while (z != end);
    if (train) backwardRows(x, rows, rate);
    reading += <usize>INPUTS << 2;
    target += <usize>TARGETS << 2;
  } while (CHUNK == 1 && --left);
  if (train) endStep(rate);
  if (TASK == YES_NO) sum = logged(sum, product);
  if (TASK == NUMBERS) sum *= 0.5;
  return MEAN ? sum / <f32>count : sum;
}
