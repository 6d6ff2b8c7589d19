// What activation.ts computes for one number, in four lanes.

import { IDENTITY, LEAKY_RELU, RELU, SIGMOID, SOFTSIGN, TANH, isKind } from "../activation";
import { sigmoid, tanh } from "./elementary";
import { splat, storeLanes } from "./lanes";

/** A = g(Z) in place, for `count` elements. */
export function activate(kind: i32, slope: f32, z: usize, count: i32): void {
  if (kind == IDENTITY) return;
  for (; count > 0; count -= 4) {
    const value = v128.load(z);
    let a = value;
    if (isKind(kind, TANH)) a = tanh(value);
    else if (isKind(kind, SIGMOID)) a = sigmoid(value);
    else if (isKind(kind, RELU)) a = v128.andnot(value, f32x4.lt(value, splat(0)));
    else if (isKind(kind, LEAKY_RELU)) {
      a = v128.bitselect(f32x4.mul(value, splat(slope)), value, f32x4.lt(value, splat(0)));
    } else if (isKind(kind, SOFTSIGN)) a = f32x4.div(value, f32x4.add(splat(1), f32x4.abs(value)));
    storeLanes(z, a, count);
    z += 16;
  }
}

/** dZ from dA and the activation a. */
@inline
export function derivative(kind: i32, slope: f32, da: v128, a: v128): v128 {
  if (isKind(kind, TANH)) return f32x4.mul(da, f32x4.sub(splat(1), f32x4.mul(a, a)));
  if (isKind(kind, SIGMOID)) return f32x4.mul(da, f32x4.mul(a, f32x4.sub(splat(1), a)));
  if (isKind(kind, RELU)) return v128.and(da, f32x4.gt(a, splat(0)));
  if (isKind(kind, LEAKY_RELU)) return v128.bitselect(da, f32x4.mul(da, splat(slope)), f32x4.gt(a, splat(0)));
  if (isKind(kind, SOFTSIGN)) {
    const rest = f32x4.sub(splat(1), f32x4.abs(a));
    return f32x4.mul(da, f32x4.mul(rest, rest));
  }
  return da;
}

/** dZ = dA·g′ for a strip (count, 4), in the place of A, `width` columns of it. */
export function differentiate(
  kind: i32, slope: f32, strip: usize, a: usize, aRow: usize, width: i32, count: i32,
): void {
  for (; count > 0; count--) {
    storeLanes(a, derivative(kind, slope, v128.load(strip), v128.load(a)), width);
    strip += 16;
    a += aRow;
  }
}
