// What block.ts does with a block of numbers, for four of them at a time.

import { bits, firstLanes, splat, storeLanes } from "./lanes";

/** Ones in the lanes whose number is neither NaN nor infinite. */
@inline
export function finite(x: v128): v128 {
  return f32x4.le(f32x4.abs(x), splat(f32.MAX_VALUE));
}

/** Ones in the lanes that count when `count` numbers are left: in those of the last group what `last` says. */
@inline
export function counted(count: i32, last: v128): v128 {
  return count > 4 ? bits(0xFFFFFFFF) : last;
}

/** What counted() gives at the end of `count` numbers. */
@inline
export function lastLanes(count: i32): v128 {
  return firstLanes(((count - 1) & 3) + 1);
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
