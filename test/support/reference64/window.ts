import type { Feature64, Spec64 } from "./spec.js";

const sumOf = (values: readonly number[]): number => values.reduce((sum, x) => sum + x, 0);
const meanOf = (values: readonly number[]): number => sumOf(values) / values.length;

/** What a feature says of one channel's values in the order of time. */
const FEATURES: Record<Feature64, (values: readonly number[]) => number[]> = {
  mean: (x) => [meanOf(x)],
  deviation: (x) => [Math.sqrt(meanOf(x.map((value) => (value - meanOf(x)) ** 2)))],
  min: (x) => [Math.min(...x)],
  max: (x) => [Math.max(...x)],
  change: (x) => {
    const steps = x.slice(1).map((value, i) => Math.abs(value - x[i]!));
    return [steps.length > 0 ? meanOf(steps) : 0];
  },
  rms: (x) => [Math.sqrt(meanOf(x.map((value) => value * value)))],
  slope: (x) => {
    const time = x.map((_, i) => i - (x.length - 1) / 2);
    const products = time.map((t, i) => t * x[i]!);
    return [x.length > 1 ? sumOf(products) / sumOf(time.map((t) => t * t)) : 0];
  },
  crossings: (x) => {
    const above = x.map((value) => value - meanOf(x) >= 0);
    return [above.slice(1).filter((side, i) => side !== above[i]).length];
  },
  raw: (x) => x.slice(),
};

/** The features of a window of rows (rows, channels), channel by channel in the file's order. */
export function featuresOf(spec: Spec64, rows: readonly (readonly number[])[]): number[] {
  const { features } = spec.window!;
  return spec.inputs.flatMap((_, channel) => {
    const values = rows.map((row) => row[channel]!);
    return features.flatMap((feature) => FEATURES[feature](values));
  });
}
