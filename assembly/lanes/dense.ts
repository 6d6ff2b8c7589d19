// The inner loops of a dense layer (dense.ts), in lanes: each lane is a sum of its own, which adds its terms one by one in
// ascending order. Tiles are four by four; where fewer rows are left, a tile takes the last one several times, and where fewer
// columns are, it stores those alone.

import { derivative } from "./activation";
import { gathered, splat, storeLanes } from "./lanes";
import { updateBiases, updateWeights } from "./update";

/** Row `i` of `rows` that lie `row` bytes apart, or the last one. */
@inline
function rowOf(at: usize, row: usize, i: i32, rows: i32): usize {
  return at + row * <usize>min(i, rows - 1);
}

/** Z = b + X·W for all units and up to four observations. */
export function forwardRows4(
  x: usize, w: usize, b: usize, z: usize, inputs: i32, units: i32, rows: i32,
): void {
  const xRow = <usize>inputs << 2, zRow = <usize>units << 2;
  const x1 = rowOf(x, xRow, 1, rows), x2 = rowOf(x, xRow, 2, rows), x3 = rowOf(x, xRow, 3, rows);
  const z1 = rowOf(z, zRow, 1, rows), z2 = rowOf(z, zRow, 2, rows), z3 = rowOf(z, zRow, 3, rows);
  let j: usize = 0;
  // Eight units where there are as many: four sums alone would wait for each other's additions.
  for (; units > 4; units -= 8, j += 32) {
    let s0 = v128.load(b + j), s1 = s0, s2 = s0, s3 = s0;
    let t0 = v128.load(b + j, 16), t1 = t0, t2 = t0, t3 = t0;
    let k: usize = 0, at = w + j;
    do {
      const low = v128.load(at), high = v128.load(at, 16);
      let value = v128.load32_splat(x + k);
      s0 = f32x4.add(s0, f32x4.mul(value, low));
      t0 = f32x4.add(t0, f32x4.mul(value, high));
      value = v128.load32_splat(x1 + k);
      s1 = f32x4.add(s1, f32x4.mul(value, low));
      t1 = f32x4.add(t1, f32x4.mul(value, high));
      value = v128.load32_splat(x2 + k);
      s2 = f32x4.add(s2, f32x4.mul(value, low));
      t2 = f32x4.add(t2, f32x4.mul(value, high));
      value = v128.load32_splat(x3 + k);
      s3 = f32x4.add(s3, f32x4.mul(value, low));
      t3 = f32x4.add(t3, f32x4.mul(value, high));
      k += 4; at += zRow;
    } while (k != xRow);
    storeEight(z + j, s0, t0, units);
    storeEight(z1 + j, s1, t1, units);
    storeEight(z2 + j, s2, t2, units);
    storeEight(z3 + j, s3, t3, units);
  }
  if (units > 0) {
    let s0 = v128.load(b + j), s1 = s0, s2 = s0, s3 = s0;
    let k: usize = 0, at = w + j;
    do {
      const row = v128.load(at);
      s0 = f32x4.add(s0, f32x4.mul(v128.load32_splat(x + k), row));
      s1 = f32x4.add(s1, f32x4.mul(v128.load32_splat(x1 + k), row));
      s2 = f32x4.add(s2, f32x4.mul(v128.load32_splat(x2 + k), row));
      s3 = f32x4.add(s3, f32x4.mul(v128.load32_splat(x3 + k), row));
      k += 4; at += zRow;
    } while (k != xRow);
    storeLanes(z + j, s0, units);
    storeLanes(z1 + j, s1, units);
    storeLanes(z2 + j, s2, units);
    storeLanes(z3 + j, s3, units);
  }
}

/** Stores the first `count` of eight numbers, of which there are more than four. */
@inline
function storeEight(at: usize, low: v128, high: v128, count: i32): void {
  v128.store(at, low);
  storeLanes(at + 16, high, count - 4);
}

/** dA = dZ·Wᵀ of `width` inputs, up to four, and up to four observations, into a strip (rows, 4). */
export function dataGradient4(
  dz: usize, w: usize, strip: usize, width: i32, units: i32, rows: i32,
): void {
  const row = <usize>units << 2;
  const d1 = rowOf(dz, row, 1, rows), d2 = rowOf(dz, row, 2, rows), d3 = rowOf(dz, row, 3, rows);
  const w1 = rowOf(w, row, 1, width), w2 = rowOf(w, row, 2, width), w3 = rowOf(w, row, 3, width);
  let s0 = splat(0), s1 = s0, s2 = s0, s3 = s0;
  let k: usize = 0;
  do {
    const column = gathered(w + k, w1 + k, w2 + k, w3 + k);
    s0 = f32x4.add(s0, f32x4.mul(v128.load32_splat(dz + k), column));
    s1 = f32x4.add(s1, f32x4.mul(v128.load32_splat(d1 + k), column));
    s2 = f32x4.add(s2, f32x4.mul(v128.load32_splat(d2 + k), column));
    s3 = f32x4.add(s3, f32x4.mul(v128.load32_splat(d3 + k), column));
    k += 4;
  } while (k != row);
  v128.store(strip, s0);
  v128.store(rowOf(strip, 16, 1, rows), s1);
  v128.store(rowOf(strip, 16, 2, rows), s2);
  v128.store(rowOf(strip, 16, 3, rows), s3);
}

/** W ← W − rate·Aᵀ·dZ for `width` inputs, up to four. */
export function weightUpdate4(
  a: usize, aRow: usize, dz: usize, w: usize, width: i32, units: i32, count: i32, rate: f32,
): void {
  const wRow = <usize>units << 2;
  for (; units > 0; units -= 4, dz += 16, w += 16) {
    let s0 = splat(0), s1 = s0, s2 = s0, s3 = s0;
    let at = a, d = dz, m = count;
    do {
      const delta = v128.load(d);
      s0 = f32x4.add(s0, f32x4.mul(v128.load32_splat(at), delta));
      s1 = f32x4.add(s1, f32x4.mul(v128.load32_splat(at, 4), delta));
      s2 = f32x4.add(s2, f32x4.mul(v128.load32_splat(at, 8), delta));
      s3 = f32x4.add(s3, f32x4.mul(v128.load32_splat(at, 12), delta));
      at += aRow; d += wRow;
    } while (--m);
    updateWeights(w, s0, rate, units);
    if (width > 1) updateWeights(w + wRow, s1, rate, units);
    if (width > 2) updateWeights(w + (wRow << 1), s2, rate, units);
    if (width > 3) updateWeights(w + wRow * 3, s3, rate, units);
  }
}

/** b ← b − rate·Σ dZ */
export function biasUpdate(dz: usize, b: usize, units: i32, count: i32, rate: f32): void {
  const row = <usize>units << 2;
  for (; units > 0; units -= 4, dz += 16, b += 16) {
    let sum = splat(0), at = dz, m = count;
    do {
      sum = f32x4.add(sum, v128.load(at));
      at += row;
    } while (--m);
    updateBiases(b, sum, rate, units);
  }
}

/** out ← out + factor·v over `count` elements. */
function accumulate(v: usize, factor: v128, out: usize, count: i32): void {
  for (; count > 0; count -= 4, v += 16, out += 16) {
    storeLanes(out, f32x4.add(v128.load(out), f32x4.mul(factor, v128.load(v))), count);
  }
}

/** The small plan's backward pass (denseAccumulate): four inputs at a time. */
export function denseAccumulate(
  a: usize, w: usize, dw: usize, db: usize, dz: usize, inputs: i32, units: i32, below: bool, activationBelow: i32, slopeBelow: f32,
): void {
  const row = <usize>units << 2;
  accumulate(dz, splat(1), db, units);
  for (; inputs > 0; inputs -= 4) {
    const width = min(inputs, 4);
    for (let i = 0; i < width; i++) accumulate(dz, v128.load32_splat(a + (<usize>i << 2)), dw + row * <usize>i, units);
    if (below) {
      const w1 = rowOf(w, row, 1, width), w2 = rowOf(w, row, 2, width), w3 = rowOf(w, row, 3, width);
      let sum = splat(0), k: usize = 0;
      do {
        sum = f32x4.add(sum, f32x4.mul(v128.load32_splat(dz + k), gathered(w + k, w1 + k, w2 + k, w3 + k)));
        k += 4;
      } while (k != row);
      storeLanes(a, derivative(activationBelow, slopeBelow, sum, v128.load(a)), inputs);
    }
    a += 16;
    w += row << 2;
    dw += row << 2;
  }
}
