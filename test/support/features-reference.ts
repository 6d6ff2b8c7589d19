/**
 * Windows and their features in float32, bit for bit: written from SPEC.md, each operation rounded by Math.fround. It shares
 * no code with the product: this file imports nothing.
 */
export type FeatureReference =
  | "mean"
  | "deviation"
  | "min"
  | "max"
  | "change"
  | "rms"
  | "slope"
  | "crossings"
  | "raw";

const f = Math.fround;

/** Σ from 0 in ascending order. */
const sum = (terms: Iterable<number>): number => {
  let total = 0;
  for (const term of terms) total = f(total + term);
  return total;
};

const mean = (x: Float32Array): number => f(sum(x) / x.length);

/** √(Σ terms / count) */
const root = (terms: Iterable<number>, count: number): number =>
  f(Math.sqrt(f(sum(terms) / count)));

const FEATURES: Readonly<Record<FeatureReference, (x: Float32Array) => number | Iterable<number>>> =
  {
    mean,
    deviation: (x) => {
      const middle = mean(x);
      return root(
        x.map((value) => f(f(value - middle) * f(value - middle))),
        x.length,
      );
    },
    min: (x) => x.reduce((least, value) => (value < least ? value : least)),
    max: (x) => x.reduce((greatest, value) => (value > greatest ? value : greatest)),
    change: (x) => {
      if (x.length === 1) return 0;
      const changes = x.slice(1).map((value, i) => Math.abs(f(value - x[i]!)));
      return f(sum(changes) / changes.length);
    },
    rms: (x) =>
      root(
        x.map((value) => f(value * value)),
        x.length,
      ),
    slope: (x) => {
      const rows = x.length;
      if (rows === 1) return 0;
      const products = x.map((value, i) => f((i - (rows - 1) / 2) * value));
      const squares = f(f(rows * f(f(rows * rows) - 1)) / 12);
      return f(sum(products) / squares);
    },
    crossings: (x) => {
      const middle = mean(x);
      const above = Array.from(x, (value) => value >= middle);
      return above.filter((now, i) => i > 0 && now !== above[i - 1]).length;
    },
    raw: (x) => x,
  };

/**
 * What a network reads of a window.
 * @param window (rows, channels), row by row
 * @returns channel by channel, in each the features as listed
 */
export function featuresReference(
  window: Float32Array,
  channels: number,
  features: readonly FeatureReference[],
): Float32Array {
  const values: number[] = [];
  for (let c = 0; c < channels; c++) {
    const x = window.filter((_, at) => at % channels === c);
    for (const feature of features) {
      const value = FEATURES[feature](x);
      if (typeof value === "number") values.push(value);
      else values.push(...value);
    }
  }
  return Float32Array.from(values);
}

/**
 * The window that the last of these readings completes: their last `rows`, if there are so many and a multiple of `stride`
 * came before them.
 * @param readings (channels) each, all since the window was last empty
 * @returns (rows, channels), or undefined when none is complete
 */
export function windowReference(
  readings: readonly Float32Array[],
  rows: number,
  stride: number,
): Float32Array | undefined {
  const before = readings.length - rows;
  if (before < 0 || before % stride !== 0) return undefined;
  return Float32Array.from(readings.slice(before).flatMap((reading) => [...reading]));
}
