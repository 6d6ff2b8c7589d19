// What elementary.ts computes, in four lanes: the same operations in the same order. Where that branches, all ways are
// computed and each lane takes its own; what is rare is left out when no lane needs it.

import {
  E0, E1, E2, E3, E4, EXP_EXTREME, HALF_SQRT_2, L0, L1, L2, LN2_HIGH, LN2_LOW, LOG1P_ITSELF, LOG1P_NEAR, LOG2_E, MAGNITUDE,
  Q0, Q1, Q2, ROUND, T0, T1, T2, T3, T4, TANH_ONE, TANH_SMALL, TWO_LOG2_E,
} from "../elementary";
import { bits, splat } from "./lanes";

const SIGN: u32 = 0x80000000;
const ONE: u32 = 0x3F800000;
const INFINITY: u32 = 0x7F800000;

/** exp(r) for |r| ≤ ln(2)/2 and a little more. */
@inline
function expReduced(r: v128): v128 {
  const z = f32x4.mul(r, r);
  const low = f32x4.add(splat(E0), f32x4.mul(splat(E1), r));
  const high = f32x4.add(
    f32x4.add(splat(E2), f32x4.mul(splat(E3), r)), f32x4.mul(z, splat(E4)),
  );
  return f32x4.add(splat(1), f32x4.add(r, f32x4.mul(z, f32x4.add(low, f32x4.mul(z, high)))));
}

/** e^−|z| */
export function expOfMinusAbs(z: v128): v128 {
  const a = f32x4.abs(z);
  const t = f32x4.sub(splat(ROUND), f32x4.mul(a, splat(LOG2_E)));
  const k = f32x4.sub(splat(ROUND), t);
  const y = expReduced(f32x4.add(
    f32x4.sub(f32x4.mul(k, splat(LN2_HIGH)), a), f32x4.mul(k, splat(LN2_LOW)),
  ));
  const e = i32x4.add(y, i32x4.shl(t, 23));
  const extreme = v128.not(i32x4.lt_u(a, bits(EXP_EXTREME)));
  return v128.any_true(extreme) ? v128.bitselect(expExtreme(a, t, y), e, extreme) : e;
}

/** The same where 2^n leaves the normal numbers. */
function expExtreme(a: v128, t: v128, y: v128): v128 {
  const power = i32x4.shl(i32x4.add(i32x4.sub(t, splat(ROUND)), bits(64 + 127)), 23);
  const e = f32x4.mul(f32x4.mul(y, power), bits(0x1F800000)); // 2^-64
  return v128.andnot(e, f32x4.gt(a, splat(104)));
}

/** 1/(1 + e^−z) from z and e = expOfMinusAbs(z) */
@inline
export function sigmoidFrom(z: v128, e: v128): v128 {
  const sum = f32x4.add(splat(1), e);
  const quotient = f32x4.div(v128.bitselect(e, splat(1), i32x4.shr_s(z, 31)), sum); // e/sum below 0, else 1/sum
  return v128.bitselect(f32x4.sub(e, f32x4.mul(e, quotient)), quotient, i32x4.shr_s(z, 31));
}

@inline
export function sigmoid(z: v128): v128 {
  return sigmoidFrom(z, expOfMinusAbs(z));
}

/** k·ln 2 + log(1 + f) + c for √½ ≤ 1 + f ≤ √2, integers k, and corrections c much smaller than 1. */
@inline
function logReduced(k: v128, f: v128, c: v128): v128 {
  const half = f32x4.mul(f32x4.mul(splat(0.5), f), f);
  const s = f32x4.div(f, f32x4.add(splat(2), f));
  const z = f32x4.mul(s, s);
  const series = f32x4.add(
    half, f32x4.mul(z, f32x4.add(splat(L0), f32x4.mul(z, f32x4.add(splat(L1), f32x4.mul(z, splat(L2)))))),
  );
  const low = f32x4.add(f32x4.mul(s, series), f32x4.add(f32x4.mul(k, splat(LN2_LOW)), c));
  return f32x4.add(f32x4.mul(k, splat(LN2_HIGH)), f32x4.sub(f, f32x4.sub(half, low)));
}

/** log(1 + x) */
export function log1p(x: v128): v128 {
  const magnitude = v128.and(x, bits(MAGNITUDE));
  const near = i32x4.lt_u(magnitude, bits(LOG1P_NEAR));
  const u = f32x4.add(splat(1), x);
  const scaled = i32x4.add(u, bits(ONE - HALF_SQRT_2));
  const k = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(scaled, 23), bits(127)));
  const f = f32x4.sub(i32x4.add(v128.and(scaled, bits(0x007FFFFF)), bits(HALF_SQRT_2)), splat(1));
  const lost = f32x4.div(f32x4.sub(x, f32x4.sub(u, splat(1))), u);
  let y = logReduced(v128.andnot(k, near), v128.bitselect(x, f, near), v128.andnot(lost, near));
  const itself = v128.or(i32x4.lt_u(magnitude, bits(LOG1P_ITSELF)), i32x4.eq(x, bits(INFINITY)));
  y = v128.bitselect(x, y, itself);
  const beyond = v128.not(f32x4.gt(x, splat(-1)));
  return v128.any_true(beyond) ? v128.bitselect(log1pBeyond(x), y, beyond) : y;
}

/** The same for x ≤ −1 or NaN. */
function log1pBeyond(x: v128): v128 {
  return v128.bitselect(splat(-Infinity), splat(NaN), f32x4.eq(x, splat(-1)));
}

export function tanh(x: v128): v128 {
  const magnitude = v128.and(x, bits(MAGNITUDE)), sign = v128.and(x, bits(SIGN));
  // Below 0.75: x + ((T0 + T1·z) + z²·((T2 + T3·z) + z²·T4))·z·x
  const z = f32x4.mul(x, x), zz = f32x4.mul(z, z);
  const polynomial = f32x4.add(
    f32x4.add(splat(T0), f32x4.mul(splat(T1), z)),
    f32x4.mul(zz, f32x4.add(
      f32x4.add(splat(T2), f32x4.mul(splat(T3), z)), f32x4.mul(zz, splat(T4)),
    )),
  );
  const small = f32x4.add(x, f32x4.mul(f32x4.mul(polynomial, z), x));
  // 1 − 2/(e^2|x| + 1), with e^2|x| = 2^n·(q + f)/(q − f)
  const t = f32x4.mul(magnitude, splat(TWO_LOG2_E));
  const rounded = f32x4.add(t, splat(ROUND));
  const f = f32x4.sub(t, f32x4.sub(rounded, splat(ROUND)));
  const ff = f32x4.mul(f, f);
  const q = f32x4.add(splat(Q0), f32x4.mul(ff, f32x4.add(splat(Q1), f32x4.mul(ff, splat(Q2)))));
  const lower = f32x4.sub(q, f);
  const upper = i32x4.add(f32x4.add(q, f), i32x4.shl(rounded, 23));
  const middle = f32x4.sub(splat(1), f32x4.div(f32x4.add(lower, lower), f32x4.add(lower, upper)));
  // Beyond 10 it is 1, and NaN is itself, as 0 is: the sum above would lose its sign.
  let y = v128.bitselect(splat(1), middle, i32x4.gt_u(magnitude, bits(TANH_ONE)));
  y = v128.bitselect(small, v128.or(y, sign), i32x4.lt_u(magnitude, bits(TANH_SMALL)));
  const itself = v128.or(i32x4.eq(magnitude, bits(0)), i32x4.gt_u(magnitude, bits(INFINITY)));
  return v128.bitselect(x, y, itself);
}
