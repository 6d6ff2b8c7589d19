// What normalize.ts does with a number of a reading, for four numbers at a time.

import { counted, finite, lastLanes } from "./block";
import { splat, storeWhere } from "./lanes";

@inline
function clipped(z: v128, clip: f32): v128 {
  if (clip == 0) return z;
  const low = v128.bitselect(splat(-clip), z, f32x4.lt(z, splat(-clip)));
  return v128.bitselect(splat(clip), low, f32x4.gt(z, splat(clip)));
}

/** normalize() */
export function normalize(x: usize, out: usize, mean: usize, scale: usize, count: i32, clip: f32): bool {
  const last = lastLanes(count);
  let bad = splat(0);
  for (; count > 0; count -= 4) {
    const z = f32x4.mul(f32x4.sub(v128.load(x), v128.load(mean)), v128.load(scale));
    const first = counted(count, last), good = v128.and(finite(z), first);
    storeWhere(out, clipped(z, clip), good);
    bad = v128.or(bad, v128.xor(good, first));
    x += 16; out += 16; mean += 16; scale += 16;
  }
  return !v128.any_true(bad);
}

/** standardize() */
export function standardize(x: usize, out: usize, mean: usize, variance: usize, count: i32, clip: f32): bool {
  const last = lastLanes(count);
  let bad = splat(0);
  for (; count > 0; count -= 4) {
    const distance = f32x4.sub(v128.load(x), v128.load(mean)), spread = v128.load(variance);
    const z = v128.and(f32x4.div(distance, f32x4.sqrt(spread)), f32x4.gt(spread, splat(0)));
    const first = counted(count, last), good = v128.and(v128.and(finite(distance), finite(z)), first);
    storeWhere(out, clipped(z, clip), good);
    bad = v128.or(bad, v128.xor(good, first));
    x += 16; out += 16; mean += 16; variance += 16;
  }
  return !v128.any_true(bad);
}

/** The statistics of adapt(), of a reading that is within its limit. */
export function adapt(x: usize, mean: usize, variance: usize, count: i32, n: f32): void {
  const last = lastLanes(count);
  for (; count > 0; count -= 4) {
    const first = counted(count, last);
    const value = v128.load(x), before = v128.load(mean), spread = v128.load(variance);
    const distance = f32x4.sub(value, before);
    const after = f32x4.add(before, f32x4.div(distance, splat(n)));
    storeWhere(mean, after, first);
    const product = f32x4.mul(distance, f32x4.sub(value, after));
    storeWhere(variance, f32x4.add(spread, f32x4.div(f32x4.sub(product, spread), splat(n))), first);
    x += 16; mean += 16; variance += 16;
  }
}
