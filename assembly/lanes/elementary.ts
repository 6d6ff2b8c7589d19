// What elementary.ts computes, in four lanes: the same operations in the same order. Where that branches, all ways are
// computed and each lane takes its own; what is rare is left out when no lane needs it.

import { bits, splat } from "./lanes";

const ROUND: u32 = 0x4B400000;
const MAGNITUDE: u32 = 0x7FFFFFFF;
const SIGN: u32 = 0x80000000;
const EXP_EXTREME: u32 = 0x42AE8000;
const ONE: u32 = 0x3F800000;
const HALF_SQRT_2: u32 = 0x3F3504F3;

/** exp(r) for |r| ≤ ln(2)/2 and a little more. */
@inline
function expReduced(r: v128): v128 {
  const z = f32x4.mul(r, r);
  const low = f32x4.add(bits(0x3EFFFFFD), f32x4.mul(bits(0x3E2AAA49), r)); // E0 + E1·r
  const high = f32x4.add( // (E2 + E3·r) + z·E4
    f32x4.add(bits(0x3D2AACFF), f32x4.mul(bits(0x3C091CC3), r)), f32x4.mul(z, bits(0x3AB4BE25)),
  );
  return f32x4.add(splat(1), f32x4.add(r, f32x4.mul(z, f32x4.add(low, f32x4.mul(z, high)))));
}

/** e^−|z| */
export function expOfMinusAbs(z: v128): v128 {
  const a = f32x4.abs(z);
  const t = f32x4.sub(bits(ROUND), f32x4.mul(a, bits(0x3FB8AA3B))); // ROUND − a·LOG2_E
  const k = f32x4.sub(bits(ROUND), t);
  const y = expReduced(f32x4.add(
    f32x4.sub(f32x4.mul(k, bits(0x3F317200)), a), f32x4.mul(k, bits(0x35BFBE8E)), // LN2_HIGH, LN2_LOW
  ));
  const e = i32x4.add(y, i32x4.shl(t, 23));
  const extreme = v128.not(i32x4.lt_u(a, bits(EXP_EXTREME)));
  return v128.any_true(extreme) ? v128.bitselect(expExtreme(a, t, y), e, extreme) : e;
}

/** The same where 2^n leaves the normal numbers. */
function expExtreme(a: v128, t: v128, y: v128): v128 {
  const power = i32x4.shl(i32x4.add(i32x4.sub(t, bits(ROUND)), bits(64 + 127)), 23);
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
  const series = f32x4.add( // f²/2 + z·(L0 + z·(L1 + z·L2))
    half, f32x4.mul(z, f32x4.add(bits(0x3F2AAABD), f32x4.mul(z, f32x4.add(bits(0x3ECCAF6B), f32x4.mul(z, bits(0x3E98F040)))))),
  );
  const low = f32x4.add(f32x4.mul(s, series), f32x4.add(f32x4.mul(k, bits(0x35BFBE8E)), c)); // LN2_LOW
  return f32x4.add(f32x4.mul(k, bits(0x3F317200)), f32x4.sub(f, f32x4.sub(half, low))); // LN2_HIGH
}

/** log(1 + x) */
export function log1p(x: v128): v128 {
  const magnitude = v128.and(x, bits(MAGNITUDE));
  const near = i32x4.lt_u(magnitude, bits(0x3E95F61A)); // 1 − √½
  const u = f32x4.add(splat(1), x);
  const scaled = i32x4.add(u, bits(ONE - HALF_SQRT_2));
  const k = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(scaled, 23), bits(127)));
  const f = f32x4.sub(i32x4.add(v128.and(scaled, bits(0x007FFFFF)), bits(HALF_SQRT_2)), splat(1));
  const lost = f32x4.div(f32x4.sub(x, f32x4.sub(u, splat(1))), u);
  let y = logReduced(v128.andnot(k, near), v128.bitselect(x, f, near), v128.andnot(lost, near));
  const itself = v128.or(i32x4.lt_u(magnitude, bits(0x33000000)), i32x4.eq(x, bits(0x7F800000))); // 2^-25, infinity
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
    f32x4.add(bits(0xBEAAAA5C), f32x4.mul(bits(0x3E0877F4), z)),
    f32x4.mul(zz, f32x4.add(
      f32x4.add(bits(0xBD5ACBCA), f32x4.mul(bits(0x3CA191E3), z)), f32x4.mul(zz, bits(0xBB9DB180)),
    )),
  );
  const small = f32x4.add(x, f32x4.mul(f32x4.mul(polynomial, z), x));
  // 1 − 2/(e^2|x| + 1), with e^2|x| = 2^n·(q + f)/(q − f)
  const t = f32x4.mul(magnitude, bits(0x4038AA3B));
  const rounded = f32x4.add(t, bits(ROUND));
  const f = f32x4.sub(t, f32x4.sub(rounded, bits(ROUND)));
  const ff = f32x4.mul(f, f);
  const q = f32x4.add(bits(0x4038AA3B), f32x4.mul(ff, f32x4.add(bits(0x3DEC9831), f32x4.mul(ff, bits(0xBA71F89C)))));
  const lower = f32x4.sub(q, f);
  const upper = i32x4.add(f32x4.add(q, f), i32x4.shl(rounded, 23));
  const middle = f32x4.sub(splat(1), f32x4.div(f32x4.add(lower, lower), f32x4.add(lower, upper)));
  // Beyond 10 it is 1, and NaN is itself, as 0 is: the sum above would lose its sign.
  let y = v128.bitselect(splat(1), middle, i32x4.gt_u(magnitude, bits(0x41200000)));
  y = v128.bitselect(small, v128.or(y, sign), i32x4.lt_u(magnitude, bits(0x3F400000)));
  const itself = v128.or(i32x4.eq(magnitude, bits(0)), i32x4.gt_u(magnitude, bits(0x7F800000)));
  return v128.bitselect(x, y, itself);
}
