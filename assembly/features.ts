// Features: what a network reads of a window in the place of its rows. Each is of one channel.
//
// x: the channel in the first row · rows: at least 1 · row: bytes from one row to the next. Every sum starts at 0 and adds
// rows in ascending order. Rows of numbers beyond about 10¹⁹ may give a feature that is not finite.

import { gather } from "./block";

/** Σx / rows */
export function featureMean(x: usize, rows: i32, row: usize): f32 {
  const count = <f32>rows;
  let sum: f32 = 0;
  do {
    sum += load<f32>(x);
    x += row;
  } while (--rows);
  return sum / count;
}

/** The standard deviation √(Σ(x − mean)² / rows), from the channel's mean. */
export function featureDeviation(x: usize, rows: i32, row: usize, mean: f32): f32 {
  const count = <f32>rows;
  let sum: f32 = 0;
  do {
    const distance = load<f32>(x) - mean;
    sum += distance * distance;
    x += row;
  } while (--rows);
  return sqrt<f32>(sum / count);
}

/** The least number; the first of those that compare equal, as 0 and −0 do. */
export function featureMin(x: usize, rows: i32, row: usize): f32 {
  let least = load<f32>(x);
  while (--rows) {
    x += row;
    const value = load<f32>(x);
    if (value < least) least = value;
  }
  return least;
}

/** The greatest number; the first of those that compare equal. */
export function featureMax(x: usize, rows: i32, row: usize): f32 {
  let greatest = load<f32>(x);
  while (--rows) {
    x += row;
    const value = load<f32>(x);
    if (value > greatest) greatest = value;
  }
  return greatest;
}

/** The mean absolute change from one row to the next: Σ|x_i − x_{i−1}| / (rows − 1), or 0 for a single row. */
export function featureChange(x: usize, rows: i32, row: usize): f32 {
  if (rows == 1) return 0;
  const changes = <f32>(rows - 1);
  let sum: f32 = 0, last = load<f32>(x);
  while (--rows) {
    x += row;
    const value = load<f32>(x);
    sum += abs(value - last);
    last = value;
  }
  return sum / changes;
}

/** The root mean square √(Σx² / rows). */
export function featureRms(x: usize, rows: i32, row: usize): f32 {
  const count = <f32>rows;
  let sum: f32 = 0;
  do {
    const value = load<f32>(x);
    sum += value * value;
    x += row;
  } while (--rows);
  return sqrt<f32>(sum / count);
}

/**
 * The slope per row of the line that fits best (least squares): Σt·x / Σt² with the time t = i − (rows − 1)/2, or 0 for a
 * single row. Σt² is rows·(rows² − 1)/12: the linker folds it, and to 256 rows it is exact.
 */
export function featureSlope(x: usize, rows: i32, row: usize): f32 {
  if (rows == 1) return 0;
  const count = <f32>rows;
  let sum: f32 = 0, time: f32 = (1 - count) * 0.5;
  do {
    sum += time * load<f32>(x);
    time += 1;
    x += row;
  } while (--rows);
  return sum / (count * (count * count - 1) / 12);
}

/** How many times the channel goes from below its mean to the mean or above, or back, from one row to the next. */
export function featureCrossings(x: usize, rows: i32, row: usize, mean: f32): f32 {
  let crossings = 0, above = load<f32>(x) >= mean;
  while (--rows) {
    x += row;
    const now = load<f32>(x) >= mean;
    if (now != above) crossings++;
    above = now;
  }
  return <f32>crossings;
}

/** All rows in their order, to `out` (rows). */
export function featureRaw(x: usize, rows: i32, row: usize, out: usize): void {
  gather(x, row, out, rows);
}
