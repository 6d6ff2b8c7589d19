// Quotients: what is usual first, both numbers and the quotient normal.

import { BIAS, exponentOf, IMPLICIT, INFINITE, isNan, normalExponent, normalised, NOT_A_NUMBER, packed, SIGN, SPECIAL } from "./parts";

export function fdiv(a: u32, b: u32): u32 {
  const i = exponentOf(a) - 1;
  const j = exponentOf(b) - 1;
  if (<u32>i >= <u32>SPECIAL - 1 || <u32>j >= <u32>SPECIAL - 1) return unusualQuotient(a, b);
  let exponent = i - j + (BIAS - 2);
  if (<u32>exponent >= <u32>SPECIAL - 2) return unusualQuotient(a, b);
  let x = a & IMPLICIT - 1 | IMPLICIT;
  const y = b & IMPLICIT - 1 | IMPLICIT;
  if (x < y) x <<= 1;
  else exponent++;
  // No quotient lies in the middle between two numbers: that would take a longer dividend.
  return (exponent << 23) + (quotient(x, y) + 1 >>> 1) | (a ^ b) & SIGN;
}

// 1/v = C0 − v·(C1 − v·C2) for 1 ≤ v ≤ 2, in units of 2^-15. Fit error 1/99.
const C0: u32 = 69508;
const C1: u32 = 47663;
const C2: u32 = 10592;

/**
 * The first 25 bits of x / y, the leading one first.
 * @param x from y to below 2y
 * @param y of 24 bits
 */
// @ts-ignore: decorator
@inline
function quotient(x: u32, y: u32): u32 {
  // 2^16/v, never too large and at most 0.02 % too small, by one step of Newton's; v is y in units of 2^-15, rounded up.
  const v = (y >>> 8) + 1;
  const r = C0 - (v * (C1 - (v * C2 >>> 15)) >>> 15);
  const reciprocal = r * (0xFFFF - (v * r >>> 15)) >>> 14;
  // The first 14 bits are at most 6 too low, the 11 others at most 3; what is missing to x says by how much. Products of 32
  // bits are enough for it, since it is small.
  const first = (x >>> 9) * reciprocal >>> 17;
  const missing = (x << 13) - first * y;
  const second = (missing >>> 11) * reciprocal >>> 17;
  let q = (first << 11) + second;
  let rest = (missing << 11) - second * y;
  while (rest >= y) {
    rest -= y;
    q++;
  }
  return q;
}

/** The quotient of any numbers. */
function unusualQuotient(a: u32, b: u32): u32 {
  const sign = (a ^ b) & SIGN;
  const sizeA = a << 1;
  const sizeB = b << 1;
  if (isNan(a) || isNan(b)) return NOT_A_NUMBER;
  if (sizeA == sizeB && (sizeA == 0 || sizeA == INFINITE << 1)) return NOT_A_NUMBER;
  if (sizeA == INFINITE << 1 || sizeB == 0) return sign | INFINITE;
  if (sizeB == INFINITE << 1 || sizeA == 0) return sign;
  let exponent = normalExponent(a) - normalExponent(b) + BIAS;
  let x = normalised(a) >>> 8;
  const y = normalised(b) >>> 8;
  if (x < y) {
    x <<= 1;
    exponent--;
  }
  // What is below the last bit is never 0 unless the quotient ends in zeros.
  const q = quotient(x, y);
  return packed(sign, exponent, q << 7 | <u32>(q * y != x << 24));
}
