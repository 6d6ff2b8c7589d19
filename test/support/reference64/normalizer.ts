import { exact, type Rounding } from "./rounding.js";
import { type Channel64, inputsOf, type Spec64, stored } from "./spec.js";

/** What a normaliser knows of each input. */
export interface Normalization {
  /** (inputs) */
  readonly mean: readonly number[];
  /** (inputs) 1 / deviation of a standard one, the variance of an adaptive one */
  readonly spread: readonly number[];
  /** readings that an adaptive one has taken in */
  readonly seen: number;
}

/** What the network file states; 0 and 1 where it states nothing, and for an adaptive normaliser nothing seen. */
export function statedNormalization(spec: Spec64): Normalization {
  const inputs = inputsOf(spec);
  const adaptive = spec.normalizer.type === "adaptive";
  const stated: readonly Channel64[] =
    spec.window === undefined && spec.normalizer.type === "standard" ? spec.inputs : [];
  const of = (what: (channel: Channel64) => number, length = inputs) =>
    Array.from({ length }, (_, i) => stored(what(stated[i] ?? {})));
  return {
    mean: of(({ mean = 0 }) => mean),
    spread: of(({ deviation = 1 }) => (adaptive ? 0 : 1 / deviation)),
    seen: 0,
  };
}

/**
 * Takes a reading into an adaptive normaliser: mean and variance over all readings so far, and once there are more than it
 * remembers, exponentially weighted ones.
 */
export function takenIn(
  spec: Spec64,
  known: Normalization,
  reading: readonly number[],
  round: Rounding = exact,
): Normalization {
  const n = Math.min(known.seen + 1, spec.normalizer.memory ?? 1000);
  const mean = known.mean.map((m, i) => round(m + (reading[i]! - m) / n));
  const spread = known.spread.map((variance, i) => {
    const product = (reading[i]! - known.mean[i]!) * (reading[i]! - mean[i]!);
    return round(variance + (product - variance) / n);
  });
  return { mean, spread, seen: known.seen + 1 };
}

/** Whether an adaptive normaliser has seen too little to be used. */
export const warmsUp = ({ normalizer }: Spec64, { seen }: Normalization): boolean =>
  normalizer.type === "adaptive" && seen < (normalizer.warmUp ?? 10);

/** A reading as the first layer sees it. */
export function normalized(spec: Spec64, known: Normalization, reading: readonly number[]) {
  const { type, clip } = spec.normalizer;
  if (type === "none") return reading.slice();
  return reading.map((x, i) => {
    const spread = known.spread[i]!;
    const scale = type === "standard" ? spread : spread > 0 ? 1 / Math.sqrt(spread) : 0;
    const value = (x - known.mean[i]!) * scale;
    if (clip === undefined) return value;
    return Math.min(Math.max(value, -stored(clip)), stored(clip));
  });
}

/** Mean and deviation of each output that is a number. */
export interface TargetNormalization {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

export function statedTargets({ outputs, task }: Spec64): TargetNormalization {
  const states = task === "numbers";
  return {
    mean: outputs.map(({ mean }) => stored((states ? mean : undefined) ?? 0)),
    deviation: outputs.map(({ deviation }) => stored((states ? deviation : undefined) ?? 1)),
  };
}

/** A target as the loss sees it. */
export function normalizedTarget(
  { task }: Spec64,
  { mean, deviation }: TargetNormalization,
  target: readonly number[],
): number[] {
  if (task !== "numbers") return target.slice();
  return target.map((y, j) => (y - mean[j]!) / deviation[j]!);
}

/** What predict gives of the last layer's output: numbers in their units. */
export function denormalized(
  { task }: Spec64,
  { mean, deviation }: TargetNormalization,
  output: readonly number[],
): number[] {
  if (task !== "numbers") return output.slice();
  return output.map((z, j) => z * deviation[j]! + mean[j]!);
}
