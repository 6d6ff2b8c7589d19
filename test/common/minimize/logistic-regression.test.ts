import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  logisticGradient,
  logisticLoss,
  logisticRegression,
} from "../../../src/common/minimize/minimize.js";
import { centralDifferences, near, real, refuses } from "../../support/minimize.js";

describe("logistic regression", () => {
  // x is 0 to 9 with the halves as classes, but for two observations that make the minimum finite
  const DATA = {
    readings: Array.from({ length: 10 }, (_, i) => [(i - 4.5) / 3, (i * 7) % 3]),
    labels: [0, 0, 0, 1, 0, 1, 0, 1, 1, 1],
  };
  const observation = fc.tuple(fc.tuple(real(-3, 3), real(-3, 3)), fc.constantFrom(0, 1));
  const model = fc.record({ weights: fc.tuple(real(-3, 3), real(-3, 3)), bias: real(-3, 3) });

  it("has a gradient equal to the central differences of its loss", () => {
    fc.assert(
      fc.property(
        fc.array(observation, { minLength: 1, maxLength: 8 }),
        model,
        (rows, { weights, bias }) => {
          const data = { readings: rows.map(([x]) => [...x]), labels: rows.map(([, y]) => y) };
          const got = logisticGradient(data, { weights, bias });
          const flat = [...got.weights, got.bias];
          const loss = ([w0, w1, b]: readonly number[]) =>
            logisticLoss(data, { weights: [w0!, w1!], bias: b! });
          const expected = centralDifferences(loss, [...weights, bias]);
          assert.ok(
            flat.some((value) => value !== 0),
            "a gradient of zeros proves nothing",
          );
          flat.forEach((value, i) => {
            near(value, expected[i]!, 1e-7);
          });
        },
      ),
    );
  });

  it("has the loss −Σ [y log a + (1 − y) log(1 − a)]", () => {
    const [weights, bias] = [[0.5, -1], 0.25];
    const expected = DATA.readings.reduce((sum, [x0, x1], i) => {
      const a = 1 / (1 + Math.exp(-(0.5 * x0! - x1! + 0.25)));
      return sum - Math.log(DATA.labels[i] === 1 ? a : 1 - a);
    }, 0);
    near(logisticLoss(DATA, { weights, bias }), expected, 1e-12);
  });

  it("has a finite loss where the naive form overflows", () => {
    const far = { readings: [[1], [1]], labels: [1, 0] };
    assert.equal(logisticLoss(far, { weights: [1e4], bias: 0 }), 1e4);
    assert.equal(logisticLoss(far, { weights: [-1e4], bias: 0 }), 1e4);
    assert.equal(
      logisticLoss({ readings: [[1]], labels: [1] }, { weights: [100], bias: 0 }),
      Math.exp(-100),
    );
  });

  it("comes to where the gradient is zero and every neighbour is worse", () => {
    const { weights, bias, loss } = logisticRegression({
      ...DATA,
      learningRate: 0.1,
      iterations: 20_000,
    });
    const gradient = logisticGradient(DATA, { weights, bias });
    for (const value of [...gradient.weights, gradient.bias]) near(value, 0, 1e-9);
    assert.ok(
      weights[0]! > 0.5,
      `got the weight ${weights[0]}, expected the first reading to matter`,
    );
    assert.equal(loss, logisticLoss(DATA, { weights, bias }));
    assert.ok(loss < 10 * Math.LN2 - 1);
    for (const by of [-0.1, 0.1]) {
      assert.ok(logisticLoss(DATA, { weights, bias: bias + by }) > loss);
      assert.ok(logisticLoss(DATA, { weights: [weights[0]! + by, weights[1]!], bias }) > loss);
    }
  });

  it("starts at zeros or where it is told, and returns the path", () => {
    const options = { ...DATA, learningRate: 0.01, iterations: 2, path: true };
    const { path } = logisticRegression(options);
    assert.deepEqual(path![0], { weights: [0, 0], bias: 0 });
    const second = logisticRegression({ ...options, initial: path![1]!, iterations: 1 });
    const { weights, bias } = path![2]!;
    assert.deepEqual(second.path, [path![1], { weights, bias }]);
    assert.deepEqual({ weights: second.weights, bias: second.bias }, { weights, bias });
    assert.notDeepEqual(path![1], path![2]);
  });

  const good = { ...DATA, learningRate: 0.1, iterations: 1 };
  const refused: [change: object, message: string][] = [
    [{ readings: [] }, "readings: got [], expected a list of at least one observation"],
    [
      { readings: [[1], [1, 2]], labels: [0, 1] },
      "readings[1]: got 2 numbers, expected 1, as many as in readings[0]",
    ],
    [
      { readings: [[]], labels: [0] },
      "readings[0]: got [], expected a list of at least one number",
    ],
    [
      { readings: [[1, Number.NaN]], labels: [0] },
      "readings[0][1]: got NaN, expected a finite number",
    ],
    [{ labels: [1] }, "labels: got 1 numbers, expected 10, one for each observation"],
    [{ readings: [[1]], labels: [0.5] }, "labels[0]: got 0.5, expected 0 or 1"],
    [
      { initial: { weights: [1], bias: 0 } },
      "initial.weights: got 1 numbers, expected 2, one for each input",
    ],
    [
      { initial: { weights: [1, 2], bias: Number.NaN } },
      "initial.bias: got NaN, expected a finite number",
    ],
    [{ learningRate: 0 }, "learningRate: got 0, expected a finite number above 0 such as 0.05"],
    [{ iterations: 0.5 }, "iterations: got 0.5, expected a whole number from 0 to 10000000"],
    [
      { readings: [[1e300], [-1e300]], labels: [0, 1], learningRate: 1e200, iterations: 5 },
      "iteration 1 of 5: got w[0] = -Infinity from 0 with the derivative 1e+300, expected a finite number; use a learning rate below 1e+200 or another initial value",
    ],
    [
      {
        readings: [[1e200], [1]],
        labels: [0, 0],
        learningRate: 1,
        initial: { weights: [1e200], bias: 0 },
        iterations: 0,
      },
      "loss: got Infinity after 0 iterations, expected a finite number; use a learning rate below 1 or smaller readings",
    ],
  ];
  for (const [change, message] of refused) {
    it(`refuses: ${message}`, () =>
      refuses(() => logisticRegression({ ...good, ...change }), message));
  }
});
