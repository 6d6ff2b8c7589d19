// The parts of softmax.ts that go over all classes, in lanes.

import { expOfMinusAbs } from "./elementary";
import { splat, storeLanes } from "./lanes";

/** Puts e^(z − most) in the place of each of `count` logits, none of which is greater than `most`. */
export function exponentials(z: usize, most: f32, count: i32): void {
  for (; count > 0; count -= 4, z += 16) {
    storeLanes(z, expOfMinusAbs(f32x4.sub(v128.load(z), splat(most))), count);
  }
}

/** Divides `count` numbers by `sum`, and multiplies them then. */
export function scaleQuotients(z: usize, sum: f32, factor: f32, count: i32): void {
  for (; count > 0; count -= 4, z += 16) {
    storeLanes(z, f32x4.mul(f32x4.div(v128.load(z), splat(sum)), splat(factor)), count);
  }
}
