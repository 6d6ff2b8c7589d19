// What normalize.ts and block.ts do with a number of a reading, for four numbers at a time.

import { firstLanes, splat, storeWhere } from "./lanes";

/** Ones in the lanes whose number is neither NaN nor infinite. */
@inline
function finite(x: v128): v128 {
  return f32x4.le(f32x4.abs(x), splat(f32.MAX_VALUE));
}

@inline
function clipped(z: v128, clip: f32): v128 {
  if (clip == 0) return z;
  const low = v128.bitselect(splat(-clip), z, f32x4.lt(z, splat(-clip)));
  return v128.bitselect(splat(clip), low, f32x4.gt(z, splat(clip)));
}

/** normalize() */
export function normalize(x: usize, out: usize, mean: usize, scale: usize, count: i32, clip: f32): bool {
  let all = true;
  for (; count > 0; count -= 4) {
    const z = f32x4.mul(f32x4.sub(v128.load(x), v128.load(mean)), v128.load(scale));
    const first = firstLanes(count), good = v128.and(finite(z), first);
    storeWhere(out, clipped(z, clip), good);
    if (v128.any_true(v128.xor(good, first))) all = false;
    x += 16; out += 16; mean += 16; scale += 16;
  }
  return all;
}

/** standardize() */
export function standardize(x: usize, out: usize, mean: usize, variance: usize, count: i32, clip: f32): bool {
  let all = true;
  for (; count > 0; count -= 4) {
    const distance = f32x4.sub(v128.load(x), v128.load(mean)), spread = v128.load(variance);
    const z = v128.and(f32x4.div(distance, f32x4.sqrt(spread)), f32x4.gt(spread, splat(0)));
    const first = firstLanes(count), good = v128.and(v128.and(finite(distance), finite(z)), first);
    storeWhere(out, clipped(z, clip), good);
    if (v128.any_true(v128.xor(good, first))) all = false;
    x += 16; out += 16; mean += 16; variance += 16;
  }
  return all;
}

/** The statistics of adapt(), of a reading that is within its limit. */
export function adapt(x: usize, mean: usize, variance: usize, count: i32, n: f32): void {
  for (; count > 0; count -= 4) {
    const first = firstLanes(count);
    const value = v128.load(x), before = v128.load(mean), spread = v128.load(variance);
    const distance = f32x4.sub(value, before);
    const after = f32x4.add(before, f32x4.div(distance, splat(n)));
    storeWhere(mean, after, first);
    const product = f32x4.mul(distance, f32x4.sub(value, after));
    storeWhere(variance, f32x4.add(spread, f32x4.div(f32x4.sub(product, spread), splat(n))), first);
    x += 16; mean += 16; variance += 16;
  }
}

/** within() */
export function within(at: usize, count: i32, limit: f32): bool {
  let all = true;
  for (; count > 0; count -= 4, at += 16) {
    const good = f32x4.le(f32x4.abs(v128.load(at)), splat(limit));
    if (v128.any_true(v128.andnot(firstLanes(count), good))) all = false;
  }
  return all;
}
