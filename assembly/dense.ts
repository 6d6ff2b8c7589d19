// A dense layer, forward and backward. Matrices are row by row: X and A are (count, inputs), Z and dZ (count, units), W is
// (inputs, units), b (units). `count` is at least 1.

import { derivative, differentiate } from "./activation";
import { BLOCK_OBSERVATIONS, BLOCK_UNITS } from "./blocking";
import * as lanes from "./lanes/dense";
import { FORWARD_ROWS, UNITS_LEFT } from "./network";
import { accumulate, dataGradient4x4, dot, forward1x4, forward4x4, lanes4, weightUpdate4x4 } from "./tiles";
import { updateBias, updateWeight } from "./update";

/** Inputs that a strip of the backward pass holds; the planner gives it (count, STRIP) of memory. */
const STRIP: i32 = 4;

/** Z = b + X·W: each sum starts at the bias and adds inputs in ascending order. */
export function denseForward(
  x: usize, w: usize, b: usize, z: usize, inputs: i32, units: i32, count: i32,
): void {
  const xRow = <usize>inputs << 2, zRow = <usize>units << 2;
  if (ASC_FEATURE_SIMD) {
    for (; count > 0; count -= 4) {
      lanes.forwardRows4(x, w, b, z, inputs, units, min(count, 4));
      x += xRow << 2;
      z += zRow << 2;
    }
    return;
  }
  if (BLOCK_OBSERVATIONS && count >= 4) {
    for (; count >= 4; count -= 4) {
      let j = 0;
      if (BLOCK_UNITS && (!UNITS_LEFT || units >= 4)) {
        for (; j + 4 <= units; j += 4) {
          const at = <usize>j << 2;
          forward4x4(x, xRow, w + at, zRow, b + at, z + at, inputs);
        }
      }
      if (!BLOCK_UNITS || UNITS_LEFT) for (; j < units; j++) {
        const at = <usize>j << 2;
        const start = load<f32>(b + at);
        lanes4(w + at, zRow, x, xRow, 4, inputs, start, start, start, start, z + at, zRow, false, 0);
      }
      x += xRow << 2;
      z += zRow << 2;
    }
  }
  for (; count > 0; count--) {
    let column = w, bias = b;
    if (BLOCK_UNITS && (!UNITS_LEFT || units >= 4)) {
      let tiles = units >> 2;
      do {
        forward1x4(x, column, zRow, bias, z, inputs);
        column += 16; bias += 16; z += 16;
      } while (--tiles);
    }
    // Counted down, so that GCC sees where it ends; else it warns of steps beyond the memory.
    let rest = BLOCK_UNITS ? UNITS_LEFT ? units & 3 : 0 : units;
    if (rest) do {
      store<f32>(z, dot(x, 4, column, zRow, inputs, load<f32>(bias)));
      column += 4; bias += 4; z += 4;
    } while (--rest);
    if (FORWARD_ROWS == 1) break;
    x += xRow;
  }
}

/**
 * The backward pass of the fast plan. Takes dZ of this layer and applies its gradient (W ← W − rate·Aᵀ·dZ, b ← b − rate·Σ dZ);
 * with `below`, leaves dZ of the layer below in A's place.
 *
 * It goes by strips of four inputs: a strip's dA needs only these inputs' rows of W as they were, its dW only these inputs'
 * columns of A. So four columns of scratch are enough, whatever the width of the layers.
 */
export function denseBackward(
  a: usize, w: usize, b: usize, dz: usize, strip: usize, inputs: i32, units: i32, count: i32, rate: f32, below: bool,
  activationBelow: i32, slopeBelow: f32,
): void {
  const aRow = <usize>inputs << 2, wRow = <usize>units << 2;
  do {
    const width = min(STRIP, inputs);
    if (below) stripGradient(dz, w, strip, width, units, count);
    weightUpdate(a, aRow, dz, w, width, units, count, rate);
    if (below) differentiate(activationBelow, slopeBelow, strip, a, aRow, width, count);
    a += STRIP << 2;
    w += wRow << 2;
    inputs -= STRIP;
  } while (inputs > 0);
  biasUpdate(dz, b, units, count, rate);
}

/** dA of `width` inputs, from their rows of W: each sum starts at 0 and adds units in ascending order. */
function stripGradient(
  dz: usize, w: usize, strip: usize, width: i32, units: i32, count: i32,
): void {
  const row = <usize>units << 2;
  if (ASC_FEATURE_SIMD) {
    for (; count > 0; count -= 4) {
      lanes.dataGradient4(dz, w, strip, width, units, min(count, 4));
      dz += row << 2;
      strip += STRIP << 4;
    }
    return;
  }
  if (BLOCK_OBSERVATIONS) {
    for (; count >= 4; count -= 4) {
      if (BLOCK_UNITS && width == STRIP) {
        dataGradient4x4(dz, w, strip, units);
      } else {
        for (let i = 0; i < width; i++) {
          lanes4(w + <usize>i * row, 4, dz, row, 4, units, 0, 0, 0, 0, strip + (<usize>i << 2), STRIP << 2, false, 0);
        }
      }
      dz += row << 2;
      strip += STRIP << 4;
    }
  }
  for (; count > 0; count--) {
    if (BLOCK_UNITS && width == STRIP) {
      lanes4(dz, 4, w, row, 4, units, 0, 0, 0, 0, strip, 4, false, 0);
    } else {
      for (let i = 0; i < width; i++) {
        store<f32>(strip + (<usize>i << 2), dot(dz, 4, w + <usize>i * row, 4, units, 0));
      }
    }
    dz += row;
    strip += STRIP << 2;
  }
}

/** W ← W − rate·Aᵀ·dZ for `width` inputs: each sum starts at 0 and adds observations in ascending order. */
function weightUpdate(
  a: usize, aRow: usize, dz: usize, w: usize, width: i32, units: i32, count: i32, rate: f32,
): void {
  if (ASC_FEATURE_SIMD) {
    lanes.weightUpdate4(a, aRow, dz, w, width, units, count, rate);
    return;
  }
  const wRow = <usize>units << 2;
  if (BLOCK_OBSERVATIONS && width == STRIP) {
    let j = 0;
    if (BLOCK_UNITS && (!UNITS_LEFT || units >= 4)) {
      do {
        const at = <usize>j << 2;
        weightUpdate4x4(a, aRow, dz + at, wRow, w + at, count, rate);
        j += 4;
      } while (j + 4 <= units);
    }
    if (!BLOCK_UNITS || UNITS_LEFT) for (; j < units; j++) {
      const at = <usize>j << 2;
      lanes4(dz + at, wRow, a, 4, aRow, count, 0, 0, 0, 0, w + at, wRow, true, rate);
    }
    return;
  }
  do {
    let j = 0;
    if (BLOCK_UNITS && (!UNITS_LEFT || units >= 4)) {
      do {
        const at = <usize>j << 2;
        lanes4(a, aRow, dz + at, 4, wRow, count, 0, 0, 0, 0, w + at, 4, true, rate);
        j += 4;
      } while (j + 4 <= units);
    }
    let rest = BLOCK_UNITS ? UNITS_LEFT ? units & 3 : 0 : units;
    if (rest) do {
      const at = w + (<usize>j << 2);
      updateWeight(at, dot(a, aRow, dz + (<usize>j << 2), wRow, count, 0), rate);
      j++;
    } while (--rest);
    a += 4;
    w += wRow;
  } while (--width);
}

/** b ← b − rate·Σ dZ: each sum starts at 0 and adds observations in ascending order. */
function biasUpdate(dz: usize, b: usize, units: i32, count: i32, rate: f32): void {
  if (ASC_FEATURE_SIMD) {
    lanes.biasUpdate(dz, b, units, count, rate);
    return;
  }
  const row = <usize>units << 2;
  for (const end = dz + row; dz != end; dz += 4, b += 4) {
    let sum: f32 = 0;
    let at = dz, m = count;
    do {
      sum += load<f32>(at);
      at += row;
    } while (--m);
    updateBias(b, sum, rate);
  }
}

/**
 * The backward pass of the small plan: one observation, its gradient added to dW and db. Leaves dZ of the layer below in
 * a's place, unless `below` says that there is none.
 */
export function denseAccumulate(
  a: usize, w: usize, dw: usize, db: usize, dz: usize, inputs: i32, units: i32, below: bool, activationBelow: i32, slopeBelow: f32,
): void {
  if (ASC_FEATURE_SIMD) {
    lanes.denseAccumulate(a, w, dw, db, dz, inputs, units, below, activationBelow, slopeBelow);
    return;
  }
  const row = <usize>units << 2;
  accumulate(dz, 1, db, units);
  do {
    const value = load<f32>(a);
    accumulate(dz, value, dw, units);
    if (below) store<f32>(a, derivative(activationBelow, slopeBelow, dot(dz, 4, w, 4, units, 0), value));
    a += 4;
    w += row;
    dw += row;
  } while (--inputs);
}
