// Comparisons, which give 1 or 0: with NaN always 0.

import { isNan } from "./parts";

export function fcmpeq(a: u32, b: u32): i32 {
  if (a == b) return i32(!isNan(a));
  return i32((a | b) << 1 == 0);
}

export function fcmplt(a: u32, b: u32): i32 {
  if (isNan(a) || isNan(b)) return 0;
  if (<i32>(a | b) >= 0) return i32(a < b);
  if ((a | b) << 1 == 0) return 0;
  return i32(<i32>a < 0 && (<i32>b >= 0 || a > b));
}

export function fcmple(a: u32, b: u32): i32 {
  if (isNan(a) || isNan(b)) return 0;
  if (<i32>(a | b) >= 0) return i32(a <= b);
  if ((a | b) << 1 == 0) return 1;
  return i32(<i32>a < 0 && (<i32>b >= 0 || a >= b));
}
