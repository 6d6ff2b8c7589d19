import assert from "node:assert/strict";
import { test } from "node:test";
import { type FeatureReference, featuresReference } from "../support/features-reference.js";
import { type KernelModule, kernelModules } from "../support/kernel-module.js";
import { type Random, seededRandom } from "../support/random.js";

const MODULES = await kernelModules(`export {
  featureChange, featureCrossings, featureDeviation, featureMax, featureMean, featureMin, featureRaw, featureRms, featureSlope,
} from "./features";
`);

/** The features that are one number. */
const NUMBERS = [
  "mean",
  "deviation",
  "min",
  "max",
  "change",
  "rms",
  "slope",
  "crossings",
] as const satisfies readonly FeatureReference[];
type OneNumber = (typeof NUMBERS)[number];

const KERNEL: Readonly<Record<OneNumber, string>> = {
  mean: "featureMean",
  deviation: "featureDeviation",
  min: "featureMin",
  max: "featureMax",
  change: "featureChange",
  rms: "featureRms",
  slope: "featureSlope",
  crossings: "featureCrossings",
};

/** What every number outside of a window is, so that a kernel that reads there gives nonsense. */
const OUTSIDE = 2 ** 100;
/** What the rows that raw writes were before. */
const UNWRITTEN = 2 ** 99;
/** Element of the memory where windows begin, and where raw rows go. */
const WINDOW = 64;
const OUT = 8192;

/** A window (rows, channels) in the module's memory. */
function place({ floats }: KernelModule, window: Float32Array) {
  floats.fill(OUTSIDE, 0, OUT).fill(UNWRITTEN, OUT);
  floats.set(window, WINDOW);
}

/** A feature of one channel of the window in memory. */
function featureOf(
  { call }: KernelModule,
  feature: OneNumber,
  rows: number,
  channels: number,
  c: number,
) {
  const at = [4 * (WINDOW + c), rows, 4 * channels] as const;
  const withMean = feature === "deviation" || feature === "crossings";
  return call[KERNEL[feature]]!(...at, ...(withMean ? [call.featureMean!(...at)] : []));
}

/** All features of all channels, as a network with a window calls them. */
function featuresOf(kernels: KernelModule, window: Float32Array, channels: number): Float32Array {
  const rows = window.length / channels;
  place(kernels, window);
  const values: number[] = [];
  for (let c = 0; c < channels; c++) {
    values.push(...NUMBERS.map((feature) => featureOf(kernels, feature, rows, channels, c)));
    kernels.call.featureRaw!(4 * (WINDOW + c), rows, 4 * channels, 4 * OUT);
    values.push(...kernels.floats.subarray(OUT, OUT + rows));
    assert.equal(kernels.floats[OUT + rows], UNWRITTEN, "raw wrote behind its rows");
  }
  return Float32Array.from(values);
}

/** How a window's numbers are drawn. */
const DRAWN: Readonly<Record<string, (random: Random) => number>> = {
  "numbers around 0": (random) => random.uniform(-1, 1),
  "numbers far from 0 that vary little": (random) => 1000 + random.uniform(-0.01, 0.01),
  "few different numbers": (random) => random.whole(-2, 2),
  "zeros of both signs": (random) => random.pick([0, -0]),
  "subnormal numbers": (random) => random.whole(-40, 40) * 2 ** -149,
  "numbers of every exponent": (random) => random.uniform(-2, 2) * 2 ** random.whole(-149, 126),
  "the largest numbers": (random) => random.pick([-1, 1]) * (2 - 2 ** -23) * 2 ** 127,
};

const drawn = (random: Random, draw: (random: Random) => number, count: number) =>
  Float32Array.from({ length: count }, () => draw(random));

const bits = (values: Float32Array) =>
  Array.from(values, (value) =>
    Number.isNaN(value) ? "NaN" : Object.is(value, -0) ? "-0" : value,
  );

for (const kernels of MODULES) {
  for (const [what, draw] of Object.entries(DRAWN)) {
    test(`features of ${what} have the reference's bits, ${kernels.name}`, () => {
      const random = seededRandom(what.length);
      for (const rows of [1, 2, 3, 4, 7, 16, 100, 255, 300, 1000]) {
        for (const channels of [1, 2, 3, 5]) {
          const window = drawn(random, draw, rows * channels);
          assert.deepEqual(
            bits(featuresOf(kernels, window, channels)),
            bits(featuresReference(window, channels, [...NUMBERS, "raw"])),
            `${rows} rows, ${channels} channels`,
          );
        }
      }
    });
  }
}

/** Half a unit in the last place, relative: what one rounding may change. */
const U = 2 ** -24;

/** The features of one channel in float64 from their definitions, and how far those in float32 may be off. */
function features64(x: readonly number[]): Record<OneNumber, { value: number; bound: number }> {
  const rows = x.length;
  const sum = (of: (value: number, i: number) => number) =>
    x.reduce((total, value, i) => total + of(value, i), 0);
  const sumOfMagnitudes = sum(Math.abs);
  // A sum of n terms is off by at most (n − 1)·u of the sum of their magnitudes, and each operation before or after adds u.
  const mean = sum((value) => value) / rows;
  const meanBound = (rows * U * sumOfMagnitudes) / rows;
  // The mean's own error δ makes the mean square distance larger by δ².
  const deviation = Math.sqrt(sum((value) => (value - mean) ** 2) / rows);
  const deviationBound = meanBound + (rows + 4) * U * (deviation + meanBound);
  const changes = Math.max(rows - 1, 1);
  const change = sum((value, i) => (i === 0 ? 0 : Math.abs(value - x[i - 1]!))) / changes;
  const rms = Math.sqrt(sum((value) => value ** 2) / rows);
  const time = (i: number) => i - (rows - 1) / 2;
  const squares = sum((_, i) => time(i) ** 2);
  const slope = rows === 1 ? 0 : sum((value, i) => time(i) * value) / squares;
  const slopeBound =
    rows === 1 ? 0 : ((rows + 5) * U * sum((value, i) => Math.abs(time(i) * value))) / squares;
  const above = x.map((value) => value >= mean);
  return {
    mean: { value: mean, bound: meanBound },
    deviation: { value: deviation, bound: deviationBound },
    min: { value: Math.min(...x), bound: 0 },
    max: { value: Math.max(...x), bound: 0 },
    change: { value: change, bound: (rows + 1) * U * change },
    rms: { value: rms, bound: (rows + 2) * U * rms },
    slope: { value: slope, bound: slopeBound },
    crossings: { value: sum((_, i) => (i > 0 && above[i] !== above[i - 1] ? 1 : 0)), bound: 0 },
  };
}

const kernels = MODULES[0]!;

for (const feature of NUMBERS) {
  test(`${feature} is its definition in float64 but for the roundings of its sums`, () => {
    const random = seededRandom(7);
    for (let n = 0; n < 400; n++) {
      const rows = random.pick([1, 2, 3, 5, 8, 33, 128, 700]);
      const scale = 2 ** random.whole(-20, 20);
      const offset = random.pick([0, 0, 3, 100]) * scale;
      const x = Array.from({ length: rows }, () =>
        Math.fround(offset + random.uniform(-scale, scale)),
      );
      place(kernels, Float32Array.from(x));
      const got = featureOf(kernels, feature, rows, 1, 0);
      const { value, bound } = features64(x)[feature];
      assert.ok(
        Math.abs(got - value) <= bound,
        `${rows} rows: got ${got}, expected ${value} within ${bound}`,
      );
    }
  });
}

/** The features of one channel with these rows. */
function known(...x: number[]): Record<OneNumber, number> {
  place(kernels, Float32Array.from(x));
  const entries = NUMBERS.map((name) => [name, featureOf(kernels, name, x.length, 1, 0)] as const);
  return Object.fromEntries(entries) as Record<OneNumber, number>;
}

test("features of a few rows are what one computes by hand", () => {
  assert.deepEqual(known(2, 4, 4, 4, 5, 5, 7, 9), {
    mean: 5,
    deviation: 2,
    min: 2,
    max: 9,
    change: 1,
    rms: Math.fround(Math.sqrt(29)),
    slope: Math.fround(34 / 42),
    crossings: 1,
  });
  assert.deepEqual(known(1, -1, 1, -1), {
    mean: 0,
    deviation: 1,
    min: -1,
    max: 1,
    change: 2,
    rms: 1,
    slope: Math.fround(-2 / 5),
    crossings: 3,
  });
});

test("a single row changes nothing and has no slope", () => {
  const alone = { deviation: 0, change: 0, slope: 0, crossings: 0 };
  assert.deepEqual(known(-3), { mean: -3, min: -3, max: -3, rms: 3, ...alone });
});

test("a constant channel does not deviate, change, slope or cross its mean", () => {
  const still = { deviation: 0, change: 0, slope: 0, crossings: 0 };
  assert.deepEqual(known(...Array(16).fill(-2.5)), {
    mean: -2.5,
    min: -2.5,
    max: -2.5,
    rms: 2.5,
    ...still,
  });
});

test("a straight line's slope is exact as long as its sums are", () => {
  for (const rows of [2, 3, 64, 101]) {
    assert.equal(known(...Array.from({ length: rows }, (_, i) => 7 - 3 * i)).slope, -3);
  }
});

test("to 256 rows the closed form of the slope's Σt² is the float32 sum of the squares", () => {
  for (let rows = 2; rows <= 256; rows++) {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum = Math.fround(sum + (i - (rows - 1) / 2) ** 2);
    const squared = Math.fround(rows * rows) - 1;
    assert.equal(Math.fround(Math.fround(rows * Math.fround(squared)) / 12), sum, `${rows} rows`);
  }
});

test("of zeros of both signs the first is the least and the greatest", () => {
  for (const [first, second] of [
    [0, -0],
    [-0, 0],
  ] as const) {
    const { min, max } = known(first, second, second);
    assert.ok(Object.is(min, first) && Object.is(max, first), `${bits(Float32Array.of(min, max))}`);
  }
});

test("a number on the mean counts as above it", () => {
  assert.equal(known(-1, 0, 1).crossings, 1);
  assert.equal(known(1, 0, -1).crossings, 1);
  assert.equal(known(0, -1, 1, 0).crossings, 2);
});
