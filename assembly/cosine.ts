// A half wave of the cosine, for schedules: of + − × only, as elementary.ts, whose words for errors are used here.

// sin(πu/2)² = 2w + w·(H0 + H1·w + … + H4·w⁴), w = u², for u ≤ 1/2. Fit error 0.09 ulp. 2w is exact: without it, the sum
// would have its greatest rounding errors where the result is ½.
const H0: f32 = reinterpret<f32>(0x3EEF4F32); // 0.467401087
const H1: f32 = reinterpret<f32>(0xC001E0F1); // -2.02935433
const H2: f32 = reinterpret<f32>(0x3F2AE76A); // 0.667593598
const H3: f32 = reinterpret<f32>(0xBDF061B1); // -0.117373832
const H4: f32 = reinterpret<f32>(0x3C44880B); // 0.0119953253

/** sin(πu/2)² for 0 ≤ u ≤ 1/2. */
function squaredSine(u: f32): f32 {
  const w = u * u;
  return (w + w) + w * (H0 + w * (H1 + w * (H2 + w * (H3 + w * H4))));
}

/** ½(1 + cos(πx)) for 0 ≤ x ≤ 1: exactly 1 at 0, ½ at ½ and 0 at 1; NaN stays NaN. Measured: 1.401 ulp. */
export function halfCosine(x: f32): f32 {
  // Both arguments are exact, so that a small result keeps all its bits.
  return x < 0.5 ? 1 - squaredSine(x) : squaredSine(1 - x);
}
