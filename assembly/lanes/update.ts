// How four parameters in a row follow their gradients: the rule of update.ts in lanes.

import {
  BUFFERED, GRADIENT, GRADIENT_SCALE, MOMENT, MOMENTUM_FACTOR, MOMENTUM_REST, OPTIMIZER, SQUARES, SQUARES_FACTOR, SQUARES_REST,
  STEP_EPSILON, WEIGHT_DECAY,
} from "../network";
import { ADAM, NESTEROV, SGD, isScaled } from "../update";
import { splat, storeLanes } from "./lanes";

/** The first `count` of four weights in a row follow their gradients, or keep them for the end of the step. */
@inline
export function updateWeights(w: usize, gradient: v128, rate: f32, count: i32): void {
  if (BUFFERED) storeLanes(w + GRADIENT, gradient, count);
  else follow(w, gradient, rate, WEIGHT_DECAY, count);
}

/** The first `count` of four biases, which do not decay. */
@inline
export function updateBiases(b: usize, gradient: v128, rate: f32, count: i32): void {
  if (BUFFERED) storeLanes(b + GRADIENT, gradient, count);
  else follow(b, gradient, rate, 0, count);
}

/** The first `count` of four parameters follow the sums of their gradients over the batch. */
@inline
export function follow(w: usize, sum: v128, rate: f32, decay: f32, count: i32): void {
  const value = v128.load(w);
  const scaled = isScaled() ? f32x4.mul(sum, v128.load32_splat(GRADIENT_SCALE)) : sum;
  const gradient = decay == 0 ? scaled : f32x4.add(scaled, f32x4.mul(splat(decay), value));
  if (OPTIMIZER == SGD) {
    storeLanes(w, f32x4.sub(value, f32x4.mul(splat(rate), gradient)), count);
  } else if (OPTIMIZER == ADAM) {
    const moment = f32x4.add(
      f32x4.mul(splat(MOMENTUM_FACTOR), v128.load(w + MOMENT)), f32x4.mul(splat(MOMENTUM_REST), gradient),
    );
    const squares = f32x4.add(
      f32x4.mul(splat(SQUARES_FACTOR), v128.load(w + SQUARES)),
      f32x4.mul(splat(SQUARES_REST), f32x4.mul(gradient, gradient)),
    );
    storeLanes(w + MOMENT, moment, count);
    storeLanes(w + SQUARES, squares, count);
    const root = f32x4.add(f32x4.sqrt(squares), v128.load32_splat(STEP_EPSILON));
    storeLanes(w, f32x4.sub(value, f32x4.div(f32x4.mul(splat(rate), moment), root)), count);
  } else {
    const moment = f32x4.add(f32x4.mul(splat(MOMENTUM_FACTOR), v128.load(w + MOMENT)), gradient);
    storeLanes(w + MOMENT, moment, count);
    const way = OPTIMIZER == NESTEROV ? f32x4.add(gradient, f32x4.mul(splat(MOMENTUM_FACTOR), moment)) : moment;
    storeLanes(w, f32x4.sub(value, f32x4.mul(splat(rate), way)), count);
  }
}

/** `count` parameters follow their gradients. w, dw: (count) */
export function applyGradient(w: usize, dw: usize, count: i32, rate: f32, decay: f32): void {
  for (; count > 0; count -= 4) {
    follow(w, v128.load(dw), rate, decay, count);
    w += 16; dw += 16;
  }
}
