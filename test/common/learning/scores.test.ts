import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  classLoss,
  classRates,
  confusedPairs,
  confusionMatrix,
  likeliest,
  macroF1,
  meanRecall,
  shareRight,
} from "../../../src/common/learning/class-metrics.js";
import { describeScores } from "../../../src/common/learning/describe-scores.js";
import { measureNumbers } from "../../../src/common/learning/number-metrics.js";
import {
  type ClassesScore,
  type NumberScore,
  scoresOf,
} from "../../../src/common/learning/scores.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";

const near = (got: number | null, expected: number) =>
  assert.ok(got !== null && Math.abs(got - expected) < 1e-12, `${got} and ${expected}`);

const specOf = (task: string, outputs: readonly unknown[]) =>
  checkNetwork({ inputs: ["x"], task, outputs, layers: [{ units: outputs.length }] });

describe("classes", () => {
  // six of class 0, three of 1, none of 2
  const labels = [0, 0, 0, 0, 0, 0, 1, 1, 1];
  const predicted = [0, 0, 0, 1, 2, 0, 1, 1, 0];
  const matrix = confusionMatrix(predicted, labels, 3);

  it("are counted by what they are and what they are taken for", () => {
    assert.deepEqual(matrix, [
      [4, 1, 1],
      [1, 2, 0],
      [0, 0, 0],
    ]);
    near(shareRight(matrix), 6 / 9);
  });

  it("have precision, recall and F1, null where they are 0/0", () => {
    const [first, second, third] = classRates(matrix);
    near(first!.precision, 4 / 5);
    near(first!.recall, 4 / 6);
    near(first!.f1, 8 / 11);
    near(second!.precision, 2 / 3);
    assert.deepEqual(third, { readings: 0, precision: 0, recall: null, f1: 0 });
  });

  it("count alike in the macro F1 if they occur or are predicted", () => {
    near(macroF1(classRates(matrix)), (8 / 11 + 4 / 6 + 0) / 3);
    near(macroF1(classRates(confusionMatrix([0, 1], [0, 1], 3))), 1);
    assert.equal(macroF1(classRates(confusionMatrix([], [], 2))), null);
  });

  it("are confused in pairs, the most frequent first, with the share of the true one's", () => {
    assert.deepEqual(confusedPairs(matrix), [
      { truly: 1, predicted: 0, count: 1, share: 1 / 3 },
      { truly: 0, predicted: 1, count: 1, share: 1 / 6 },
      { truly: 0, predicted: 2, count: 1, share: 1 / 6 },
    ]);
  });

  it("count alike in the mean recall if they occur", () => {
    near(meanRecall(classRates(matrix)), (4 / 6 + 2 / 3) / 2);
    assert.equal(meanRecall(classRates(confusionMatrix([], [], 2))), null);
  });

  it("go to the first of the largest probabilities", () => {
    assert.deepEqual([...likeliest([0.4, 0.4, 0.2, 0, 0.5, 0.5, 0, 0, 0], 3)], [0, 1, 0]);
  });

  it("have a log loss that weights count in and that a probability of 0 leaves finite", () => {
    near(classLoss([0.25, 0.75, 0.5, 0.5], [1, 0], 2), (-Math.log(0.75) - Math.log(0.5)) / 2);
    near(classLoss([0.25, 0.75], [0], 2, [3, 1]), -3 * Math.log(0.25));
    near(classLoss([0, 1], [0], 2), 149 * Math.LN2);
    assert.equal(classLoss([], [], 2), null);
  });

  it("that there are not are refused", () => {
    assert.throws(() => confusionMatrix([0, 2], [0, 1], 2), {
      name: "UserError",
      message: "predicted[1]: got 2, expected a whole number from 0 to 1",
    });
    assert.throws(() => confusionMatrix([0], [0, 1], 2), /labels: got 2, expected 1, one for/);
  });
});

describe("numbers", () => {
  it("have mean and root mean square of the errors, bias and R² beside the mean", () => {
    const m = measureNumbers([1, 3, 5], [2, 3, 1]);
    near(m.meanAbsoluteError, 5 / 3);
    near(m.rootMeanSquareError, Math.sqrt(17 / 3));
    near(m.bias, 1);
    near(m.ofMean.rootMeanSquareError, Math.sqrt(2 / 3));
    near(m.r2, 1 - 17 / 2);
  });

  it("that never change have no R², and none at all have no measure", () => {
    assert.equal(measureNumbers([1, 2], [3, 3]).r2, null);
    assert.deepEqual(measureNumbers([], []), {
      meanAbsoluteError: null,
      rootMeanSquareError: null,
      bias: null,
      r2: null,
      ofMean: { meanAbsoluteError: null, rootMeanSquareError: null, bias: null },
    });
  });
});

describe("the scores of a network", () => {
  it("with yes or no for each class tell besides how often the largest output is right", () => {
    const spec = specOf("yes-no", ["still", "walk", "run"]);
    const said = Float32Array.of(0.4, 0.1, 0.2, 0.1, 0.2, 0.3, 0.9, 0.8, 0);
    const labels = Float32Array.of(1, 0, 0, 0, 1, 0, 1, 0, 0);
    const scores = scoresOf(spec, said, labels, "training");
    assert.deepEqual(
      scores.map(({ task, part, output }) => [task, part, output]),
      [
        ["yes-no", "training", "still"],
        ["yes-no", "training", "walk"],
        ["yes-no", "training", "run"],
        ["classes", "training", null],
      ],
    );
    const last = scores[3] as ClassesScore;
    near(last.accuracy, 2 / 3);
    assert.deepEqual(last.confusion, [
      [2, 0, 0],
      [0, 0, 1],
      [0, 0, 0],
    ]);
    const twice = Float32Array.of(1, 0, 0, 0, 1, 1, 1, 0, 0);
    assert.equal(scoresOf(spec, said, twice).length, 3);
  });

  it("of numbers carry the unit of each output", () => {
    const spec = specOf("numbers", [{ name: "t", unit: "°C" }, "u"]);
    const scores = scoresOf(spec, Float32Array.of(1, 2, 3, 4), Float32Array.of(1, 1, 2, 4));
    assert.deepEqual(
      scores.map((s) => [s.output, (s as NumberScore).unit, s.readings]),
      [
        ["t", "°C", 2],
        ["u", undefined, 2],
      ],
    );
  });

  it("are tables within 80 columns, whatever the names and however many", () => {
    const name = fc.string({ minLength: 1, maxLength: 64, unit: fc.constantFrom(..."abcdefg") });
    const names = fc.uniqueArray(name, { minLength: 2, maxLength: 24 });
    fc.assert(
      fc.property(
        fc.constantFrom("yes-no", "classes", "numbers"),
        names,
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(1, 1e-20, 1e30),
        (task, outputs, rows, size) => {
          const spec = specOf(task, outputs);
          const k = outputs.length;
          const random = (i: number) => (i * 0.618) % 1;
          const said = Float32Array.from(
            { length: rows * k },
            (_, i) => random(i) * (task === "numbers" ? size : 1),
          );
          const length = rows * (task === "classes" ? 1 : k);
          const targets = Float32Array.from({ length }, (_, i) => Math.round(random(i * 5)));
          const parts = ["training", "validation"].flatMap((part) =>
            scoresOf(spec, said, targets, part),
          );
          for (const line of describeScores(parts, "window").split("\n")) {
            assert.ok(line.length <= 80, `${line.length}: ${line}`);
          }
        },
      ),
      { seed: 1, numRuns: 300 },
    );
  });

  it("begin with what was held out, in a sentence", () => {
    const said = (task: string, outputs: readonly unknown[], said: number[], targets: number[]) =>
      describeScores(
        ["training", "validation"].flatMap((part) =>
          scoresOf(
            specOf(task, outputs),
            Float32Array.from(said),
            Float32Array.from(targets),
            part,
          ),
        ),
      ).split("\n")[0];
    assert.equal(
      said("yes-no", ["y"], [0.9, 0.1, 0.8, 0.3], [1, 0, 0, 1]),
      "validation: 50.0 % of 4 readings right; 1 of 2 yes found; 1 false alarm",
    );
    assert.equal(
      said("classes", ["a", "b"], [0.9, 0.1, 0.8, 0.2], [0, 1]),
      "validation: 50.0 % of 2 readings right; b is taken for a once",
    );
    assert.equal(
      said("numbers", [{ name: "power", unit: "W" }], [1, 2], [2, 4]),
      "validation: power is off by 1.5 W (the mean: 1)",
    );
    assert.match(
      said("yes-no", ["a", "b"], [0.9, 0.1, 0.8, 0.3], [1, 1, 0, 1])!,
      /^validation: 25\.0 % of the answers of 2 outputs right; least F1: b 0\.0 %;$/,
    );
  });

  it("are folded to the worst of many outputs or classes, and confusions to the most frequent", () => {
    const names = Array.from({ length: 24 }, (_, i) => `a long name of the output ${i}`);
    const labels = Float32Array.from({ length: 48 }, (_, i) => i % 24);
    const said = Float32Array.from({ length: 48 * 24 }, (_, i) => {
      const [row, j] = [Math.floor(i / 24), i % 24];
      return j === (row % 24 === 5 ? 7 : row % 24) ? 0.7 : 0.01;
    });
    const text = describeScores(scoresOf(specOf("classes", names), said, labels));
    assert.match(text, /^the 8 of 24 with the least F1; all of them: --json or --report$/m);
    assert.match(text, /^a long name …he output 5 +a long name …he output 7 +2 +100\.0 %$/m);
    assert.ok(text.split("\n").length < 20, text);
  });
});
