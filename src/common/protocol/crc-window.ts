import { timesX, timesX8 } from "../crc-table.js";

/**
 * CRC-32 of any part of a stream from two sums over all of it, in a number of steps that does not depend on the part's length.
 * A register that takes a byte is multiplied by x⁸, modulo the polynomial, and added to a multiple of the byte: so the sum over
 * a part is the sum up to its end, less the sum up to its start times x⁸ for each byte of the part. Polynomials are reflected:
 * bit 31 of a word is x⁰.
 */

/** The product of two polynomials, in 32 steps. */
export function crcTimes(one: number, other: number): number {
  let product = 0;
  let multiple = other;
  for (let bit = 31; bit >= 0; bit--) {
    if ((one >>> bit) & 1) product ^= multiple;
    multiple = timesX(multiple);
  }
  return product;
}

/** The powers of x⁸, each made once, when it or a higher one is first asked for. */
export function crcPowers(): (n: number) => number {
  const powers = [1 << 31];
  return (n) => {
    while (powers.length <= n) powers.push(timesX8(powers.at(-1)!));
    return powers[n]!;
  };
}
