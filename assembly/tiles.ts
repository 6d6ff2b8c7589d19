// The inner loops of every product. A tile keeps its sums in locals and adds its terms one by one in ascending order, so a
// sum has the same bits in whichever tile it is computed.
//
// Addresses and strides are in bytes, counts in elements. A 4×4 tile costs 8 loads for 16 multiply-accumulates.

import { BLOCK_UNITS } from "./blocking";
import { UNITS_LEFT } from "./network";
import { updateWeight } from "./update";

/**
 * Z tile = b + X·W.
 * x: 4 rows `xRow` apart, each `inputs` long · w: `inputs` rows `wRow` apart, 4 columns · b: 4 · z: 4 rows `wRow` apart
 */
export function forward4x4(
  x: usize, xRow: usize, w: usize, wRow: usize, b: usize, z: usize, inputs: i32,
): void {
  const b0 = load<f32>(b), b1 = load<f32>(b, 4), b2 = load<f32>(b, 8), b3 = load<f32>(b, 12);
  let s00 = b0, s01 = b1, s02 = b2, s03 = b3;
  let s10 = b0, s11 = b1, s12 = b2, s13 = b3;
  let s20 = b0, s21 = b1, s22 = b2, s23 = b3;
  let s30 = b0, s31 = b1, s32 = b2, s33 = b3;
  const x1 = x + xRow, x2 = x1 + xRow, x3 = x2 + xRow;
  const length = <usize>inputs << 2;
  let k: usize = 0;
  do {
    const w0 = load<f32>(w), w1 = load<f32>(w, 4), w2 = load<f32>(w, 8), w3 = load<f32>(w, 12);
    let v = load<f32>(x + k);
    s00 += v * w0; s01 += v * w1; s02 += v * w2; s03 += v * w3;
    v = load<f32>(x1 + k);
    s10 += v * w0; s11 += v * w1; s12 += v * w2; s13 += v * w3;
    v = load<f32>(x2 + k);
    s20 += v * w0; s21 += v * w1; s22 += v * w2; s23 += v * w3;
    v = load<f32>(x3 + k);
    s30 += v * w0; s31 += v * w1; s32 += v * w2; s33 += v * w3;
    w += wRow; k += 4;
  } while (k != length);
  store<f32>(z, s00); store<f32>(z, s01, 4); store<f32>(z, s02, 8); store<f32>(z, s03, 12);
  z += wRow;
  store<f32>(z, s10); store<f32>(z, s11, 4); store<f32>(z, s12, 8); store<f32>(z, s13, 12);
  z += wRow;
  store<f32>(z, s20); store<f32>(z, s21, 4); store<f32>(z, s22, 8); store<f32>(z, s23, 12);
  z += wRow;
  store<f32>(z, s30); store<f32>(z, s31, 4); store<f32>(z, s32, 8); store<f32>(z, s33, 12);
}

/** Four columns of one row of Z = b + X·W. x: `inputs` · w: `inputs` rows `wRow` apart, 4 columns · b: 4 · z: 4 */
export function forward1x4(x: usize, w: usize, wRow: usize, b: usize, z: usize, inputs: i32): void {
  let s0 = load<f32>(b), s1 = load<f32>(b, 4), s2 = load<f32>(b, 8), s3 = load<f32>(b, 12);
  do {
    const v = load<f32>(x);
    s0 += v * load<f32>(w); s1 += v * load<f32>(w, 4); s2 += v * load<f32>(w, 8); s3 += v * load<f32>(w, 12);
    x += 4; w += wRow;
  } while (--inputs);
  store<f32>(z, s0); store<f32>(z, s1, 4); store<f32>(z, s2, 8); store<f32>(z, s3, 12);
}

/**
 * dA tile = dZ·Wᵀ, into a strip of 4 inputs.
 * dz: 4 rows of `units` · w: 4 rows of `units` · da: (4, 4), contiguous
 */
export function dataGradient4x4(dz: usize, w: usize, da: usize, units: i32): void {
  let s00: f32 = 0, s01: f32 = 0, s02: f32 = 0, s03: f32 = 0;
  let s10: f32 = 0, s11: f32 = 0, s12: f32 = 0, s13: f32 = 0;
  let s20: f32 = 0, s21: f32 = 0, s22: f32 = 0, s23: f32 = 0;
  let s30: f32 = 0, s31: f32 = 0, s32: f32 = 0, s33: f32 = 0;
  const row = <usize>units << 2;
  const d1 = dz + row, d2 = d1 + row, d3 = d2 + row;
  const r1 = w + row, r2 = r1 + row, r3 = r2 + row;
  // One offset for eight rows: an interpreter adds it faster than it moves eight pointers.
  let k: usize = 0;
  do {
    const w0 = load<f32>(w + k), w1 = load<f32>(r1 + k), w2 = load<f32>(r2 + k), w3 = load<f32>(r3 + k);
    let v = load<f32>(dz + k);
    s00 += v * w0; s01 += v * w1; s02 += v * w2; s03 += v * w3;
    v = load<f32>(d1 + k);
    s10 += v * w0; s11 += v * w1; s12 += v * w2; s13 += v * w3;
    v = load<f32>(d2 + k);
    s20 += v * w0; s21 += v * w1; s22 += v * w2; s23 += v * w3;
    v = load<f32>(d3 + k);
    s30 += v * w0; s31 += v * w1; s32 += v * w2; s33 += v * w3;
    k += 4;
  } while (k < row);
  store<f32>(da, s00); store<f32>(da, s01, 4); store<f32>(da, s02, 8); store<f32>(da, s03, 12);
  store<f32>(da, s10, 16); store<f32>(da, s11, 20); store<f32>(da, s12, 24); store<f32>(da, s13, 28);
  store<f32>(da, s20, 32); store<f32>(da, s21, 36); store<f32>(da, s22, 40); store<f32>(da, s23, 44);
  store<f32>(da, s30, 48); store<f32>(da, s31, 52); store<f32>(da, s32, 56); store<f32>(da, s33, 60);
}

/** Four weights in a row follow their gradients. */
@inline
function update4(w: usize, rate: f32, g0: f32, g1: f32, g2: f32, g3: f32): void {
  updateWeight(w, g0, rate);
  updateWeight(w + 4, g1, rate);
  updateWeight(w + 8, g2, rate);
  updateWeight(w + 12, g3, rate);
}

/**
 * dW tile = Aᵀ·dZ, which the weights follow at once.
 * a: `count` rows `aRow` apart, 4 columns · dz: `count` rows `wRow` apart, 4 columns · w: 4 rows `wRow` apart, 4 columns
 */
export function weightUpdate4x4(
  a: usize, aRow: usize, dz: usize, wRow: usize, w: usize, count: i32, rate: f32,
): void {
  let s00: f32 = 0, s01: f32 = 0, s02: f32 = 0, s03: f32 = 0;
  let s10: f32 = 0, s11: f32 = 0, s12: f32 = 0, s13: f32 = 0;
  let s20: f32 = 0, s21: f32 = 0, s22: f32 = 0, s23: f32 = 0;
  let s30: f32 = 0, s31: f32 = 0, s32: f32 = 0, s33: f32 = 0;
  do {
    const d0 = load<f32>(dz), d1 = load<f32>(dz, 4), d2 = load<f32>(dz, 8), d3 = load<f32>(dz, 12);
    let v = load<f32>(a);
    s00 += v * d0; s01 += v * d1; s02 += v * d2; s03 += v * d3;
    v = load<f32>(a, 4);
    s10 += v * d0; s11 += v * d1; s12 += v * d2; s13 += v * d3;
    v = load<f32>(a, 8);
    s20 += v * d0; s21 += v * d1; s22 += v * d2; s23 += v * d3;
    v = load<f32>(a, 12);
    s30 += v * d0; s31 += v * d1; s32 += v * d2; s33 += v * d3;
    a += aRow; dz += wRow;
  } while (--count);
  update4(w, rate, s00, s01, s02, s03);
  update4(w + wRow, rate, s10, s11, s12, s13);
  w += wRow << 1;
  update4(w, rate, s20, s21, s22, s23);
  update4(w + wRow, rate, s30, s31, s32, s33);
}

/**
 * The edges of a blocked product: four sums that share one factor. s_n = start_n + Σ p_k·q_nk, and out_n = s_n, or with
 * `update` the weights at out_n follow the gradients s_n.
 * p: `count` elements `pStep` apart · q: four lanes `qLane` apart, in each `count` elements `qStep` apart · out: 4,
 * `outLane` apart
 */
export function lanes4(
  p: usize, pStep: usize, q: usize, qLane: usize, qStep: usize, count: i32,
  s0: f32, s1: f32, s2: f32, s3: f32, out: usize, outLane: usize, update: bool, rate: f32,
): void {
  let q1 = q + qLane, q2 = q1 + qLane, q3 = q2 + qLane;
  do {
    const v = load<f32>(p);
    s0 += v * load<f32>(q);
    s1 += v * load<f32>(q1);
    s2 += v * load<f32>(q2);
    s3 += v * load<f32>(q3);
    p += pStep; q += qStep; q1 += qStep; q2 += qStep; q3 += qStep;
  } while (--count);
  const o1 = out + outLane, o2 = o1 + outLane, o3 = o2 + outLane;
  if (update) {
    updateWeight(out, s0, rate);
    updateWeight(o1, s1, rate);
    updateWeight(o2, s2, rate);
    updateWeight(o3, s3, rate);
  } else {
    store<f32>(out, s0); store<f32>(o1, s1); store<f32>(o2, s2); store<f32>(o3, s3);
  }
}

/** start + Σ p_k·q_k over `count` elements, `pStep` and `qStep` apart. */
export function dot(p: usize, pStep: usize, q: usize, qStep: usize, count: i32, start: f32): f32 {
  do {
    start += load<f32>(p) * load<f32>(q);
    p += pStep; q += qStep;
  } while (--count);
  return start;
}

/** out_j ← out_j + factor·v_j over `count` elements. */
export function accumulate(v: usize, factor: f32, out: usize, count: i32): void {
  if (BLOCK_UNITS && (!UNITS_LEFT || count >= 4)) {
    let tiles = count >> 2;
    do {
      // All loads stand before the stores: compilers cannot know that the blocks lie apart.
      const s0 = load<f32>(out) + factor * load<f32>(v), s1 = load<f32>(out, 4) + factor * load<f32>(v, 4);
      const s2 = load<f32>(out, 8) + factor * load<f32>(v, 8), s3 = load<f32>(out, 12) + factor * load<f32>(v, 12);
      store<f32>(out, s0); store<f32>(out, s1, 4); store<f32>(out, s2, 8); store<f32>(out, s3, 12);
      v += 16; out += 16;
    } while (--tiles);
  }
  let rest = BLOCK_UNITS ? UNITS_LEFT ? count & 3 : 0 : count;
  if (rest) do {
    store<f32>(out, load<f32>(out) + factor * load<f32>(v));
    v += 4; out += 4;
  } while (--rest);
}
