// What the specs of the kernels share: buffers in static memory, seeded numbers, comparison bit by bit.

/** Elements of a buffer; more than any spec uses, so that what lies behind a result is compared too. */
export const SIZE: i32 = 1024;
const BYTES: i32 = 4096;

/** Six buffers of `SIZE` floats: inputs of a kernel. */
export const A = memory.data(4096, 16);
export const B = memory.data(4096, 16);
export const C = memory.data(4096, 16);
export const D = memory.data(4096, 16);
/** What a kernel writes … */
export const GOT = memory.data(4096, 16);
/** … and what the plain loops of a spec write. */
export const EXPECTED = memory.data(4096, 16);
/** A second pair, for kernels that write two tensors. */
export const GOT_TOO = memory.data(4096, 16);
export const EXPECTED_TOO = memory.data(4096, 16);

/** Fills a buffer with seeded numbers in [−1, 1). */
export function fill(buffer: usize, seed: i32): void {
  let state: u32 = <u32>seed * 2654435761 + 1;
  for (let i = 0; i < SIZE; i++) {
    state = state * 1664525 + 1013904223;
    store<f32>(buffer + (<usize>i << 2), <f32>(<i32>state >> 8) * <f32>1.1920928955078125e-7);
  }
}

/** The same numbers in both buffers of a pair. */
export function fillPair(got: usize, expected: usize, seed: i32): void {
  fill(got, seed);
  memory.copy(expected, got, BYTES);
}

/** Everything that a spec may read or write, anew. */
export function fillAll(seed: i32): void {
  fill(A, seed);
  fill(B, seed + 1);
  fill(C, seed + 2);
  fill(D, seed + 3);
  fillPair(GOT, EXPECTED, seed + 4);
  fillPair(GOT_TOO, EXPECTED_TOO, seed + 5);
}

/** Element `i` of a buffer. */
export function get(buffer: usize, i: i32): f32 {
  return load<f32>(buffer + (<usize>i << 2));
}

export function set(buffer: usize, i: i32, value: f32): void {
  store<f32>(buffer + (<usize>i << 2), value);
}

/** Whether two whole buffers hold the same bits. */
export function expectSame(got: usize, expected: usize, what: string): void {
  let at = -1;
  for (let i = SIZE - 1; i >= 0; i--) {
    if (load<u32>(got + (<usize>i << 2)) != load<u32>(expected + (<usize>i << 2))) at = i;
  }
  if (at >= 0) {
    what += ", element " + at.toString() + ": " + get(got, at).toString() + " instead of " + get(expected, at).toString();
  }
  expect(at).toBe(-1, what);
}
