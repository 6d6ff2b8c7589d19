import assert from "node:assert/strict";
import { test } from "node:test";
import { type KernelModule, kernelModules } from "../support/kernel-module.js";
import {
  adaptedReference,
  normalizedReference,
  type StatisticsReference,
  standardizedReference,
} from "../support/normalizer-reference.js";
import { type Random, seededRandom } from "../support/random.js";

const MODULES = await kernelModules(
  `export { adapt, normalize, standardize } from "./normalize";\n`,
);

/** What every number outside of the vectors is. */
const OUTSIDE = 2 ** 100;
/** Elements of the memory: a reading, what comes of it, its statistics. */
const X = 16;
const OUT = 64;
const FIRST = 128;
const SECOND = 192;

const LARGEST = (2 - 2 ** -23) * 2 ** 127;
const LEAST = 2 ** -149;
const NOT_FINITE = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];

type Vector = Float32Array;

/** The kernels on vectors, which they get in memory; undefined where they refuse. */
function on({ call, floats }: KernelModule) {
  const place = (x: Vector, first: Vector, second: Vector) => {
    floats.fill(OUTSIDE);
    floats.set(x, X);
    floats.set(first, FIRST);
    floats.set(second, SECOND);
  };
  const result = (at: number, count: number): Vector => {
    assert.equal(floats[at - 1], OUTSIDE, "it wrote before its vector");
    assert.equal(floats[at + count], OUTSIDE, "it wrote behind its vector");
    return floats.slice(at, at + count);
  };
  const out = (kernel: string) => (x: Vector, first: Vector, second: Vector, clip: number) => {
    place(x, first, second);
    const addresses = [X, OUT, FIRST, SECOND].map((at) => 4 * at);
    const good = call[kernel]!(...addresses, x.length, clip);
    assert.deepEqual(
      [...result(FIRST, x.length), ...result(SECOND, x.length)],
      [...first, ...second],
    );
    const normalised = result(OUT, x.length);
    assert.ok(normalised.every(Number.isFinite), "it wrote what no checkpoint may hold");
    return good ? normalised : undefined;
  };
  const normalize = out("normalize");
  const standardize = out("standardize");
  return {
    normalize,
    standardize: (x: Vector, { mean, variance }: StatisticsReference, clip: number) =>
      standardize(x, mean, variance, clip),
    adapt: (x: Vector, { mean, variance }: StatisticsReference, n: number) => {
      place(x, mean, variance);
      const good = call.adapt!(4 * X, 4 * FIRST, 4 * SECOND, x.length, n);
      const after = { mean: result(FIRST, x.length), variance: result(SECOND, x.length) };
      if (!good) assert.deepEqual(after, { mean, variance }, "refused, and changed");
      return good ? after : undefined;
    },
  };
}

const vector = (count: number, draw: () => number): Vector =>
  Float32Array.from({ length: count }, draw);
const one = (value: number): Vector => Float32Array.of(value);

/** Any finite number, of every sign and exponent. */
const anyFinite = (random: Random) => () =>
  Math.fround(random.uniform(-2, 2) * 2 ** random.whole(-149, 126));

/** How readings are drawn. */
const DRAWN: Readonly<Record<string, (random: Random) => () => number>> = {
  "around 0": (random) => () => random.uniform(-4, 4),
  "far from 0 that vary little": (random) => () => 1000 + random.uniform(-0.01, 0.01),
  "of few different numbers": (random) => () => random.whole(0, 2),
  "of one number": () => () => -2.5,
  subnormal: (random) => () => random.whole(-40, 40) * LEAST,
  "of every exponent": anyFinite,
};

for (const kernels of MODULES) {
  const { adapt, normalize, standardize } = on(kernels);

  for (const [what, draw] of Object.entries(DRAWN)) {
    test(`readings ${what} are normalised to the reference's bits, ${kernels.name}`, () => {
      const random = seededRandom(1);
      const readings = draw(random);
      let refused = 0;
      for (let n = 0; n < 500; n++) {
        const count = random.whole(1, 8);
        const x = vector(count, readings);
        const mean = vector(count, readings);
        const scale = vector(count, () => random.uniform(0.1, 3));
        const clip = random.pick([0, 0.5, 1, 4.25]);
        const expected = normalizedReference(x, mean, scale, clip);
        assert.deepEqual(normalize(x, mean, scale, clip), expected);
        if (!expected) refused++;
      }
      assert.ok(refused < 400, `${refused} of 500 refused`);
    });

    test(`a normaliser that adapts to readings ${what} has the reference's bits, ${kernels.name}`, () => {
      const random = seededRandom(2);
      for (const memory of [1, 2, 10, 1000]) {
        const count = random.whole(1, 8);
        const readings = draw(random);
        let got: StatisticsReference = {
          mean: vector(count, () => 0),
          variance: vector(count, () => 0),
        };
        let taken = 0;
        for (let seen = 0; seen < 300; seen++) {
          const x = vector(count, readings);
          const n = Math.min(taken + 1, memory);
          const expected = adaptedReference(x, got, n);
          const after = adapt(x, got, n);
          assert.deepEqual(after, expected, `reading ${seen}`);
          if (after) {
            got = after;
            taken++;
          }
          const clip = random.pick([0, 0.5, 3]);
          assert.deepEqual(standardize(x, got, clip), standardizedReference(x, got, clip));
        }
        assert.ok(taken > 10, `only ${taken} readings taken`);
      }
    });
  }
}

const { adapt, normalize, standardize } = on(MODULES[0]!);

const NOTHING: StatisticsReference = { mean: one(0), variance: one(0) };

/** The statistics of one channel after these readings. */
function after(readings: readonly number[], memory = Number.POSITIVE_INFINITY) {
  let statistics = NOTHING;
  for (const [i, x] of readings.entries()) {
    const next = adapt(one(x), statistics, Math.min(i + 1, memory));
    assert.ok(next, `refused ${x}`);
    statistics = next;
  }
  return { mean: statistics.mean[0]!, variance: statistics.variance[0]! };
}

/**
 * How far statistics may lie from float64's, for each unit of the readings' size and each root of their number: an update is
 * off by about 2⁻²⁴ of the mean, and what updates are off by adds up like a random walk. Measured: at most half of this.
 */
const BOUND = 2 ** -24;

test("with all readings counting alike, mean and variance are those of float64 in two passes", (t) => {
  const random = seededRandom(3);
  let worst = 0;
  for (const offset of [0, 1, 30]) {
    for (let n = 0; n < 40; n++) {
      const readings = Array.from({ length: random.whole(2, 2000) }, () =>
        Math.fround(offset + random.uniform(-1, 1)),
      );
      const count = readings.length;
      const sum = (of: (x: number) => number) => readings.reduce((total, x) => total + of(x), 0);
      const mean = sum((x) => x) / count;
      const variance = sum((x) => (x - mean) ** 2) / count;
      const got = after(readings);
      const bound = BOUND * (1 + offset) * Math.sqrt(count);
      const off = [got.mean - mean, (got.variance - variance) / variance].map(Math.abs);
      worst = Math.max(worst, ...off.map((x) => (x / bound) * BOUND));
      assert.ok(off[0]! <= bound, `${count} readings: got the mean ${got.mean}, expected ${mean}`);
      assert.ok(
        off[1]! <= bound,
        `${count} readings: got the variance ${got.variance}, expected ${variance}`,
      );
    }
  }
  t.diagnostic(`at most ${(worst * 2 ** 24).toFixed(2)}·2⁻²⁴`);
});

test("with a memory, statistics are those of float64's exponentially weighted readings", () => {
  const random = seededRandom(4);
  const memory = 50;
  const readings = Array.from({ length: 2000 }, () => Math.fround(random.uniform(2, 3)));
  let mean = 0;
  let variance = 0;
  for (const [i, x] of readings.entries()) {
    // the mixture of what was and a single x, with the weights 1 − w and w
    const w = 1 / Math.min(i + 1, memory);
    variance = (1 - w) * (variance + w * (x - mean) ** 2);
    mean = (1 - w) * mean + w * x;
  }
  const got = after(readings, memory);
  assert.ok(Math.abs(got.mean - mean) <= 2 ** -20 * mean, `${got.mean} and ${mean}`);
  assert.ok(Math.abs(got.variance - variance) <= 2 ** -17 * variance, `${got.variance}`);
});

test("a memory follows what changes, all readings alike do not", () => {
  const readings = [...Array<number>(500).fill(0), ...Array<number>(500).fill(8)];
  // It stands still where a 20th of what is missing rounds to nothing: half a unit in the last place below 8 is 2⁻²².
  assert.ok(Math.abs(after(readings, 20).mean - 8) <= 20 * 2 ** -22);
  assert.ok(Math.abs(after(readings).mean - 4) < 1e-4);
  assert.ok(Math.abs(after(readings).variance - 16) < 1e-3);
});

test("statistics of a few readings are what one computes by hand", () => {
  assert.deepEqual(after([5]), { mean: 5, variance: 0 });
  assert.deepEqual(after([5, 7]), { mean: 6, variance: 1 });
  assert.deepEqual(after([2, 4, 4, 4, 5, 5, 7, 9].slice(0, 4)), { mean: 3.5, variance: 0.75 });
});

test("a channel that has not varied gives 0, whatever it reads", () => {
  const still = { mean: Float32Array.of(3, 3, 3), variance: Float32Array.of(0, 0, -LEAST) };
  assert.deepEqual([...standardize(Float32Array.of(3, -7, LARGEST), still, 0)!], [0, 0, 0]);
});

test("results lie in ±clip, both ends included, and anywhere without one", () => {
  const mean = vector(5, () => 1);
  const twice = vector(5, () => 2);
  const quarter = vector(5, () => 0.25);
  const x = Float32Array.of(-10, -0.5, 1, 2.5, 1e6);
  for (const normalised of [
    (clip: number) => normalize(x, mean, twice, clip),
    (clip: number) => standardize(x, { mean, variance: quarter }, clip),
  ]) {
    assert.deepEqual([...normalised(3)!], [-3, -3, 0, 3, 3]);
    assert.deepEqual([...normalised(3.5)!], [-3.5, -3, 0, 3, 3.5]);
    assert.deepEqual([...normalised(0)!], [-22, -3, 0, 3, 1999998]);
  }
});

test("a reading that is not finite is refused in every channel, clipped or not, varied or not", () => {
  for (const bad of NOT_FINITE) {
    for (let c = 0; c < 3; c++) {
      const x = Float32Array.of(1, 2, 3).with(c, bad);
      const mean = vector(3, () => 1);
      for (const clip of [0, 2]) {
        assert.equal(
          normalize(
            x,
            mean,
            vector(3, () => 0.5),
            clip,
          ),
          undefined,
        );
        for (const variance of [0, 2]) {
          const statistics = { mean, variance: vector(3, () => variance) };
          assert.equal(standardize(x, statistics, clip), undefined);
          assert.equal(adapt(x, statistics, 3), undefined);
        }
      }
    }
  }
});

test("a reading so far out that its result overflows is refused, clipped or not", () => {
  for (const clip of [0, 2]) {
    assert.equal(normalize(one(LARGEST), one(0), one(2), clip), undefined);
    assert.equal(normalize(one(LARGEST), one(-LARGEST), one(LEAST), clip), undefined);
    assert.equal(standardize(one(LARGEST), { mean: one(0), variance: one(0.01) }, clip), undefined);
    assert.deepEqual(
      normalize(one(LARGEST), one(0), one(1), clip),
      one(clip === 0 ? LARGEST : clip),
    );
  }
});

test("a normaliser that adapts takes readings to ±2⁶², and no such readings can overflow it", () => {
  const limit = 2 ** 62;
  const beyond = limit * (1 + 2 ** -23);
  const state = { mean: Float32Array.of(1, 2), variance: Float32Array.of(3, 4) };
  for (const x of [beyond, -beyond, LARGEST, -LARGEST]) {
    assert.equal(adapt(Float32Array.of(x, 0), state, 2), undefined);
    assert.equal(adapt(Float32Array.of(0, x), state, 2), undefined);
  }
  for (const memory of [1, 2, 3, 1000]) {
    const readings = Array.from({ length: 1000 }, (_, i) => ((i >> (i % 3)) % 2 ? limit : -limit));
    const { mean, variance } = after(readings, memory);
    assert.ok(Math.abs(mean) <= limit && variance < 2 ** 127, `${mean}, ${variance}`);
  }
});

test("what is normalised may take the place of the reading", () => {
  const { call, floats } = MODULES[0]!;
  floats.set([5, 7], X);
  floats.set([1, 2], FIRST);
  floats.set([4, 0.25], SECOND);
  assert.ok(call.normalize!(4 * X, 4 * X, 4 * FIRST, 4 * SECOND, 2, 0));
  assert.deepEqual([...floats.subarray(X, X + 2)], [16, 1.25]);
  floats.set([5, 7], X);
  assert.ok(call.standardize!(4 * X, 4 * X, 4 * FIRST, 4 * SECOND, 2, 0));
  assert.deepEqual([...floats.subarray(X, X + 2)], [2, 10]);
});
