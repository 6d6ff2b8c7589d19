// What loops over a layer's parameters call where they are made for one network (src/common/compiler/dense): the rules for
// one parameter and one element, so that they are written once.

import { derivative } from "./activation";
import { updateBias, updateWeight } from "./update";

/** A weight follows its gradient. */
export function weightFollows(w: usize, gradient: f32, rate: f32): void {
  updateWeight(w, gradient, rate);
}

/** A bias follows its gradient. */
export function biasFollows(b: usize, gradient: f32, rate: f32): void {
  updateBias(b, gradient, rate);
}

/** dZ of one element from its dA and its activation a. */
export function elementDerivative(kind: i32, slope: f32, da: f32, a: f32): f32 {
  return derivative(kind, slope, da, a);
}
