// exp, log, log1p, softplus, sigmoid and tanh in binary32, of + − × ÷, comparisons and bit operations only: no table, no
// libm, no float64, no fused multiply-add, so that every IEEE-754 target returns the same bits.
//
// Polynomials are our own minimax fits, their coefficients rounded to binary32 one by one from the lowest power, the rest
// fitted again each time. "Fit error" is that of the rounded coefficients in exact arithmetic. "Measured" is the worst error
// over all 2³² inputs against binary64, in units of the last place of the true value; test/elementary/check.ts repeats it.
// Sums are grouped for a short chain of dependent operations, not by Horner, where that is worth it on a Cortex-M4.

/** 1.5·2²³: adding it to |t| < 2²² rounds t to an integer, ties to even, and leaves that integer in the low bits. */
export const ROUND: f32 = reinterpret<f32>(0x4B400000); // 12582912
export const LOG2_E: f32 = reinterpret<f32>(0x3FB8AA3B); // 1.44269502
/** ln 2 in two pieces; the upper one has 15 significant bits, so that its product with any exponent is exact. */
export const LN2_HIGH: f32 = reinterpret<f32>(0x3F317200); // 0.693145752
export const LN2_LOW: f32 = reinterpret<f32>(0x35BFBE8E); // 1.42860677e-6

// exp(r) = 1 + r + r²·(E0 + E1·r + … + E4·r⁴) for |r| ≤ ln(2)/2. Fit error 0.037 ulp.
export const E0: f32 = reinterpret<f32>(0x3EFFFFFD); // 0.49999991
export const E1: f32 = reinterpret<f32>(0x3E2AAA49); // 0.166665211
export const E2: f32 = reinterpret<f32>(0x3D2AACFF); // 0.0416688882
export const E3: f32 = reinterpret<f32>(0x3C091CC3); // 0.00836867373
export const E4: f32 = reinterpret<f32>(0x3AB4BE25); // 0.00137895776

// 2·atanh(s) = 2s + s·z·(L0 + L1·z + L2·z²), z = s², for s ≤ (√2 − 1)/(√2 + 1). Fit error 0.007 ulp.
export const L0: f32 = reinterpret<f32>(0x3F2AAABD); // 0.666667759
export const L1: f32 = reinterpret<f32>(0x3ECCAF6B); // 0.399775833
export const L2: f32 = reinterpret<f32>(0x3E98F040); // 0.298707962
export const HALF_SQRT_2: u32 = 0x3F3504F3; // 0.707106769
export const LOG1P_ITSELF: u32 = 0x33000000; // 2^-25
export const LOG1P_NEAR: u32 = 0x3E95F61A; // 1 − √½, 0.292893231

// tanh(x) = x + x·z·(T0 + T1·z + … + T4·z⁴), z = x², for |x| < 0.75. Fit error 0.40 ulp.
export const T0: f32 = reinterpret<f32>(0xBEAAAA5C); // -0.333330989
export const T1: f32 = reinterpret<f32>(0x3E0877F4); // 0.133270085
export const T2: f32 = reinterpret<f32>(0xBD5ACBCA); // -0.0534170046
export const T3: f32 = reinterpret<f32>(0x3CA191E3); // 0.0197228845
export const T4: f32 = reinterpret<f32>(0xBB9DB180); // -0.00481241942
export const TANH_SMALL: u32 = 0x3F400000; // 0.75
export const TANH_ONE: u32 = 0x41200000; // 10; tanh rounds to 1 from 9.011 on

// 2^f = (q + f)/(q − f), q = f·coth(f·ln(2)/2) = Q0 + Q1·f² + Q2·f⁴, for |f| ≤ 1/2. Fitted, then searched for the least
// error of tanh as a whole.
export const TWO_LOG2_E: f32 = reinterpret<f32>(0x4038AA3B); // 2.88539004
export const Q0: f32 = reinterpret<f32>(0x4038AA3B); // 2.88539004
export const Q1: f32 = reinterpret<f32>(0x3DEC9831); // 0.115524657
export const Q2: f32 = reinterpret<f32>(0xBA71F89C); // -0.000923046609

export const MAGNITUDE: u32 = 0x7FFFFFFF;
const MIN_NORMAL_VALUE: f32 = reinterpret<f32>(0x00800000); // 2^-126

/** Bits of |x| from where 2^n of the reduction may leave the normal numbers: 87.25. */
export const EXP_EXTREME: u32 = 0x42AE8000;

@inline
function bitsOf(x: f32): u32 {
  return reinterpret<u32>(x);
}

/** 2^n for −126 ≤ n ≤ 127. */
@inline
function power(n: u32): f32 {
  return reinterpret<f32>((n + 127) << 23);
}

/** exp(r) for |r| ≤ ln(2)/2 and a little more. */
@inline
function expReduced(r: f32): f32 {
  const z = r * r;
  return 1 + (r + z * ((E0 + E1 * r) + z * ((E2 + E3 * r) + z * E4)));
}

/** y·2^n, where n sits in the low bits of `rounded`; y near 1 and the product a normal number. */
@inline
function scale(y: f32, rounded: f32): f32 {
  return reinterpret<f32>(bitsOf(y) + (bitsOf(rounded) << 23));
}

/** e^x for every x: subnormal results included, +inf from 88.72284 on, 0 below −103.9721. Measured: 0.987 ulp. */
export function exp(x: f32): f32 {
  const t = x * LOG2_E + ROUND;
  const k = t - ROUND;
  const y = expReduced((x - k * LN2_HIGH) - k * LN2_LOW);
  if ((bitsOf(x) & MAGNITUDE) < EXP_EXTREME) return scale(y, t);
  if (x > 89) return Infinity;
  if (x < -104) return 0;
  // In two steps, of which only the last one rounds. Multiplied, not added to the bits: NaN stays NaN.
  const n = bitsOf(t) - bitsOf(ROUND), half = <i32>n >> 1;
  return y * power(half) * power(n - half);
}

/**
 * e^−|z| for every z, subnormal results included: the exponential that sigmoid and softplus share, which cannot overflow.
 * Measured: as exp.
 */
export function expOfMinusAbs(z: f32): f32 {
  const a = abs(z);
  const t = ROUND - a * LOG2_E;
  const k = ROUND - t;
  const y = expReduced((k * LN2_HIGH - a) + k * LN2_LOW);
  if (bitsOf(a) < EXP_EXTREME) return scale(y, t);
  if (a > 104) return 0;
  return y * power(bitsOf(t) - bitsOf(ROUND) + 64) * reinterpret<f32>(0x1F800000); // 2^-64
}

/** 1/(1 + e^−z) from z and e = expOfMinusAbs(z), for who needs both. */
@inline
export function sigmoidFrom(z: f32, e: f32): f32 {
  const sum: f32 = 1 + e;
  // Below 0, e/(1 + e) written so that little of the sum's rounding error reaches the result.
  return reinterpret<i32>(z) < 0 ? e - e * (e / sum) : 1 / sum;
}

/** The logistic function 1/(1 + e^−z) for every z, subnormal results included. Measured: 1.862 ulp. */
export function sigmoid(z: f32): f32 {
  return sigmoidFrom(z, expOfMinusAbs(z));
}

/** k·ln 2 + log(1 + f) + c for √½ ≤ 1 + f ≤ √2, an integer k, and a correction c much smaller than 1. */
function logReduced(k: f32, f: f32, c: f32): f32 {
  const half: f32 = 0.5 * f * f;
  const s: f32 = f / (2 + f);
  const z = s * s;
  return k * LN2_HIGH + (f - (half - (s * (half + z * (L0 + z * (L1 + z * L2))) + (k * LN2_LOW + c))));
}

/** log(x·2^k) + c for a positive normal x given by its bits. */
function logScaled(bits: u32, k: i32, c: f32): f32 {
  bits += bitsOf(1) - HALF_SQRT_2;
  k += <i32>(bits >> 23) - 127;
  return logReduced(<f32>k, reinterpret<f32>((bits & 0x007FFFFF) + HALF_SQRT_2) - 1, c);
}

/** Natural logarithm for normal x > 0 only: what `log` comes to there, without its cases. */
export function logOfNormal(x: f32): f32 {
  return logScaled(bitsOf(x), 0, 0);
}

/** Natural logarithm for every x: −inf at ±0, NaN below. Measured: 0.840 ulp. */
export function log(x: f32): f32 {
  if (!(x > 0)) return x == 0 ? -Infinity : NaN;
  if (x == Infinity) return x;
  let k = 0;
  if (x < MIN_NORMAL_VALUE) {
    x *= 33554432; // 2^25
    k = -25;
  }
  return logScaled(bitsOf(x), k, 0);
}

/** log(1 + x) for every x: −inf at −1, NaN below; ±0 and subnormals give themselves. Measured: 0.866 ulp. */
export function log1p(x: f32): f32 {
  if (!(x > -1)) return x == -1 ? -Infinity : NaN;
  const magnitude = bitsOf(x) & MAGNITUDE;
  if (magnitude < LOG1P_ITSELF || x == Infinity) return x;
  if (magnitude < LOG1P_NEAR) return logReduced(0, x, 0);
  const u: f32 = 1 + x;
  return logScaled(bitsOf(u), 0, (x - (u - 1)) / u); // what 1 + x lost
}

/** log(1 + e^x) for every x, subnormal results included. Measured: 1.688 ulp. */
export function softplus(x: f32): f32 {
  return (x > 0 ? x : 0) + log1p(expOfMinusAbs(x));
}

/** Hyperbolic tangent for every x; odd, ±0 and subnormals give themselves. Measured: 1.459 ulp. */
export function tanh(x: f32): f32 {
  const bits = bitsOf(x), magnitude = bits & MAGNITUDE;
  if (magnitude < TANH_SMALL) {
    if (magnitude == 0) return x; // the sum below would lose the sign
    const z = x * x, zz = z * z;
    return x + ((T0 + T1 * z) + zz * ((T2 + T3 * z) + zz * T4)) * z * x;
  }
  if (magnitude > TANH_ONE) return x != x ? x : copysign<f32>(1, x);
  // 1 − 2/(e^2|x| + 1), with e^2|x| = 2^n·(q + f)/(q − f) in the same division.
  const t = reinterpret<f32>(magnitude) * TWO_LOG2_E;
  const rounded = t + ROUND;
  const f = t - (rounded - ROUND);
  const z = f * f;
  const q = Q0 + z * (Q1 + z * Q2);
  const lower = q - f;
  const y: f32 = 1 - (lower + lower) / (lower + scale(q + f, rounded));
  return <i32>bits < 0 ? -y : y;
}
