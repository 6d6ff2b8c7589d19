// Integers as float32.

import { BIAS, leadingZeros, SIGN } from "./parts";

export function ui2f(value: u32): u32 {
  if (value == 0) return 0;
  return converted(0, value);
}

export function i2f(value: i32): u32 {
  if (value == 0) return 0;
  const sign = <u32>value & SIGN;
  return converted(sign, sign ? 0 - value : value);
}

function converted(sign: u32, size: u32): u32 {
  const zeros = leadingZeros(size);
  const significand = size << zeros;
  const rounded = (BIAS + 30 - zeros << 23) + (significand >>> 8) + (significand >>> 7 & 1);
  return ((significand & 0xFF) == 0x80 ? rounded & ~1 : rounded) | sign;
}
