// The gradient buffer of the small plan: one flat block in the order of the parameters.

/** Sets `count` elements to 0. */
export function clear(at: usize, count: i32): void {
  do {
    store<f32>(at, 0);
    at += 4;
  } while (--count);
}

/** w ← w − rate·dw over the whole parameter block. */
export function applyGradient(w: usize, dw: usize, count: i32, rate: f32): void {
  do {
    store<f32>(w, load<f32>(w) - rate * load<f32>(dw));
    w += 4; dw += 4;
  } while (--count);
}
