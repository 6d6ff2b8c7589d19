// Products: what is usual first, both numbers and the product normal.

import { BIAS, exponentOf, IMPLICIT, INFINITE, isNan, normalExponent, normalised, NOT_A_NUMBER, packed, SIGN, SPECIAL } from "./parts";

export function fmul(a: u32, b: u32): u32 {
  const i = exponentOf(a) - 1;
  const j = exponentOf(b) - 1;
  if (<u32>i >= <u32>SPECIAL - 1 || <u32>j >= <u32>SPECIAL - 1) return unusualProduct(a, b);
  const exponent = i + j - (BIAS - 1);
  if (<u32>exponent >= <u32>SPECIAL - 2) return unusualProduct(a, b);
  const x = WIDE ? a & IMPLICIT - 1 | IMPLICIT : (a << 8 | SIGN) >>> 8; // the latter needs one constant less
  const y = b << 8 | SIGN;
  return WIDE
    ? wideProduct((a ^ b) & SIGN, exponent, x, y)
    : narrowProduct((a ^ b) & SIGN, exponent, x, y);
}

/**
 * The product of two significands with a sign and with the exponent that it has below 2, less one.
 * @param x of 24 bits
 * @param y of 24 bits, followed by zeros
 */
// @ts-ignore: decorator
@inline
function wideProduct(sign: u32, exponent: i32, x: u32, y: u32): u32 {
  let high = upperHalf(x, y);
  let low = x * y;
  if (high >>> 23) exponent++;
  else {
    high = (high << 1) + (low >>> 31);
    low <<= 1;
  }
  const rounded = (exponent << 23) + high + (low >>> 31);
  return (low == SIGN ? rounded & ~1 : rounded) | sign;
}

/** The same from products of 32 bits. */
// @ts-ignore: decorator
@inline
function narrowProduct(sign: u32, exponent: i32, x: u32, y: u32): u32 {
  const high = upperBits(x, y);
  if (<i32>high < 0) {
    const rounded = (exponent + 1 << 23) + (high + 0x80 >>> 8);
    return (x * y == SIGN ? rounded & ~1 : rounded) | sign;
  }
  const rounded = (exponent << 23) + (high + 0x40 >>> 7);
  return (x * y << 1 == SIGN ? rounded & ~1 : rounded) | sign;
}

/** The upper half of a product. */
// @ts-ignore: decorator
@inline
function upperHalf(x: u32, y: u32): u32 {
  return <u32>(<u64>x * <u64>y >>> 32);
}

/** The 32 most significant bits of the 48 of a product, from products with each byte of the second factor. */
// @ts-ignore: decorator
@inline
function upperBits(x: u32, y: u32): u32 {
  return x * (y >>> 24) + (x * (y << 8 >>> 24) + (x * (y << 16 >>> 24) >>> 8) >>> 8);
}

/** The product of any numbers. */
function unusualProduct(a: u32, b: u32): u32 {
  const sign = (a ^ b) & SIGN;
  if (isNan(a) || isNan(b)) return NOT_A_NUMBER;
  if (a << 1 == 0 || b << 1 == 0) return a << 1 >= INFINITE << 1 || b << 1 >= INFINITE << 1 ? NOT_A_NUMBER : sign;
  if (a << 1 == INFINITE << 1 || b << 1 == INFINITE << 1) return sign | INFINITE;
  const x = normalised(a);
  const y = normalised(b);
  const high = WIDE ? upperHalf(x, y) : upperBits(x >>> 8, y);
  const zeros = 1 - (high >>> 31);
  return packed(sign, normalExponent(a) + normalExponent(b) + 1 - BIAS - zeros, high << zeros | <u32>(x * y != 0));
}
