// What the network says of its logits (learner.ts), in lanes.

import { OUTPUTS, TARGET_DEVIATION, TARGET_MEAN, TASK } from "../network";
import { probabilities } from "../softmax";
import { CLASSES, NUMBERS } from "../task";
import { sigmoid } from "./elementary";
import { storeLanes } from "./lanes";

/** Makes answers of the logits at z (rows, outputs). */
export function answers(z: usize, rows: i32): void {
  if (TASK == CLASSES || TASK == NUMBERS) {
    do {
      if (TASK == CLASSES) probabilities(z);
      else numbers(z);
      z += <usize>OUTPUTS << 2;
    } while (--rows);
    return;
  }
  for (let count = rows * OUTPUTS; count > 0; count -= 4, z += 16) storeLanes(z, sigmoid(v128.load(z)), count);
}

/** The numbers that normalised ones at z (outputs) stand for. */
@inline
function numbers(z: usize): void {
  let deviation = TARGET_DEVIATION, mean = TARGET_MEAN;
  for (let count = OUTPUTS; count > 0; count -= 4) {
    storeLanes(z, f32x4.add(f32x4.mul(v128.load(z), v128.load(deviation)), v128.load(mean)), count);
    z += 16; deviation += 16; mean += 16;
  }
}
