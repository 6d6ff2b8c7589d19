import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { UserError } from "../../../src/common/errors.js";
import {
  accuracy,
  areaUnderRoc,
  type Confusion,
  calibration,
  confusion,
  f1,
  meanLoss,
  precision,
  recall,
  rocCurve,
} from "../../../src/common/learning/metrics.js";

const refuses = (run: () => unknown, message: string) =>
  assert.throws(run, (error) => error instanceof UserError && error.message === message);

const PROBABILITIES = [0.9, 0.8, 0.5, 0.4, 0.3, 0.1];
const LABELS = [1, 0, 1, 1, 0, 0];

/** Probabilities of few different values, so that ties occur, with their labels. */
const predictions = fc
  .array(
    fc.tuple(
      fc.oneof(
        fc.integer({ min: 0, max: 8 }).map((n) => n / 8),
        fc.double({ min: 0, max: 1, noNaN: true }),
      ),
      fc.constantFrom(0, 1),
    ),
    { maxLength: 40 },
  )
  .map((pairs) => ({ probabilities: pairs.map(([p]) => p), labels: pairs.map(([, y]) => y) }));

describe("the confusion matrix", () => {
  it("counts by class, a probability equal to the threshold as positive", () => {
    const expected = { truePositive: 2, falsePositive: 1, trueNegative: 2, falseNegative: 1 };
    assert.deepEqual(confusion(PROBABILITIES, LABELS), expected);
  });

  it("moves with the threshold", () => {
    const expected = { truePositive: 3, falsePositive: 2, trueNegative: 1, falseNegative: 0 };
    assert.deepEqual(confusion(Float64Array.from(PROBABILITIES), LABELS, 0.3), expected);
    const none = { truePositive: 0, falsePositive: 0, trueNegative: 3, falseNegative: 3 };
    assert.deepEqual(confusion(PROBABILITIES, LABELS, Number.POSITIVE_INFINITY), none);
  });

  it("gives precision, recall, F1 and accuracy", () => {
    const c: Confusion = { truePositive: 6, falsePositive: 2, trueNegative: 9, falseNegative: 3 };
    assert.equal(precision(c), 6 / 8);
    assert.equal(recall(c), 6 / 9);
    assert.equal(f1(c), 12 / 17);
    assert.equal(accuracy(c), 15 / 20);
  });

  it("gives null, not NaN, where a measure is undefined", () => {
    const empty = confusion([], []);
    const measures = [precision, recall, f1, accuracy];
    assert.deepEqual(
      measures.map((measure) => measure(empty)),
      [null, null, null, null],
    );
    const allNegative = confusion([0.1, 0.2], [0, 0]);
    assert.deepEqual(
      measures.map((measure) => measure(allNegative)),
      [null, null, null, 1],
    );
    const missed = confusion([0.1, 0.2], [1, 0]);
    assert.deepEqual(
      measures.map((measure) => measure(missed)),
      [null, 0, 0, 0.5],
    );
  });
});

describe("the mean loss", () => {
  it("is the mean negative log-likelihood", () => {
    const expected = -(Math.log(0.9) + Math.log(0.75)) / 2;
    assert.ok(Math.abs(meanLoss([0.9, 0.25], [1, 0])! - expected) < 1e-15);
    assert.equal(meanLoss([0.5], [1]), Math.LN2);
  });

  it("stays finite for a certain prediction that is wrong", () => {
    assert.equal(meanLoss([0], [1]), 149 * Math.LN2);
    assert.equal(meanLoss([1], [0]), 24 * Math.LN2);
  });

  it("leaves every probability that float32 has between 0 and 1 as it is", () => {
    assert.equal(meanLoss([2 ** -149], [1]), -Math.log(2 ** -149));
    assert.equal(meanLoss([2 ** -30], [0]), -Math.log1p(-(2 ** -30)));
    assert.equal(meanLoss([1 - 2 ** -24], [0]), 24 * Math.LN2);
  });

  it("is null without observations", () => assert.equal(meanLoss([], []), null));
});

describe("the receiver operating characteristic", () => {
  it("has one point for each different probability", () => {
    assert.deepEqual(rocCurve([0.9, 0.6, 0.6, 0.2], [1, 0, 1, 0]), [
      { falsePositiveRate: 0, truePositiveRate: 0, threshold: Number.POSITIVE_INFINITY },
      { falsePositiveRate: 0, truePositiveRate: 0.5, threshold: 0.9 },
      { falsePositiveRate: 0.5, truePositiveRate: 1, threshold: 0.6 },
      { falsePositiveRate: 1, truePositiveRate: 1, threshold: 0.2 },
    ]);
  });

  it("agrees at every point with the confusion matrix of its threshold", () => {
    fc.assert(
      fc.property(predictions, ({ probabilities, labels }) => {
        for (const point of rocCurve(probabilities, labels)) {
          const c = confusion(probabilities, labels, point.threshold);
          assert.equal(point.truePositiveRate, recall(c));
          assert.equal(
            point.falsePositiveRate,
            c.falsePositive / (c.falsePositive + c.trueNegative),
          );
        }
      }),
    );
  });

  it("has the area that counting all pairs gives, and that of its trapezoids", () => {
    fc.assert(
      fc.property(predictions, ({ probabilities, labels }) => {
        let [wins, pairs] = [0, 0];
        labels.forEach((positive, i) => {
          labels.forEach((negative, j) => {
            if (positive === 0 || negative === 1) return;
            pairs++;
            if (probabilities[i]! > probabilities[j]!) wins++;
            if (probabilities[i]! === probabilities[j]!) wins += 0.5;
          });
        });
        const area = areaUnderRoc(probabilities, labels);
        assert.equal(area, pairs === 0 ? null : wins / pairs);
        const curve = rocCurve(probabilities, labels);
        assert.equal(curve.length === 0, pairs === 0);
        const trapezoids = curve.slice(1).reduce((sum, point, i) => {
          const before = curve[i]!;
          const width = point.falsePositiveRate - before.falsePositiveRate;
          return sum + (width * (point.truePositiveRate + before.truePositiveRate)) / 2;
        }, 0);
        assert.ok(Math.abs(trapezoids - (area ?? 0)) < 1e-12);
      }),
      { numRuns: 300 },
    );
  });

  it("is 1 for a perfect order, 0 for the reverse and a half for one probability for all", () => {
    assert.equal(areaUnderRoc([0.1, 0.2, 0.8], [0, 0, 1]), 1);
    assert.equal(areaUnderRoc([0.1, 0.2, 0.8], [1, 1, 0]), 0);
    assert.equal(areaUnderRoc([0.3, 0.3, 0.3], [1, 0, 0]), 0.5);
  });

  it("does not exist when a class is missing", () => {
    for (const labels of [[], [1, 1], [0, 0]]) {
      const probabilities = labels.map(() => 0.5);
      assert.equal(areaUnderRoc(probabilities, labels), null);
      assert.deepEqual(rocCurve(probabilities, labels), []);
    }
  });
});

describe("the calibration", () => {
  it("bins predictions and leaves empty bins out", () => {
    assert.deepEqual(calibration([0, 0.25, 0.5, 0.75, 1], [0, 1, 0, 1, 1], 4), [
      { from: 0, to: 0.25, count: 1, meanPredicted: 0, observedRate: 0 },
      { from: 0.25, to: 0.5, count: 1, meanPredicted: 0.25, observedRate: 1 },
      { from: 0.5, to: 0.75, count: 1, meanPredicted: 0.5, observedRate: 0 },
      { from: 0.75, to: 1, count: 2, meanPredicted: 0.875, observedRate: 1 },
    ]);
    assert.deepEqual(calibration([], []), []);
    assert.equal(calibration([0.05], [1])[0]!.to, 0.1);
  });

  it("puts each probability between the borders of its bin, also where p·bins rounds", () => {
    const p = fc.oneof(
      fc.integer({ min: 0, max: 100 }).map((n) => n / 100),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(p, fc.integer({ min: 1, max: 100 }), (probability, bins) => {
        const [bin, ...rest] = calibration([probability], [1], bins);
        assert.equal(rest.length, 0);
        assert.ok(bin!.from <= probability);
        assert.ok(probability < bin!.to || (probability === 1 && bin!.to === 1));
      }),
      {
        numRuns: 2000,
        examples: [
          [0.29, 100],
          [0.8999999999999999, 10],
          [0.57, 100],
        ],
      },
    );
  });

  it("loses no observation", () => {
    fc.assert(
      fc.property(predictions, ({ probabilities, labels }) => {
        const bins = calibration(probabilities, labels, 7);
        const total = (f: (bin: (typeof bins)[number]) => number) =>
          bins.reduce((sum, bin) => sum + f(bin), 0);
        assert.equal(
          total((bin) => bin.count),
          labels.length,
        );
        const positives = labels.filter((label) => label === 1).length;
        assert.ok(Math.abs(total((bin) => bin.count * bin.observedRate) - positives) < 1e-9);
      }),
    );
  });

  it("refuses a number of bins out of its range", () => {
    for (const bins of [0, -1, 1.5, 1001, Number.NaN]) {
      refuses(
        () => calibration([0.5], [1], bins),
        `bins: got ${bins}, expected a whole number from 1 to 1000`,
      );
    }
  });
});

describe("all metrics", () => {
  const all = { confusion, meanLoss, rocCurve, areaUnderRoc, calibration };
  for (const [name, metric] of Object.entries(all)) {
    it(`(${name}) refuse lengths that differ and values out of range`, () => {
      refuses(() => metric([0.5], []), "labels: got 0, expected 1, one for each probability");
      for (const p of [Number.NaN, -0.1, 1.1]) {
        refuses(
          () => metric([0.5, p], [1, 0]),
          `probabilities[1]: got ${p}, expected a number from 0 to 1`,
        );
      }
      refuses(() => metric([0.5], [0.5]), "labels[0]: got 0.5, expected 0 or 1");
    });
  }

  it("refuse a threshold that is not a number", () => {
    refuses(
      () => confusion([0.5], [1], Number.NaN),
      "threshold: got NaN, expected a probability such as 0.5",
    );
  });
});
