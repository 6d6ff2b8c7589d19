// The entry that test/elementary compiles: each function, and the loop that evaluates one over a range of bit patterns.
// The kinds are numbered as in test/elementary/worker.ts.

import { halfCosine } from "./cosine";
import { exp, expOfMinusAbs, log, log1p, sigmoid, sigmoidFrom, softplus, tanh } from "./elementary";
import * as lanes from "./lanes/elementary";
import { squareRoot } from "./square-root";

export { exp, expOfMinusAbs, halfCosine, log, log1p, sigmoid, sigmoidFrom, softplus, squareRoot, tanh };

export const EXP: i32 = 0;
export const LOG: i32 = 1;
export const LOG1P: i32 = 2;
export const SOFTPLUS: i32 = 3;
export const SIGMOID: i32 = 4;
export const TANH: i32 = 5;
export const SQUARE_ROOT: i32 = 6;
export const HALF_COSINE: i32 = 7;
/** WebAssembly's own instruction. */
export const SQRT: i32 = 8;

@inline
function evaluate(kind: i32, x: f32): f32 {
  switch (kind) {
    case EXP: return exp(x);
    case LOG: return log(x);
    case LOG1P: return log1p(x);
    case SOFTPLUS: return softplus(x);
    case SIGMOID: return sigmoid(x);
    case SQUARE_ROOT: return squareRoot(x);
    case HALF_COSINE: return halfCosine(x);
    case SQRT: return sqrt<f32>(x);
    default: return tanh(x);
  }
}

/** f of the `count` floats whose bits are first, first + stride, …, into memory from `at` on. */
export function fill(kind: i32, first: u32, stride: u32, count: i32, at: usize): void {
  for (; count > 0; count--, first += stride, at += 4) store<f32>(at, evaluate(kind, reinterpret<f32>(first)));
}

export const EXP_OF_MINUS_ABS: i32 = 9;

/**
 * The same in four lanes, of those functions that have such a form; gives how many of the results have other bits than the
 * scalar function's, all NaN counting as one. `count` is a multiple of four.
 */
export function differing(kind: i32, first: u32, stride: u32, count: i32): i32 {
  let different = 0;
  if (ASC_FEATURE_SIMD) {
    for (; count > 0; count -= 4, first += stride << 2) {
      const y = inLanes(kind, i32x4(first, first + stride, first + stride * 2, first + stride * 3));
      if (!isSame(kind, first, f32x4.extract_lane(y, 0))) different++;
      if (!isSame(kind, first + stride, f32x4.extract_lane(y, 1))) different++;
      if (!isSame(kind, first + stride * 2, f32x4.extract_lane(y, 2))) different++;
      if (!isSame(kind, first + stride * 3, f32x4.extract_lane(y, 3))) different++;
    }
  }
  return different;
}

@inline
function inLanes(kind: i32, x: v128): v128 {
  switch (kind) {
    case LOG1P: return lanes.log1p(x);
    case SIGMOID: return lanes.sigmoid(x);
    case TANH: return lanes.tanh(x);
    default: return lanes.expOfMinusAbs(x);
  }
}

@inline
function isSame(kind: i32, x: u32, got: f32): bool {
  const value = reinterpret<f32>(x);
  const expected = kind == EXP_OF_MINUS_ABS ? expOfMinusAbs(value) : evaluate(kind, value);
  return reinterpret<u32>(got) == reinterpret<u32>(expected) || (got != got && expected != expected);
}
