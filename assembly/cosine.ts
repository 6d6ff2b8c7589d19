/** ½·(1 + cos(π·x)) for x in [0, 1]. */
export function halfCosine(x: f32): f32 {
  return 1 - x;
}
