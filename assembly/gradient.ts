// The gradient buffer: one flat block in the order of the parameters that learn.

import * as lanes from "./lanes/update";
import { CLIP_NORM, GRADIENT_SCALE } from "./network";
import { follow } from "./update";

/** Sets `count` elements. */
export function fill(at: usize, count: i32, value: f32): void {
  do {
    store<f32>(at, value);
    at += 4;
  } while (--count);
}

/** The parameters follow their gradients. w, dw: (count) */
export function applyGradient(w: usize, dw: usize, count: i32, rate: f32, decay: f32): void {
  if (ASC_FEATURE_SIMD) {
    lanes.applyGradient(w, dw, count, rate, decay);
    return;
  }
  do {
    follow(w, load<f32>(dw), rate, decay);
    w += 4; dw += 4;
  } while (--count);
}

/**
 * Shortens a gradient that is longer than CLIP_NORM to it, by what multiplies its elements: R. Pascanu, T. Mikolov and
 * Y. Bengio, "On the difficulty of training recurrent neural networks" (2013). dw: (count)
 */
export function clipGradient(dw: usize, count: i32): void {
  const scale = load<f32>(GRADIENT_SCALE);
  let squares: f32 = 0;
  do {
    const gradient = load<f32>(dw) * scale;
    squares += gradient * gradient;
    dw += 4;
  } while (--count);
  const norm = sqrt<f32>(squares);
  if (norm > CLIP_NORM) store<f32>(GRADIENT_SCALE, scale * (CLIP_NORM / norm));
}
