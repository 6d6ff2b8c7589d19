// A layer of one unit, forward and backward: what is left of a dense layer when Z, dZ and W are single columns. Output
// layers are like this, and logistic regression is nothing else. The sums are those of dense.ts, in the same order; two of
// them at a time hide the latency of the additions. The bias lies right behind the weights.

import { derivative } from "./activation";
import { BLOCK_OBSERVATIONS, BLOCK_UNITS } from "./blocking";
import * as lanes from "./lanes/unit";
import { updateBias, updateWeight } from "./update";

/** z = b + X·w. x: (count, inputs) · w: (inputs), then b · z: (count) */
export function unitForward(x: usize, w: usize, z: usize, inputs: i32, count: i32): void {
  if (ASC_FEATURE_SIMD) {
    lanes.unitForward(x, w, z, inputs, count);
    return;
  }
  const row = <usize>inputs << 2, b = w + row, bias = load<f32>(b);
  let pairs = BLOCK_OBSERVATIONS ? count >> 1 : 0;
  let single = BLOCK_OBSERVATIONS ? count & 1 : count;
  if (pairs) do {
    let s0 = bias, s1 = bias, at = w, x1 = x + row;
    do {
      const v = load<f32>(at);
      s0 += load<f32>(x) * v;
      s1 += load<f32>(x1) * v;
      x += 4; x1 += 4; at += 4;
    } while (at != b);
    store<f32>(z, s0); store<f32>(z, s1, 4);
    x = x1; z += 8;
  } while (--pairs);
  if (single) do {
    let sum = bias, at = w;
    do {
      sum += load<f32>(x) * load<f32>(at);
      x += 4; at += 4;
    } while (at != b);
    store<f32>(z, sum);
    z += 4;
  } while (!BLOCK_OBSERVATIONS && --single);
}

/**
 * The fast plan's update: w ← w − rate·Aᵀ·dz, b ← b − rate·Σ dz. With `below`, leaves dZ of the layer below in A's place,
 * from the weights as they were.
 * a: (count, inputs) · w: (inputs), then b · dz: (count)
 */
export function unitBackward(
  a: usize, w: usize, dz: usize, inputs: i32, count: i32, rate: f32, below: bool, activationBelow: i32, slopeBelow: f32,
): void {
  const row = <usize>inputs << 2, dzEnd = dz + (<usize>count << 2);
  let pairs = BLOCK_UNITS ? inputs >> 1 : 0;
  let single = BLOCK_UNITS ? inputs & 1 : inputs;
  if (ASC_FEATURE_SIMD) {
    lanes.weightsBackward(a, w, dz, inputs, count, rate, below, activationBelow, slopeBelow);
    w += row;
    pairs = single = 0;
  }
  if (single) do {
    const w0 = load<f32>(w);
    let s0: f32 = 0, at = a, d = dz;
    do {
      const v = load<f32>(d), a0 = load<f32>(at);
      s0 += a0 * v;
      if (below) store<f32>(at, derivative(activationBelow, slopeBelow, v * w0, a0));
      at += row; d += 4;
    } while (d != dzEnd);
    updateWeight(w, s0, rate);
    a += 4; w += 4;
  } while (!BLOCK_UNITS && --single);
  if (pairs) do {
    const w0 = load<f32>(w), w1 = load<f32>(w, 4);
    let s0: f32 = 0, s1: f32 = 0, at = a, d = dz;
    do {
      const v = load<f32>(d), a0 = load<f32>(at), a1 = load<f32>(at, 4);
      s0 += a0 * v;
      s1 += a1 * v;
      if (below) {
        store<f32>(at, derivative(activationBelow, slopeBelow, v * w0, a0));
        store<f32>(at, derivative(activationBelow, slopeBelow, v * w1, a1), 4);
      }
      at += row; d += 4;
    } while (d != dzEnd);
    updateWeight(w, s0, rate);
    updateWeight(w + 4, s1, rate);
    a += 8; w += 8;
  } while (--pairs);
  let sum: f32 = 0;
  do {
    sum += load<f32>(dz);
    dz += 4;
  } while (dz != dzEnd);
  updateBias(w, sum, rate);
}

/**
 * The small plan's backward pass: one observation, its gradient added to dw (inputs), then db. With `below`, leaves dZ of
 * the layer below in a's place.
 */
export function unitAccumulate(
  a: usize, w: usize, dw: usize, dz: usize, inputs: i32, below: bool, activationBelow: i32, slopeBelow: f32,
): void {
  const v = load<f32>(dz);
  if (ASC_FEATURE_SIMD) {
    lanes.weightsAccumulate(a, w, dw, v, inputs, below, activationBelow, slopeBelow);
    dw += <usize>inputs << 2;
  } else do {
    const value = load<f32>(a);
    store<f32>(dw, load<f32>(dw) + value * v);
    if (below) store<f32>(a, derivative(activationBelow, slopeBelow, v * load<f32>(w), value));
    a += 4; w += 4; dw += 4;
  } while (--inputs);
  store<f32>(dw, load<f32>(dw) + v);
}
