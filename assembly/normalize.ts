// How raw readings become the numbers that the first layer reads.

/** as they are */
export const NONE: i32 = 0;
/** (x − mean)·scale, from means and scales that stay */
export const STANDARD: i32 = 1;
/** (x − mean)/deviation, from means and variances that follow the readings */
export const ADAPTIVE: i32 = 2;

/** out = (x − mean)·scale; false when a number is not finite. */
export function normalize(x: usize, out: usize, mean: usize, scale: usize, count: i32, clip: f32): bool {
  do {
    const value = (load<f32>(x) - load<f32>(mean)) * load<f32>(scale);
    if (value - value != 0) return false;
    store<f32>(out, value);
    x += 4; out += 4; mean += 4; scale += 4;
  } while (--count);
  return true;
}

/** out = x; false when a number is not finite. */
export function copyFinite(x: usize, out: usize, count: i32): bool {
  do {
    const value = load<f32>(x);
    if (value - value != 0) return false;
    store<f32>(out, value);
    x += 4; out += 4;
  } while (--count);
  return true;
}
