// What features.ts computes of one channel, of four that lie side by side: a lane for each.

import { bits, splat, storeColumn } from "./lanes";

/** featureMean() */
export function featureMean(x: usize, rows: i32, row: usize): v128 {
  const count = <f32>rows;
  let sum = splat(0);
  do {
    sum = f32x4.add(sum, v128.load(x));
    x += row;
  } while (--rows);
  return f32x4.div(sum, splat(count));
}

/** featureDeviation() */
export function featureDeviation(x: usize, rows: i32, row: usize, means: v128): v128 {
  const count = <f32>rows;
  let sum = splat(0);
  do {
    const distance = f32x4.sub(v128.load(x), means);
    sum = f32x4.add(sum, f32x4.mul(distance, distance));
    x += row;
  } while (--rows);
  return f32x4.sqrt(f32x4.div(sum, splat(count)));
}

/** featureMin() */
export function featureMin(x: usize, rows: i32, row: usize): v128 {
  let least = v128.load(x);
  while (--rows) {
    x += row;
    const value = v128.load(x);
    least = v128.bitselect(value, least, f32x4.lt(value, least));
  }
  return least;
}

/** featureMax() */
export function featureMax(x: usize, rows: i32, row: usize): v128 {
  let greatest = v128.load(x);
  while (--rows) {
    x += row;
    const value = v128.load(x);
    greatest = v128.bitselect(value, greatest, f32x4.gt(value, greatest));
  }
  return greatest;
}

/** featureChange() */
export function featureChange(x: usize, rows: i32, row: usize): v128 {
  if (rows == 1) return splat(0);
  const changes = <f32>(rows - 1);
  let sum = splat(0), last = v128.load(x);
  while (--rows) {
    x += row;
    const value = v128.load(x);
    sum = f32x4.add(sum, f32x4.abs(f32x4.sub(value, last)));
    last = value;
  }
  return f32x4.div(sum, splat(changes));
}

/** featureRms() */
export function featureRms(x: usize, rows: i32, row: usize): v128 {
  const count = <f32>rows;
  let sum = splat(0);
  do {
    const value = v128.load(x);
    sum = f32x4.add(sum, f32x4.mul(value, value));
    x += row;
  } while (--rows);
  return f32x4.sqrt(f32x4.div(sum, splat(count)));
}

/** featureSlope() */
export function featureSlope(x: usize, rows: i32, row: usize): v128 {
  if (rows == 1) return splat(0);
  const count = <f32>rows;
  let sum = splat(0), time: f32 = (1 - count) * 0.5;
  do {
    sum = f32x4.add(sum, f32x4.mul(splat(time), v128.load(x)));
    time += 1;
    x += row;
  } while (--rows);
  return f32x4.div(sum, splat(count * (count * count - 1) / 12));
}

/** featureCrossings() */
export function featureCrossings(x: usize, rows: i32, row: usize, means: v128): v128 {
  let crossings = bits(0), above = f32x4.ge(v128.load(x), means);
  while (--rows) {
    x += row;
    const now = f32x4.ge(v128.load(x), means);
    crossings = i32x4.sub(crossings, v128.xor(now, above)); // a lane of ones is −1
    above = now;
  }
  return f32x4.convert_i32x4_s(crossings);
}

/** featureRaw() of the first `count` channels: `out` is the first one's, each other's lies `step` bytes after the one before. */
export function featureRaw(x: usize, rows: i32, row: usize, out: usize, step: usize, count: i32): void {
  do {
    storeColumn(out, step, v128.load(x), count);
    x += row; out += 4;
  } while (--rows);
}
