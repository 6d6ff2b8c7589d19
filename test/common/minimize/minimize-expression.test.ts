import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { UserError } from "../../../src/common/errors.js";
import { parseExpression } from "../../../src/common/minimize/expression.js";
import { evaluate, minimizeExpression } from "../../../src/common/minimize/minimize-expression.js";
import { centralDifferences, near } from "../../support/minimize.js";
import { HANGING } from "../../support/waiting.js";

const notReal = (what: string) => assert.fail(`${what} is not real`);

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
