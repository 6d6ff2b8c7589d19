// The square root for targets that have none which is correctly rounded: of integers only, so that it costs a core without
// an FPU some dozen products and shifts. Kernels write `sqrt<f32>`, which is WebAssembly's own instruction; whoever prints
// a program for such a target puts a call of this in its place (src/common/compiler/square-root.ts).

// 1/√v = C0 − v·(C1 − v·(C2 − v·C3)) for 1 ≤ v < 4, in units of 2^-15. Fit error 0.7 %.
const C0: i32 = 50993;
const C1: i32 = 24211;
const C2: i32 = 25518;
const C3: i32 = 39952;

const IMPLICIT_BIT: u32 = 0x00800000; // the least positive normal number too
const INFINITE: u32 = 0x7F800000;

/** √x for every x, correctly rounded: subnormals included, ±0 and +inf give themselves, NaN below 0. */
export function squareRoot(x: f32): f32 {
  let bits = reinterpret<u32>(x);
  let exponent: i32 = bits >>> 23;
  if (bits - IMPLICIT_BIT >= INFINITE - IMPLICIT_BIT) {
    if (bits << 1 == 0 || bits == INFINITE) return x;
    if (bits > INFINITE) return NaN;
    bits = reinterpret<u32>(<f32>(bits << 1)); // x·2^150, which is normal
    exponent = <i32>(bits >>> 23) - 150;
  }
  // x = v·2^(2n): v in units of 2^-30, and the most significant 15 bits of it.
  const significand = bits << 8 | 0x80000000;
  const v: u32 = exponent & 1 ? significand >>> 1 : significand;
  const a: i32 = v >>> 17;
  // 1/√v and √v with 13 correct bits by one step of Newton's, Goldschmidt's way; products stay below 2^31.
  const y = C0 - (a * (C1 - (a * (C2 - (a * C3 >> 17)) >> 15)) >> 13);
  const g = a * y >> 14;
  const half: i32 = 0xC000 - (g * y >> 15);
  const root = g * half >> 15;
  // What is missing to v gives the other bits. The result is right or one too low.
  const missing: i32 = (v >>> 2) - root * root;
  const s: i32 = (root << 9) + ((missing >> 3) * (y * half >> 15) >> 18);
  // √v rounds up where v > (s + ½)², so where v − s² > s; the difference is small, so its lowest 32 bits tell.
  const rest: i32 = <i32>(v << 16) - s * s;
  return reinterpret<f32>((exponent + 125 >> 1 << 23) + (rest > s ? s + 1 : s));
}
