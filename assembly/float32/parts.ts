// float32 numbers as bits, for cores without an FPU: what the operations share.
//
// Rounding is to the nearest, ties to even; subnormals, infinities and signed zeros are the standard's (IEEE 754); every NaN
// that comes out is NOT_A_NUMBER. The counts of all shifts stay below 32, also where WebAssembly would take them modulo 32.

export const SIGN: u32 = 0x80000000;
export const INFINITE: u32 = 0x7F800000;
export const NOT_A_NUMBER: u32 = 0x7FC00000;
/** the leading one of a significand, which numbers leave out; and one in an exponent */
export const IMPLICIT: u32 = 0x00800000;
export const BIAS: i32 = 127;
/** the exponent of infinities and NaN */
export const SPECIAL: i32 = 255;

// @ts-ignore: decorator
@inline
export function exponentOf(a: u32): i32 {
  return a << 1 >>> 24;
}

// @ts-ignore: decorator
@inline
export function isNan(a: u32): bool {
  return a << 1 > INFINITE << 1;
}

/** The zeros in front of the first one of a number that is not 0. */
// @ts-ignore: decorator
@inline
export function leadingZeros(value: u32): i32 {
  if (WIDE) return clz(value);
  let count = 0;
  if (value >>> 16 == 0) { value <<= 16; count = 16; }
  if (value >>> 24 == 0) { value <<= 8; count += 8; }
  if (value >>> 28 == 0) { value <<= 4; count += 4; }
  if (value >>> 30 == 0) { value <<= 2; count += 2; }
  return value >>> 31 == 0 ? count + 1 : count;
}

/** The significand of a number that is neither 0 nor special, its leading one in bit 31. */
export function normalised(a: u32): u32 {
  const fraction = a << 9;
  return exponentOf(a) == 0 ? fraction << leadingZeros(fraction) : fraction >>> 1 | SIGN;
}

/** The exponent that such a number has with this significand: subnormals' fall below 1. */
export function normalExponent(a: u32): i32 {
  const exponent = exponentOf(a);
  return exponent == 0 ? 0 - leadingZeros(a << 9) : exponent;
}

/**
 * The number of a sign, an exponent and a significand with its leading one in bit 31 and 8 bits too many, the last of which is
 * also set for what was lost below it. Any exponent: what is too large becomes infinite, what is too small is subnormal.
 */
export function packed(sign: u32, exponent: i32, significand: u32): u32 {
  if (exponent >= SPECIAL) return sign | INFINITE;
  if (exponent <= 0) {
    if (exponent < -24) return sign; // below half of the least subnormal
    const count: u32 = 1 - exponent;
    significand = significand >>> count | <u32>(significand << 32 - count != 0);
    exponent = 1;
  }
  // The leading one counts the exponent up; a carry into it or out of it comes out right.
  const odd = significand >>> 8 & 1;
  return sign | (exponent - 1 << 23) + (significand >>> 8) + ((significand & 0xFF) + 0x7F + odd >>> 8);
}
