// The one source of random numbers: xorshift32 (G. Marsaglia, "Xorshift RNGs", 2003; shifts 13, 17, 5).

/** The generator's first state for a seed; never 0. Neighbouring seeds lie a golden ratio of 2³² apart. */
export function seeded(seed: i32): i32 {
  const state = seed * 0x9e3779b1 + 0x85ebca6b;
  return state ? state : 1;
}

/** The state after this one. */
export function next(state: i32): i32 {
  state ^= state << 13;
  state ^= <i32>(<u32>state >>> 17);
  return state ^ (state << 5);
}

/** A number in [−1, 1) from the upper 24 bits of a state: exact in float32. */
export function uniform(state: i32): f32 {
  return <f32>(state >> 8) * <f32>1.1920928955078125e-7; // 2⁻²³, 0x34000000
}

/**
 * Draws the weights of one layer uniformly from [−bound, bound); its biases stay 0. With bound = √(6/(inputs + units)) this is
 * the initialisation of X. Glorot and Y. Bengio (2010), with √(6/inputs) that of K. He et al. (2015). Gives the generator's
 * state after it.
 */
export function drawLayer(w: usize, weights: i32, bound: f32, state: i32): i32 {
  do {
    state = next(state);
    store<f32>(w, bound * uniform(state));
    w += 4;
  } while (--weights);
  return state;
}
