// The parts of softmax.ts that go over all classes, in lanes.

import { OUTPUTS } from "../network";
import { expOfMinusAbs } from "./elementary";
import { splat, storeLanes } from "./lanes";

/** Puts e^(z − most) in the place of each of the logits at z (outputs), none of which is greater than `most`; gives their sum. */
@inline
export function exponentials(z: usize, most: f32): f32 {
  let at = z;
  for (let count = OUTPUTS; count > 0; count -= 4, at += 16) {
    storeLanes(at, expOfMinusAbs(f32x4.sub(v128.load(at), splat(most))), count);
  }
  let sum: f32 = 0;
  for (let count = OUTPUTS; count > 0; count--, z += 4) sum += load<f32>(z);
  return sum;
}

/** Divides the numbers at z (outputs) by `sum`, and multiplies them then. */
@inline
export function scaleQuotients(z: usize, sum: f32, factor: f32): void {
  for (let count = OUTPUTS; count > 0; count -= 4, z += 16) {
    storeLanes(z, f32x4.mul(f32x4.div(v128.load(z), splat(sum)), splat(factor)), count);
  }
}
