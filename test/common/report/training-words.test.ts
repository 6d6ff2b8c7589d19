import assert from "node:assert/strict";
import { test } from "node:test";
import type { EpochRecord } from "../../../src/common/learning/history.js";
import {
  median,
  neighbours,
  quantile,
  runningMedian,
  tenths,
} from "../../../src/common/report/smoothing.js";
import { trainingWords } from "../../../src/common/report/training-words.js";
import { seededRandom } from "../../support/random.js";

/** Curves of so many epochs; `loss` and `held` give each epoch's, with a draw that is near 1 by the noise's width. */
function curves(
  epochs: number,
  seed: number,
  noise: number,
  loss: (i: number) => number,
  held?: (i: number) => number,
): EpochRecord[] {
  const random = seededRandom(seed);
  const noisy = () => Math.exp(noise * (random.uniform(-1, 1) + random.uniform(-1, 1)));
  return Array.from({ length: epochs }, (_, i) => ({
    epoch: i + 1,
    loss: loss(i / epochs) * noisy(),
    ...(held && { validationLoss: held(i / epochs) * noisy() }),
  }));
}

const falling = (t: number) => 0.7 * Math.exp(-4 * t) + 0.1;
const flat = () => 0.4;
const settled = (t: number) => 0.5 * Math.exp(-20 * t) + 0.3;
/** Falls for a third and then rises to nearly twice. */
const rising = (t: number) => (t < 0.3 ? 0.7 - t : 0.4 + 0.5 * (t - 0.3));

test("noise around a level that does not change is never called overfitting, nor falling", () => {
  const said: string[] = [];
  for (const epochs of [5, 20, 40, 50, 51, 77, 100, 300]) {
    for (const noise of [0.01, 0.1, 0.5, 1]) {
      for (let seed = 1; seed <= 60; seed++) {
        const words = trainingWords(curves(epochs, seed, noise, flat, flat));
        if (words !== undefined)
          said.push(`${epochs} epochs, noise ${noise}, seed ${seed}: ${words}`);
      }
    }
  }
  assert.deepEqual(said, []);
});

test("a validation loss that falls and then stays, however noisy, is not called overfitting", () => {
  for (const epochs of [50, 100, 300]) {
    for (const noise of [0.05, 0.3, 0.8]) {
      for (let seed = 1; seed <= 60; seed++) {
        const words = trainingWords(curves(epochs, seed, noise, falling, settled));
        assert.doesNotMatch(words ?? "", /overfits/, `${epochs}, ${noise}, ${seed}`);
      }
    }
  }
});

test("one lucky epoch and one bad last one are not overfitting", () => {
  const history = curves(100, 1, 0.02, falling, settled).map((record) =>
    record.epoch === 50
      ? { ...record, validationLoss: 0.01 }
      : record.epoch === 100
        ? { ...record, validationLoss: 3 }
        : record,
  );
  assert.doesNotMatch(trainingWords(history) ?? "", /overfits/);
});

test("a validation loss that rises for long while the training loss falls is overfitting", () => {
  for (const noise of [0, 0.02, 0.05]) {
    const words = trainingWords(curves(100, 3, noise, falling, rising));
    assert.match(words ?? "", /lowest around epochs 31 to 40 and has risen by \d\d % since/);
    assert.match(words ?? "", /overfits/);
  }
  assert.match(trainingWords(curves(500, 1, 0.05, falling, rising)) ?? "", /epochs 151 to 200/);
});

test("a rise in so few epochs, of both losses, or below the training loss gets no word", () => {
  assert.equal(trainingWords(curves(49, 1, 0, falling, rising)), undefined);
  assert.equal(trainingWords(curves(100, 1, 0, rising, rising)), undefined);
  const above = (t: number) => 3 + falling(t);
  assert.equal(trainingWords(curves(100, 1, 0, above, rising)), undefined);
});

test("a validation loss that rises is not overfitting while it is not certain that the training loss falls", () => {
  for (let seed = 1; seed <= 40; seed++) {
    const words = trainingWords(curves(100, seed, 0.05, () => 0.1, rising));
    assert.equal(words, undefined, `seed ${seed}`);
  }
});

test("a loss that was still falling at the end is told, with and without a validation", () => {
  const steady = (t: number) => 1 - 0.7 * t;
  assert.match(trainingWords(curves(60, 1, 0.02, steady)) ?? "", /still falling/);
  assert.match(trainingWords(curves(60, 1, 0.02, steady, steady)) ?? "", /still falling/);
  assert.equal(trainingWords(curves(60, 1, 0.02, settled, settled)), undefined);
});

test("a run whose loss was not finite gets no word about its curves", () => {
  const history = curves(100, 1, 0, falling, rising);
  history[50] = { epoch: 51, loss: Number.NaN, validationLoss: 0.3 };
  assert.equal(trainingWords(history), undefined);
});

test("medians, quantiles and tenths of lists of any length", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.deepEqual(
    [0, 0.5, 1].map((share) => quantile([5, 1, 4, 2, 3], share)),
    [1, 3, 5],
  );
  const parts = tenths(Array.from({ length: 47 }, (_, i) => i));
  assert.equal(parts.length, 10);
  assert.deepEqual(
    parts.flat(),
    Array.from({ length: 47 }, (_, i) => i),
  );
  assert.ok(parts.every(({ length }) => length === 4 || length === 5));
});

test("a running median passes over leaps, and its last point is that of several", () => {
  const values = [5, 5, 5, 90, 5, 5, 5, 5, 5, -70];
  assert.deepEqual(runningMedian(values, 2), new Array(10).fill(5));
  assert.deepEqual(runningMedian(values, 0), values);
  assert.deepEqual(runningMedian([1, 2, 3, 4, 5], 1), [1.5, 2, 3, 4, 4.5]);
  assert.deepEqual([1, 19, 20, 60, 500, 20_000].map(neighbours), [0, 0, 2, 3, 25, 50]);
});
