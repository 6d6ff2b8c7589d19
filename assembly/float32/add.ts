// Sums. What is usual comes first: both numbers and the sum are normal, and the sum's exponent is the larger number's. That
// one stays as it is, sign and exponent included, and the other's significand goes to it or from it where it stands.

import { exponentOf, IMPLICIT, isNan, leadingZeros, NOT_A_NUMBER, packed, SIGN, SPECIAL } from "./parts";

/** From this exponent on, no difference of normal numbers is subnormal. */
const LARGE: i32 = 26;

export function fadd(a: u32, b: u32): u32 {
  return a << 1 < b << 1 ? sum(b, a) : sum(a, b);
}

/** A sum, the larger number first. */
// @ts-ignore: decorator
@inline
function sum(a: u32, b: u32): u32 {
  const exponent = exponentOf(a);
  const distance = exponent - exponentOf(b);
  if (<u32>(exponent - LARGE) >= <u32>(SPECIAL - LARGE)) return unusualSum(a, b);
  if (distance > 24) return distance > 25 ? a : unusualSum(a, b);
  const aligned = b << 8 | SIGN;
  const y = aligned >>> 8 >>> distance;
  const lost = aligned << 24 - distance; // of y, in units of 2^-32 of its last place
  if (<i32>(a ^ b) >= 0) {
    const total = a + y;
    if ((total ^ a) >>> 23) return carried(a, total, lost);
    const rounded = total + (lost >>> 31);
    return lost == SIGN ? rounded & ~1 : rounded;
  }
  const difference = a - y;
  if ((difference - 1 ^ a) >>> 23) return borrowed(a, difference, lost);
  const rounded = difference - (lost >>> 31);
  return lost == SIGN ? rounded + 1 & ~1 : rounded;
}

export function fsub(a: u32, b: u32): u32 {
  return fadd(a, b ^ SIGN);
}

/** A sum that has a larger exponent than its larger number. */
// @ts-ignore: decorator
@inline
function carried(a: u32, sum: u32, lost: u32): u32 {
  const scale = a & ~(IMPLICIT - 1);
  const significand = sum - scale + IMPLICIT; // of 25 bits
  let rounded = significand + 1 >>> 1;
  if (lost == 0) rounded &= ~(significand & 1);
  const result = scale + rounded;
  return exponentOf(result) == SPECIAL ? result & ~(IMPLICIT - 1) : result;
}

/** A difference that has a smaller exponent than its larger number, or nearly so. */
// @ts-ignore: decorator
@inline
function borrowed(a: u32, difference: u32, lost: u32): u32 {
  const scale = (a & ~(IMPLICIT - 1)) - 2 * IMPLICIT;
  // In units of half the last place, and what is below.
  const significand = (difference - <u32>(lost != 0) - scale - IMPLICIT << 1) + (0 - lost >>> 31);
  if (significand >>> 23) {
    const rest = 0 - lost << 1;
    const rounded = scale + significand + (rest >>> 31);
    return rest == SIGN ? rounded & ~1 : rounded;
  }
  // The exponents differ by 1 at most, so nothing is below.
  if (significand == 0) return 0;
  const zeros = leadingZeros(significand);
  return scale - (zeros - 8 << 23) + (significand << zeros >>> 8);
}

/** The sum of any numbers, the larger one first. */
function unusualSum(a: u32, b: u32): u32 {
  let i = exponentOf(a);
  let j = exponentOf(b);
  if (i == SPECIAL) return isNan(a) || (a ^ SIGN) == b ? NOT_A_NUMBER : a;
  if (b << 1 == 0) return a << 1 == 0 ? a & b : a;
  // Leading ones in bit 30: a sum may carry into bit 31.
  let x = a << 9 >>> 2;
  let y = b << 9 >>> 2;
  if (i) x |= SIGN >>> 1;
  else i = 1;
  if (j) y |= SIGN >>> 1;
  else j = 1;
  const distance = i - j;
  y = y >>> distance | <u32>(y << 1 << 31 - distance != 0);
  const sum = <i32>(a ^ b) >= 0 ? x + y : x - y;
  if (sum == 0) return 0;
  const zeros = leadingZeros(sum);
  return packed(a & SIGN, i + 1 - zeros, sum << zeros);
}
