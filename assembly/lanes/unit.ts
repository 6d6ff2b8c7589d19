// A layer of one unit (unit.ts), in lanes.

import { derivative } from "./activation";
import { gathered, splat, storeLanes } from "./lanes";
import { updateWeights } from "./update";

/** z = b + X·w, four observations at a time. */
export function unitForward(x: usize, w: usize, z: usize, inputs: i32, count: i32): void {
  const row = <usize>inputs << 2, bias = v128.load32_splat(w + row);
  for (; count > 0; count -= 4) {
    const x1 = x + (count > 1 ? row : 0), x2 = x + (count > 2 ? row << 1 : 0), x3 = x + (count > 3 ? row * 3 : 0);
    let sum = bias, k: usize = 0;
    do {
      sum = f32x4.add(sum, f32x4.mul(gathered(x + k, x1 + k, x2 + k, x3 + k), v128.load32_splat(w + k)));
      k += 4;
    } while (k != row);
    storeLanes(z, sum, count);
    x += row << 2; z += 16;
  }
}

/** w ← w − rate·Aᵀ·dz, four inputs at a time, and with `below` dZ of the layer below in A's place. */
export function weightsBackward(
  a: usize, w: usize, dz: usize, inputs: i32, count: i32, rate: f32, below: bool, activationBelow: i32, slopeBelow: f32,
): void {
  const row = <usize>inputs << 2, end = dz + (<usize>count << 2);
  for (; inputs > 0; inputs -= 4, a += 16, w += 16) {
    const weights = v128.load(w);
    let sum = splat(0), at = a, d = dz;
    do {
      const delta = v128.load32_splat(d), value = v128.load(at);
      sum = f32x4.add(sum, f32x4.mul(value, delta));
      if (below) storeLanes(at, derivative(activationBelow, slopeBelow, f32x4.mul(delta, weights), value), inputs);
      at += row; d += 4;
    } while (d != end);
    updateWeights(w, sum, rate, inputs);
  }
}

/** The small plan's: one observation, its gradient added to dw. */
export function weightsAccumulate(
  a: usize, w: usize, dw: usize, delta: f32, inputs: i32, below: bool, activationBelow: i32, slopeBelow: f32,
): void {
  const v = splat(delta);
  for (; inputs > 0; inputs -= 4, a += 16, w += 16, dw += 16) {
    const value = v128.load(a), weights = v128.load(w);
    storeLanes(dw, f32x4.add(v128.load(dw), f32x4.mul(value, v)), inputs);
    if (below) storeLanes(a, derivative(activationBelow, slopeBelow, f32x4.mul(v, weights), value), inputs);
  }
}
