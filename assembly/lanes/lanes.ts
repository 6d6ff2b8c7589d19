// Four float32 numbers at once, for hosts (ASC_FEATURE_SIMD): each lane is a number of its own, computed by the operations that
// the scalar kernels have, in their order, so it has their bits. Where fewer than four numbers are left, lanes beyond them
// hold whatever lies there and are never stored; memory goes on for 16 bytes behind the last tensor, so they can be read.

@inline
export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** The bits of an integer in each lane. */
@inline
export function bits(b: u32): v128 {
  return i32x4.splat(<i32>b);
}

/** The numbers at four addresses. */
@inline
export function gathered(a: usize, b: usize, c: usize, d: usize): v128 {
  let v = v128.load32_zero(a);
  v = v128.load_lane<f32>(b, v, 1);
  v = v128.load_lane<f32>(c, v, 2);
  return v128.load_lane<f32>(d, v, 3);
}

/** The lanes in the order 1, 2, 3, 0: what was second is first. */
@inline
export function rotated(v: v128): v128 {
  return v128.shuffle<f32>(v, v, 1, 2, 3, 0);
}

/** Ones in the first `count` lanes: in all four where it is 4 or more. */
@inline
export function firstLanes(count: i32): v128 {
  const number = f32x4.replace_lane(f32x4.replace_lane(f32x4.replace_lane(splat(0), 1, 1), 2, 2), 3, 3);
  return f32x4.lt(number, splat(<f32>count));
}

/** Stores the lanes in which `where` has ones; in the others stays what is there. */
@inline
export function storeWhere(at: usize, v: v128, where: v128): void {
  v128.store(at, v128.bitselect(v, v128.load(at), where));
}

/** Stores the first `count` lanes: all four where it is 4 or more. */
@inline
export function storeLanes(at: usize, v: v128, count: i32): void {
  if (count >= 4) v128.store(at, v);
  else storeColumn(at, 4, v, count);
}

/** Stores the first `count` lanes, 1 to 4, `step` bytes apart. */
export function storeColumn(at: usize, step: usize, v: v128, count: i32): void {
  do {
    store<f32>(at, f32x4.extract_lane(v, 0));
    v = rotated(v);
    at += step;
  } while (--count);
}
