import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { UserError } from "../../../src/common/errors.js";
import { parseExpression } from "../../../src/common/minimize/expression.js";
import {
  logisticGradient,
  logisticLoss,
  logisticRegression,
  minimize,
  minimizeVector,
} from "../../../src/common/minimize/minimize.js";
import { evaluate, minimizeExpression } from "../../../src/common/minimize/minimize-expression.js";
import { HANGING } from "../../support/waiting.js";

const refuses = (run: () => unknown, message: string) =>
  assert.throws(run, (error) => {
    assert.ok(error instanceof UserError, `expected a UserError, got ${String(error)}`);
    assert.equal(error.message, message);
    return true;
  });

const near = (got: number, expected: number, tolerance: number) =>
  assert.ok(
    Math.abs(got - expected) <= tolerance,
    `got ${got}, expected ${expected} ± ${tolerance}`,
  );

const notReal = (what: string) => assert.fail(`${what} is not real`);

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** (f(w + h) − f(w − h)) / 2h for each component of w. */
const centralDifferences = (f: (w: readonly number[]) => number, w: readonly number[], h = 1e-5) =>
  w.map((_, i) => {
    const moved = (by: number) => f(w.map((value, j) => (j === i ? value + by : value)));
    return (moved(h) - moved(-h)) / (2 * h);
  });

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

describe("minimizing an expression", () => {
  const options = { learningRate: 0.1, iterations: 50 };
  const failure = (expression: unknown, change: object = {}): string => {
    let message = "";
    const run = () =>
      minimizeExpression(expression as string, {
        ...options,
        variables: { w: 0.5, b: 2 },
        ...change,
      });
    assert.throws(run, (error) => {
      assert.ok(error instanceof UserError, `expected a UserError, got ${String(error)}`);
      message = error.message;
      return true;
    });
    assert.doesNotMatch(message, /\n/);
    return message;
  };

  it("follows the closed form of a quadratic", () => {
    const { estimate, path } = minimizeExpression("2 (w - 3)^2", {
      ...options,
      variables: { w: 0 },
      path: true,
    });
    assert.equal(path!.length, 51);
    path!.forEach(({ w }, k) => {
      near(w!, 3 - 3 * 0.6 ** k, 1e-12);
    });
    assert.deepEqual(path!.at(-1), estimate);
  });

  it("works in several variables with functions and constants", () => {
    const { estimate } = minimizeExpression(
      "(u - v)^2 + (v - pi)^2 / 2 + log(1 + exp(0 * u)) + e",
      {
        learningRate: 0.2,
        iterations: 500,
        variables: { u: 0, v: 10 },
      },
    );
    near(estimate.u!, Math.PI, 1e-9);
    near(estimate.v!, Math.PI, 1e-9);
  });

  it("lets variables be called like units and like what objects have", () => {
    const variables = { m: 4, i: 5, add: 6, constructor: 7 };
    const { estimate } = minimizeExpression("m^2 + i^2 + add^2 + constructor^2", {
      ...options,
      variables,
    });
    for (const value of Object.values(estimate)) near(value, 0, 1e-3);
  });

  const one = (name: string) => `${name}(w)`;
  const FUNCTIONS =
    "exp log log10 sqrt cbrt abs sin cos tan sec csc cot asin acos atan sinh cosh tanh sech csch coth asinh atanh".split(
      " ",
    );
  for (const expression of [
    ...FUNCTIONS.map(one),
    "acosh(1 + w)",
    "w^3 - 2^w / w",
    "-w^w * +3",
    "sin(cos(w))^2",
  ]) {
    it(`takes the derivative of ${expression} as central differences do`, () => {
      const tree = parseExpression(expression, ["w"]);
      const [expected] = centralDifferences((w) => evaluate(tree, w, 0, notReal).value, [0.4]);
      const { estimate } = minimizeExpression(expression, {
        learningRate: 2 ** -10,
        iterations: 1,
        variables: { w: 0.4 },
      });
      assert.ok(Math.abs(expected!) > 0.1, "a derivative of zero proves nothing");
      near((0.4 - estimate.w!) * 2 ** 10, expected!, 1e-7 * (1 + Math.abs(expected!)));
    });
  }

  const formula = "expected numbers, variables, + - * / ^ and functions only";
  const refused: [expression: string, message: string | RegExp][] = [
    ["w + q", 'expression "w + q": got the unknown symbol "q", expected one of w, b, pi, e'],
    ["5 cm * w", 'expression "5 cm * w": got the unknown symbol "cm", expected one of w, b, pi, e'],
    ["w * i", 'expression "w * i": got the unknown symbol "i", expected one of w, b, pi, e'],
    [
      "__proto__",
      'expression "__proto__": got the unknown symbol "__proto__", expected one of w, b, pi, e',
    ],
    [
      "w +",
      /^expression "w \+": got a syntax error \(Unexpected end of expression \(char 4\)\), expected a formula/,
    ],
    ["(w", /got a syntax error \(Parenthesis \) expected \(char 3\)\)/],
    [
      "floor(w)",
      /got the function "floor", expected one of exp, log, .*, acosh, atanh, each of one argument; a product is written with \*$/,
    ],
    ["b(w)", /got the function "b", expected one of .*; a product is written with \*$/],
    ["log(w, 2)", 'expression "log(w, 2)": got 2 arguments of log, expected 1'],
    ["sin()", 'expression "sin()": got 0 arguments of sin, expected 1'],
    ["w!", 'expression "w!": got the operator !, expected one of + - * / ^'],
    ["w mod 2", 'expression "w mod 2": got the operator mod, expected one of + - * / ^'],
    ["w == b", 'expression "w == b": got the operator ==, expected one of + - * / ^'],
    ["w .* b", 'expression "w .* b": got the operator .*, expected one of + - * / ^'],
    ["w'", "expression \"w'\": got the operator ', expected one of + - * / ^"],
    ["[w, b]", `expression "[w, b]": got an array, ${formula}`],
    ["{w: 1}", `expression "{w: 1}": got an object, ${formula}`],
    ["w = 3", `expression "w = 3": got an assignment, ${formula}`],
    ["f(x) = x", `expression "f(x) = x": got a function assignment, ${formula}`],
    ["w; b", `expression "w; b": got a block, ${formula}`],
    ["w.b", `expression "w.b": got an accessor, ${formula}`],
    ["w > 1 ? w : b", `expression "w > 1 ? w : b": got a conditional, ${formula}`],
    ["1:w", `expression "1:w": got a range, ${formula}`],
    ['w + "1"', 'expression "w + \\"1\\"": got "1", expected finite numbers only'],
    ["w + null", 'expression "w + null": got null, expected finite numbers only'],
    ["w + true", 'expression "w + true": got true, expected finite numbers only'],
    ["w + 1e999", 'expression "w + 1e999": got Infinity, expected finite numbers only'],
    ["# a remark", 'expression "# a remark": got nothing, expected finite numbers only'],
  ];
  for (const [expression, message] of refused) {
    it(`refuses ${expression}`, () => {
      const got = failure(expression);
      if (typeof message === "string") assert.equal(got, message);
      else assert.match(got, message);
    });
  }

  const DANGEROUS =
    'import({a: 1}) createUnit("foo") evaluate("1") parse("1") simplify("w") derivative("w","w") config({}) typed("a") help(w) compile("w") chain(w) reviver() random() print("w",{})';
  for (const call of DANGEROUS.replace("import({a: 1})", "import({a:1})").split(" ")) {
    it(`does not run ${call}, wherever it stands`, () => {
      for (const expression of [call, `w + ${call}`, `sin(${call})`, `2^(-${call})`]) {
        assert.match(failure(expression), /got the function "\w+", expected one of/);
      }
    });
  }

  it("does not run a method that it reaches by a property", () => {
    for (const expression of [
      'w.constructor("return 1")',
      '"a".constructor',
      'sin.constructor("x")',
      'sin["x"]',
    ]) {
      assert.match(failure(expression), /got (a call of no name|an accessor), expected/);
    }
  });

  it("refuses what is no text, empty or over 1,000 characters", () => {
    const formulaLike = "expected a formula like (w - 3)^2";
    assert.equal(failure(3), `expression: got 3, ${formulaLike}`);
    assert.equal(failure(" "), `expression: got " ", ${formulaLike}`);
    assert.equal(
      failure(`w${" ".repeat(1000)}`),
      "expression: got 1001 characters, expected at most 1000",
    );
  });

  it("refuses parentheses over 100 deep", () => {
    assert.match(
      failure(`${"(".repeat(101)}w${")".repeat(101)}`),
      /^expression "\(+…: got 101 nested parentheses, expected at most 100$/,
    );
  });

  it("refuses variables without a usable name or value", () => {
    const range = 'expected 1 to 100 with their initial values, like {"w": 3}';
    assert.equal(failure("w", { variables: {} }), `variables: got 0, ${range}`);
    for (const name of ["e", "pi", "sin", "mod", "end", "true", "a b", "2w", "", "w.b"]) {
      assert.equal(
        failure("1", { variables: { [name]: 1 } }),
        `variables: got the name ${JSON.stringify(name)}, expected letters, digits and _ beginning with a letter, and no name with a meaning of its own such as e or sin`,
      );
    }
    const hidden = JSON.parse('{"__proto__": 1}');
    assert.match(failure("1", { variables: hidden }), /^variables: got the name "__proto__"/);
    assert.equal(
      failure("w", { variables: { w: Number.NaN } }),
      "variables.w: got NaN, expected a finite number",
    );
  });

  it("refuses options that plain minimizing refuses, and tells where it diverges", () => {
    assert.match(failure("w^2", { learningRate: 0 }), /^learningRate: got 0, /);
    assert.match(
      failure("w^4", { learningRate: 10, variables: { w: 5 } }),
      /^iteration \d of 50: got w = .*; use a learning rate below 10 or another initial value$/,
    );
    assert.equal(
      failure("sqrt(w)", { variables: { w: -4 } }),
      'expression "sqrt(w)" at w = -4: got sqrt(-4), expected a real number; use another initial value or a smaller learning rate',
    );
  });

  it("takes a formula of 1,000 characters in a moment", () => {
    const start = performance.now();
    const one = { variables: { w: 0.9 }, iterations: 1, learningRate: 0.1 };
    for (const long of [
      Array(500).fill("w").join("*"),
      Array(500).fill("w").join("^"),
      `${"-".repeat(999)}w`,
      `${"(".repeat(100)}w${")".repeat(100)}`,
      `${"sin(".repeat(100)}w${")".repeat(100)}`,
    ]) {
      assert.ok(Number.isFinite(minimizeExpression(long, one).estimate.w));
    }
    assert.ok(performance.now() - start < HANGING);
  });

  it("gives an estimate or a UserError for any text", () => {
    const piece = fc.constantFrom(
      ..."w b q pi e i 1 2.5 + - * / ^ ( ) , ! ' . = [ ] { } ; : ? sin( log( sqrt( abs( evaluate( \" # mod to".split(
        " ",
      ),
    );
    const text = fc.oneof(
      fc.array(piece, { maxLength: 12 }).map((parts) => parts.join("")),
      fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(" ")),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(text, (expression) => {
        try {
          const { estimate } = minimizeExpression(expression, {
            ...options,
            variables: { w: 0.5, b: 2 },
          });
          assert.ok(Object.values(estimate).every(Number.isFinite));
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
        }
      }),
      { numRuns: 1000 },
    );
  });
});
