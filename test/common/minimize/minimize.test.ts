import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { minimize, minimizeVector } from "../../../src/common/minimize/minimize.js";
import { near, real, refuses } from "../../support/minimize.js";

describe("minimizing in one parameter", () => {
  it("follows the closed form of a quadratic, w* + (1 − αc)^k (w0 − w*), at every iterate", () => {
    fc.assert(
      fc.property(
        real(-10, 10),
        real(-10, 10),
        real(0.1, 2),
        real(0.01, 0.9),
        fc.integer({ min: 0, max: 50 }),
        (initial, least, c, learningRate, iterations) => {
          const derivative = (w: number) => c * (w - least);
          const { estimate, path } = minimize({
            initial,
            learningRate,
            iterations,
            derivative,
            path: true,
          });
          assert.equal(path!.length, iterations + 1);
          assert.equal(path!.at(-1), estimate);
          path!.forEach((w, k) => {
            near(w, least + (1 - learningRate * c) ** k * (initial - least), 1e-11);
          });
        },
      ),
    );
  });

  it("does each step exactly as w ← w − α·J′(w)", () => {
    const derivative = (w: number) => 3 * w * w - 1;
    const { path } = minimize({
      initial: 0.7,
      learningRate: 0.1,
      iterations: 20,
      derivative,
      path: true,
    });
    assert.equal(path![0], 0.7);
    for (let k = 1; k <= 20; k++)
      assert.equal(path![k], path![k - 1]! - 0.1 * derivative(path![k - 1]!));
    assert.notEqual(path![20], path![19]);
  });

  it("returns the initial value after 0 iterations, and no path unless it is asked for", () => {
    const result = minimize({ initial: 3, learningRate: 1, iterations: 0, derivative: (w) => w });
    assert.deepEqual(result, { estimate: 3 });
  });

  const good = { initial: 1, learningRate: 0.1, iterations: 10, derivative: (w: number) => w };
  const whole = "expected a whole number from 0 to 10000000";
  const above = "expected a finite number above 0 such as 0.05";
  const refused: [change: object, message: string][] = [
    [{ initial: Number.NaN }, "initial: got NaN, expected a finite number"],
    [{ initial: "1" }, 'initial: got "1", expected a finite number'],
    [{ initial: undefined }, "initial: got nothing, expected a finite number"],
    [{ learningRate: 0 }, `learningRate: got 0, ${above}`],
    [{ learningRate: -1 }, `learningRate: got -1, ${above}`],
    [{ learningRate: Number.POSITIVE_INFINITY }, `learningRate: got Infinity, ${above}`],
    [{ learningRate: Number.NaN }, `learningRate: got NaN, ${above}`],
    [{ iterations: 1.5 }, `iterations: got 1.5, ${whole}`],
    [{ iterations: -1 }, `iterations: got -1, ${whole}`],
    [{ iterations: 10_000_001 }, `iterations: got 10000001, ${whole}`],
    [{ iterations: "10" }, `iterations: got "10", ${whole}`],
    [{ derivative: "2w" }, 'derivative: got "2w", expected a function'],
  ];
  for (const [change, message] of refused) {
    it(`refuses an option: ${message}`, () =>
      refuses(() => minimize({ ...good, ...change }), message));
  }

  it("refuses a derivative that gives no number", () => {
    refuses(
      () => minimize({ ...good, derivative: () => "1" as unknown as number }),
      'iteration 1 of 10: got the derivative "1", expected a number',
    );
  });

  it("tells at which iteration it diverges, and to take a smaller learning rate", () => {
    // 1e100 − 1e300, then the cube of that leaves float64
    const diverge = () =>
      minimize({ initial: 1e100, learningRate: 1, iterations: 10, derivative: (w) => w ** 3 });
    refuses(
      diverge,
      "iteration 2 of 10: got w = Infinity from -1e+300 with the derivative -Infinity, expected a finite number; use a learning rate below 1 or another initial value",
    );
    refuses(
      () => minimize({ ...good, derivative: () => Number.NaN }),
      "iteration 1 of 10: got w = NaN from 1 with the derivative NaN, expected a finite number; use a learning rate below 0.1 or another initial value",
    );
  });
});

describe("minimizing in several parameters", () => {
  it("follows the closed form of a quadratic in each component", () => {
    const component = fc.record({ initial: real(-10, 10), least: real(-10, 10), c: real(0.1, 2) });
    fc.assert(
      fc.property(
        fc.array(component, { minLength: 1, maxLength: 5 }),
        real(0.01, 0.9),
        (parts, learningRate) => {
          const { estimate, path } = minimizeVector({
            initial: parts.map(({ initial }) => initial),
            learningRate,
            iterations: 30,
            gradient: (w) => parts.map(({ c, least }, i) => c * (w[i]! - least)),
            path: true,
          });
          assert.equal(path!.length, 31);
          assert.deepEqual(path![30], estimate);
          path!.forEach((w, k) => {
            parts.forEach(({ initial, least, c }, i) => {
              near(w[i]!, least + (1 - learningRate * c) ** k * (initial - least), 1e-11);
            });
          });
        },
      ),
    );
  });

  it("is not disturbed by changes to what it was given or returned", () => {
    const initial = [1, 2];
    const options = { initial, learningRate: 0.5, iterations: 2, path: true };
    const { estimate, path } = minimizeVector({ ...options, gradient: (w) => w });
    estimate[0] = 99;
    assert.deepEqual(path, [
      [1, 2],
      [0.5, 1],
      [0.25, 0.5],
    ]);
    path![0]![0] = 99;
    assert.deepEqual(initial, [1, 2]);
  });

  const good = {
    initial: [1, 2],
    learningRate: 0.1,
    iterations: 3,
    gradient: (w: readonly number[]) => w,
  };
  const refused: [change: object, message: string][] = [
    [{ initial: [] }, "initial: got [], expected a list of at least one number"],
    [{ initial: 3 }, "initial: got 3, expected a list of at least one number"],
    [{ initial: [1, Number.NaN] }, "initial[1]: got NaN, expected a finite number"],
    [{ gradient: () => [1] }, "gradient: got 1 numbers, expected 2, one number for each parameter"],
    [
      { gradient: () => undefined },
      "gradient: got nothing numbers, expected 2, one number for each parameter",
    ],
    [
      { gradient: () => [1, Number.NaN] },
      "iteration 1 of 3: got w[1] = NaN from 2 with the derivative NaN, expected a finite number; use a learning rate below 0.1 or another initial value",
    ],
    [
      { path: true, iterations: 10_000_000 },
      "path: got 10000000 iterations of 2 parameters, 20000002 numbers to keep, expected at most 20000000; leave path out or do fewer iterations",
    ],
  ];
  for (const [change, message] of refused) {
    it(`refuses: ${message}`, () => refuses(() => minimizeVector({ ...good, ...change }), message));
  }
});
