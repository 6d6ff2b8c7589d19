// The activations of hidden layers, forward and backward.

import { sigmoid, tanh } from "./elementary";

export const IDENTITY: i32 = 0;
export const TANH: i32 = 1;
export const SIGMOID: i32 = 2;

/** A = g(Z) in place, for `count` elements. */
export function activate(kind: i32, z: usize, count: i32): void {
  if (kind == IDENTITY) return;
  for (const end = z + (<usize>count << 2); z < end; z += 4) {
    const value = load<f32>(z);
    store<f32>(z, kind == TANH ? tanh(value) : sigmoid(value));
  }
}

/** dZ of one element from its dA and its activation a: dA·(1 − a²) for tanh, dA·(a·(1 − a)) for sigmoid. */
@inline
export function derivative(kind: i32, da: f32, a: f32): f32 {
  if (kind == TANH) return da * (1 - a * a);
  if (kind == SIGMOID) return da * (a * (1 - a));
  return da;
}

/** dZ = dA·g′ for a strip: takes dA from the strip (count, 4) and puts dZ in the place of A, `width` columns of it. */
export function differentiate(
  kind: i32, strip: usize, a: usize, aRow: usize, width: i32, count: i32,
): void {
  for (; count > 0; count--) {
    for (let i: usize = 0, end = <usize>width << 2; i < end; i += 4) {
      store<f32>(a + i, derivative(kind, load<f32>(strip + i), load<f32>(a + i)));
    }
    strip += 16;
    a += aRow;
  }
}
