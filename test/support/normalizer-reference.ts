/**
 * Normalising in float32, bit for bit: written from SPEC.md, each operation rounded by Math.fround. It shares no code with
 * the product: this file imports nothing.
 */
const f = Math.fround;

/** Running statistics of an adaptive normaliser, one for each channel. */
export interface StatisticsReference {
  readonly mean: Float32Array;
  readonly variance: Float32Array;
}

/** 2⁶²: an adaptive normaliser takes no reading beyond it. */
const LIMIT = 2 ** 62;

const clipped = (z: number, clip: number): number =>
  clip === 0 ? z : Math.max(-clip, Math.min(clip, z));

/** All numbers clipped, or undefined when one is not finite. */
const checked = (z: Float32Array, clip: number): Float32Array | undefined =>
  z.every(Number.isFinite) ? z.map((value) => clipped(value, clip)) : undefined;

/**
 * (x − mean)·scale, clipped.
 * @param clip in deviations; 0 for no clipping
 * @returns undefined when one is not finite before it is clipped
 */
export function normalizedReference(
  x: Float32Array,
  mean: Float32Array,
  scale: Float32Array,
  clip: number,
): Float32Array | undefined {
  return checked(
    x.map((value, i) => f(f(value - mean[i]!) * scale[i]!)),
    clip,
  );
}

/**
 * The statistics after one more reading, which counts for one of n.
 * @returns undefined when a channel of the reading is NaN or beyond ±2⁶²
 */
export function adaptedReference(
  x: Float32Array,
  { mean, variance }: StatisticsReference,
  n: number,
): StatisticsReference | undefined {
  if (!x.every((value) => Math.abs(value) <= LIMIT)) return undefined;
  const after = x.map((value, i) => f(mean[i]! + f(f(value - mean[i]!) / n)));
  return {
    mean: after,
    variance: x.map((value, i) => {
      const product = f(f(value - mean[i]!) * f(value - after[i]!));
      return f(variance[i]! + f(f(product - variance[i]!) / n));
    }),
  };
}

/**
 * (x − mean)/√variance, 0 where the variance is 0, clipped.
 * @param clip in deviations; 0 for no clipping
 * @returns undefined when a reading, or its result before it is clipped, is not finite
 */
export function standardizedReference(
  x: Float32Array,
  { mean, variance }: StatisticsReference,
  clip: number,
): Float32Array | undefined {
  const distances = x.map((value, i) => f(value - mean[i]!));
  if (!distances.every(Number.isFinite)) return undefined;
  return checked(
    distances.map((d, i) => (variance[i]! > 0 ? f(d / f(Math.sqrt(variance[i]!))) : 0)),
    clip,
  );
}
