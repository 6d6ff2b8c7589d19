// The activations of hidden layers, forward and backward. Each is computed from what it gave, so that dZ can take its place.

import { sigmoid, tanh } from "./elementary";
import * as lanes from "./lanes/activation";
import { ACTIVATIONS } from "./network";

export const IDENTITY: i32 = 0;
export const TANH: i32 = 1;
export const SIGMOID: i32 = 2;
export const RELU: i32 = 3;
export const LEAKY_RELU: i32 = 4;
export const SOFTSIGN: i32 = 5;

/** Whether `kind` is this one; false at once in a network that has none of it. */
@inline
export function isKind(kind: i32, one: i32): bool {
  return ((ACTIVATIONS >> one) & 1) != 0 && kind == one;
}

/** A = g(Z) in place, for `count` elements. `slope` is that of a leaky ReLU below 0. */
export function activate(kind: i32, slope: f32, z: usize, count: i32): void {
  if (ASC_FEATURE_SIMD) {
    lanes.activate(kind, slope, z, count);
    return;
  }
  if (kind == IDENTITY) return;
  for (const end = z + (<usize>count << 2); z != end; z += 4) {
    const value = load<f32>(z);
    if (isKind(kind, TANH)) store<f32>(z, tanh(value));
    else if (isKind(kind, SIGMOID)) store<f32>(z, sigmoid(value));
    else if (isKind(kind, RELU)) store<f32>(z, value < 0 ? <f32>0 : value);
    else if (isKind(kind, LEAKY_RELU)) store<f32>(z, value < 0 ? value * slope : value);
    else if (isKind(kind, SOFTSIGN)) store<f32>(z, value / (1 + abs(value)));
  }
}

/**
 * dZ of one element from its dA and its activation a: dA·(1 − a²) for tanh, dA·(a·(1 − a)) for sigmoid, dA·(1 − |a|)² for
 * softsign; for both kinds of ReLU the derivative at 0 is that below it.
 */
@inline
export function derivative(kind: i32, slope: f32, da: f32, a: f32): f32 {
  if (isKind(kind, TANH)) return da * (1 - a * a);
  if (isKind(kind, SIGMOID)) return da * (a * (1 - a));
  if (isKind(kind, RELU)) return a > 0 ? da : <f32>0;
  if (isKind(kind, LEAKY_RELU)) return a > 0 ? da : da * slope;
  if (isKind(kind, SOFTSIGN)) {
    const rest: f32 = 1 - abs(a);
    return da * (rest * rest);
  }
  return da;
}

/** dZ = dA·g′ for a strip: takes dA from the strip (count, 4) and puts dZ in the place of A, `width` columns of it. */
export function differentiate(
  kind: i32, slope: f32, strip: usize, a: usize, aRow: usize, width: i32, count: i32,
): void {
  if (ASC_FEATURE_SIMD) {
    lanes.differentiate(kind, slope, strip, a, aRow, width, count);
    return;
  }
  for (; count > 0; count--) {
    for (let i: usize = 0, end = <usize>width << 2; i != end; i += 4) {
      store<f32>(a + i, derivative(kind, slope, load<f32>(strip + i), load<f32>(a + i)));
    }
    strip += 16;
    a += aRow;
  }
}
