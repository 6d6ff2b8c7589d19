// What normalize.ts and block.ts do with a number of a reading, for four numbers at a time.

import { bits, firstLanes, splat, storeLanes, storeWhere } from "./lanes";

/** Ones in the lanes whose number is neither NaN nor infinite. */
@inline
function finite(x: v128): v128 {
  return f32x4.le(f32x4.abs(x), splat(f32.MAX_VALUE));
}

/** Ones in the lanes that count when `count` numbers are left: in those of the last group what `last` says. */
@inline
function counted(count: i32, last: v128): v128 {
  return count > 4 ? bits(0xFFFFFFFF) : last;
}

/** What counted() gives at the end of `count` numbers. */
@inline
function lastLanes(count: i32): v128 {
  return firstLanes(((count - 1) & 3) + 1);
}

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

/** within() */
export function within(at: usize, count: i32, limit: f32): bool {
  const last = lastLanes(count);
  let bad = splat(0);
  for (; count > 0; count -= 4, at += 16) {
    const good = f32x4.le(f32x4.abs(v128.load(at)), splat(limit));
    bad = v128.or(bad, v128.andnot(counted(count, last), good));
  }
  return !v128.any_true(bad);
}

/** copy() */
export function copy(at: usize, out: usize, count: i32): void {
  for (; count > 0; count -= 4, at += 16, out += 16) storeLanes(out, v128.load(at), count);
}
