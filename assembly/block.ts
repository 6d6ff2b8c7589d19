// What is done with a block of numbers, whatever they mean. A loop that looks for something runs to its end: leaving it early
// would gain nothing where all is well, and once it is inlined, JavaScript without labels could not say it. Fewer than four
// numbers are looked at one by one on hosts too: a group that is not full costs more.

import * as lanes from "./lanes/block";

/** Whether a number is neither NaN nor infinite. */
@inline
export function finite(x: f32): bool {
  return abs(x) <= f32.MAX_VALUE;
}

/** Whether all `count` numbers lie in [−limit, limit]; NaN does not. */
export function within(at: usize, count: i32, limit: f32): bool {
  if (ASC_FEATURE_SIMD && count >= 4) return lanes.within(at, count, limit);
  let good = true;
  do {
    if (!(abs(load<f32>(at)) <= limit)) good = false;
    at += 4;
  } while (--count);
  return good;
}

/** Copies `count` numbers that lie `step` bytes apart side by side to `out`: ascending, so `out` may overlap them from below. */
export function gather(at: usize, step: usize, out: usize, count: i32): void {
  do {
    store<f32>(out, load<f32>(at));
    at += step; out += 4;
  } while (--count);
}

/** Copies `count` numbers that lie side by side; `out` may overlap them from below. */
@inline
export function copy(at: usize, out: usize, count: i32): void {
  if (ASC_FEATURE_SIMD && count >= 4) lanes.copy(at, out, count);
  else gather(at, 4, out, count);
}
