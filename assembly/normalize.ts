// Normalising readings: with frozen statistics, or with those of the readings seen so far. Statistics are one for each channel.

import { finite, within } from "./block";
import * as lanes from "./lanes/normalize";

/** What a network does with its readings: takes them as they are, if they are finite, */
export const NONE: i32 = 0;
/** normalises them with means and scales that stay, */
export const STANDARD: i32 = 1;
/** or with means and variances that follow the readings. */
export const ADAPTIVE: i32 = 2;

/**
 * 2⁶², 0x5e800000. Readings in ±ADAPTIVE_LIMIT keep a running mean in these bounds too, distances in ±2⁶³ and variances below
 * 2¹²⁷: no statistic ever overflows, from which it could not come back.
 */
export const ADAPTIVE_LIMIT: f32 = 4611686018427387904.0;

/** z in [−clip, clip]; 0 for no clipping. */
@inline
function clipped(z: f32, clip: f32): f32 {
  if (clip == 0) return z;
  return z > clip ? clip : z < -clip ? -clip : z;
}

/**
 * out = (x − mean)·scale for `count` channels, clipped to ±clip unless that is 0. False when one is not finite before it is
 * clipped, which it is for no reading that is not finite; then `out` has the others, since it may be a part of a checkpoint,
 * which holds finite numbers only.
 */
export function normalize(x: usize, out: usize, mean: usize, scale: usize, count: i32, clip: f32): bool {
  if (ASC_FEATURE_SIMD) return lanes.normalize(x, out, mean, scale, count, clip);
  const end = x + (<usize>count << 2);
  let good = true;
  do {
    const z = (load<f32>(x) - load<f32>(mean)) * load<f32>(scale);
    if (finite(z)) store<f32>(out, clipped(z, clip));
    else good = false;
    x += 4; out += 4; mean += 4; scale += 4;
  } while (x != end);
  return good;
}

/**
 * Takes a reading of `count` channels into their running means and variances with the weight 1/n, n at least 1: n = 1, 2, …
 * gives the mean and the (population) variance of all readings, an n that stays gives moving ones that forget. False, and
 * nothing changes, when a channel is not in ±ADAPTIVE_LIMIT.
 *
 * The update is that of B. P. Welford (1962). With n = 1 rounding may leave a variance that is a trifle below 0.
 */
export function adapt(x: usize, mean: usize, variance: usize, count: i32, n: f32): bool {
  if (!within(x, count, ADAPTIVE_LIMIT)) return false;
  if (ASC_FEATURE_SIMD) {
    lanes.adapt(x, mean, variance, count, n);
    return true;
  }
  do {
    const value = load<f32>(x), before = load<f32>(mean), spread = load<f32>(variance);
    const distance = value - before;
    const after = before + distance / n;
    store<f32>(mean, after);
    store<f32>(variance, spread + (distance * (value - after) - spread) / n);
    x += 4; mean += 4; variance += 4;
  } while (--count);
  return true;
}

/**
 * out = (x − mean)/√variance for `count` channels, 0 where a channel has not varied, clipped to ±clip unless that is 0. False
 * when a reading, or its result before it is clipped, is not finite; then `out` has the others.
 */
export function standardize(x: usize, out: usize, mean: usize, variance: usize, count: i32, clip: f32): bool {
  if (ASC_FEATURE_SIMD) return lanes.standardize(x, out, mean, variance, count, clip);
  let good = true;
  do {
    const distance = load<f32>(x) - load<f32>(mean), spread = load<f32>(variance);
    const z = spread > 0 ? distance / sqrt<f32>(spread) : <f32>0;
    if (finite(distance) && finite(z)) store<f32>(out, clipped(z, clip));
    else good = false;
    x += 4; out += 4; mean += 4; variance += 4;
  } while (--count);
  return good;
}
