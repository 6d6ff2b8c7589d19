import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { UserError } from "../../../src/common/errors.js";
import { FUNCTIONS } from "../../../src/common/minimize/dual.js";
import { type Expression, parseExpression } from "../../../src/common/minimize/expression.js";
import { evaluate } from "../../../src/common/minimize/minimize-expression.js";

const NAMES = ["x", "y", "a", "b"];
const parse = (text: string) => parseExpression(text, NAMES);
const notReal = (what: string): never => {
  throw new UserError(`${what} is not real`);
};
/** Value and derivative by one of NAMES at a point, zero where it is left out. */
const at = (tree: Expression, point: readonly number[], by = 0) =>
  evaluate(tree, point, by, notReal);

const refusal = (text: string, names: readonly string[] = NAMES): string => {
  try {
    parseExpression(text, names);
  } catch (error) {
    assert.ok(error instanceof UserError, `expected a UserError, got ${String(error)}`);
    assert.doesNotMatch(error.message, /\n/);
    assert.ok(error.message.length < 1000, `got ${error.message.length} characters of refusal`);
    return error.message;
  }
  return assert.fail(`expected ${text.slice(0, 60)} to be refused`);
};

/** Central differences with the error's h² taken away by a second, wider pair (Richardson). */
function differences(f: (x: number) => number, x: number): number {
  const central = (h: number) => (f(x + h) - f(x - h)) / (2 * h);
  const h = 1e-4;
  return (4 * central(h) - central(2 * h)) / 3;
}

/** Each function by other means than ours, and where it is smooth: a range without its poles. */
const REFERENCES: Record<string, [(x: number) => number, min: number, max: number]> = {
  exp: [(x) => Math.E ** x, -3, 3],
  log: [(x) => Math.log2(x) * Math.LN2, 0.1, 10],
  log10: [(x) => Math.log(x) / Math.LN10, 0.1, 10],
  sqrt: [(x) => x ** 0.5, 0.1, 10],
  cbrt: [(x) => Math.sign(x) * Math.abs(x) ** (1 / 3), -10, -0.1],
  abs: [(x) => (x < 0 ? -x : x), -10, -0.1],
  sin: [(x) => Math.cos(x - Math.PI / 2), -5, 5],
  cos: [(x) => Math.sin(x + Math.PI / 2), -5, 5],
  tan: [(x) => Math.sin(x) / Math.cos(x), -1.3, 1.3],
  sec: [(x) => 1 / Math.cos(x), -1.3, 1.3],
  csc: [(x) => 1 / Math.sin(x), 0.3, 2.8],
  cot: [(x) => Math.cos(x) / Math.sin(x), 0.3, 2.8],
  asin: [(x) => Math.atan2(x, Math.sqrt(1 - x * x)), -0.95, 0.95],
  acos: [(x) => Math.atan2(Math.sqrt(1 - x * x), x), -0.95, 0.95],
  atan: [(x) => Math.atan2(x, 1), -10, 10],
  sinh: [(x) => (Math.exp(x) - Math.exp(-x)) / 2, -3, 3],
  cosh: [(x) => (Math.exp(x) + Math.exp(-x)) / 2, -3, 3],
  tanh: [(x) => 1 - 2 / (Math.exp(2 * x) + 1), -3, 3],
  sech: [(x) => 2 / (Math.exp(x) + Math.exp(-x)), -3, 3],
  csch: [(x) => 2 / (Math.exp(x) - Math.exp(-x)), 0.3, 3],
  coth: [(x) => 1 + 2 / (Math.exp(2 * x) - 1), 0.3, 3],
  asinh: [(x) => Math.sign(x) * Math.log(Math.abs(x) + Math.sqrt(x * x + 1)), -10, 10],
  acosh: [(x) => Math.log(x + Math.sqrt(x * x - 1)), 1.1, 10],
  atanh: [(x) => Math.log((1 + x) / (1 - x)) / 2, -0.95, 0.95],
};

const close = (got: number | undefined, expected: number, tolerance: number, what: string) =>
  assert.ok(
    Math.abs(got! - expected) <= tolerance * (1 + Math.abs(expected)),
    `${what}: got ${got}, expected ${expected}`,
  );

describe("derivatives by dual numbers", () => {
  it("know each function that has a reference here, and no other", () => {
    assert.deepEqual([...FUNCTIONS.keys()].sort(), Object.keys(REFERENCES).sort());
  });

  for (const [name, [reference, min, max]] of Object.entries(REFERENCES)) {
    it(`give the value of ${name} and the slope of its central differences, anywhere`, () => {
      const tree = parse(`${name}(x)`);
      let steepest = 0;
      fc.assert(
        fc.property(fc.double({ min, max, noNaN: true }), (x) => {
          const { value, slope } = at(tree, [x]);
          close(value, reference(x), 1e-12, `${name}(${x})`);
          close(slope, differences(reference, x), 1e-8, `the slope of ${name} at ${x}`);
          steepest = Math.max(steepest, Math.abs(slope!));
        }),
      );
      assert.ok(steepest > 0.01, "a slope of zero proves nothing");
    });
  }

  it("give the slopes of random formulas of two variables as central differences do", () => {
    const leaf = fc.oneof(
      fc.constantFrom("x", "y", "pi", "e"),
      fc.integer({ min: 1, max: 9 }).map((n) => String(n / 4)),
    );
    const { formula } = fc.letrec<{ formula: string }>((tie) => ({
      formula: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc
          .tuple(tie("formula"), fc.constantFrom("+", "-", "*", "/", "^", ""), tie("formula"))
          .map(([left, operator, right]) => `(${left})${operator}(${right})`),
        fc
          .tuple(fc.constantFrom("sin", "atan", "tanh", "exp", "abs", "log"), tie("formula"))
          .map(([name, argument]) => `${name}(${argument})`),
        tie("formula").map((operand) => `-(${operand})`),
      ),
    }));
    const between = fc.double({ min: 0.5, max: 2, noNaN: true });
    let [compared, steepest] = [0, 0];
    fc.assert(
      fc.property(formula, between, between, fc.constantFrom(0, 1), (text, x, y, by) => {
        fc.pre(text.length <= 1000);
        const tree = parse(text);
        const along = (moved: number) => at(tree, by === 0 ? [moved, y] : [x, moved]).value;
        const start = by === 0 ? x : y;
        try {
          const { slope = 0 } = at(tree, [x, y], by);
          const expected = differences(along, start);
          // differences are no measure beside a pole, a kink or where everything is cancelled
          const rough = Math.abs(
            (along(start + 3e-4) - 2 * along(start) + along(start - 3e-4)) / 9e-8,
          );
          if (!(rough < 1e3 && Math.abs(along(start)) < 1e3)) return;
          close(slope, expected, 1e-5, `${text} at ${x}, ${y} by ${NAMES[by]}`);
          compared++;
          steepest = Math.max(steepest, Math.abs(slope));
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
        }
      }),
      { numRuns: 2000, seed: 9 },
    );
    assert.ok(compared > 1000, `only ${compared} formulas could be compared`);
    assert.ok(steepest > 1, "slopes of zero prove nothing");
  });

  it("are exact where the arithmetic is", () => {
    assert.deepEqual(at(parse("x^3 - 2 x^2 + x / 4"), [3]), { value: 9.75, slope: 15.25 });
    assert.deepEqual(at(parse("2^x x"), [0]), { value: 0, slope: 1 });
    assert.deepEqual(at(parse("y^x"), [2, 3], 1), { value: 9, slope: 6 });
    assert.deepEqual(at(parse("x^3"), [-2]), { value: -8, slope: 12 });
    assert.deepEqual(at(parse("x^0"), [0]), { value: 1, slope: 0 });
    assert.equal(at(parse("tanh(x)"), [400]).slope, 0);
  });

  it("leave out what does not depend on the variable, however steep it is", () => {
    assert.equal(at(parse("sqrt(0) + x^2 + abs(y)"), [3, 0]).slope, 6);
    assert.equal(at(parse("x * 0^y"), [3, 0]).slope, 1);
    assert.equal(at(parse("y + 1"), [3, 0]).slope, undefined);
  });

  it("are no finite numbers where there is no derivative", () => {
    for (const text of [
      "abs(x)",
      "sqrt(x)",
      "sqrt(x^2)",
      "1/x",
      "log(x)",
      "x^0.5",
      "0^x",
      "cbrt(x)",
    ]) {
      assert.ok(!Number.isFinite(at(parse(text), [0]).slope), text);
    }
  });

  it("are refused where a formula is not real", () => {
    const cases: [text: string, x: number, what: string][] = [
      ["sqrt(x)", -4, "sqrt(-4)"],
      ["log(x)", -1, "log(-1)"],
      ["log10(x)", -1, "log10(-1)"],
      ["asin(x)", 1.5, "asin(1.5)"],
      ["acos(x)", -1.5, "acos(-1.5)"],
      ["acosh(x)", 0.5, "acosh(0.5)"],
      ["atanh(x)", 2, "atanh(2)"],
      ["x^0.5", -2, "(-2)^0.5"],
      ["x^x", -2, "(-2)^-2 with an exponent that varies"],
      ["y + log(x) + 0 * y", -1, "log(-1)"],
    ];
    for (const [text, x, what] of cases) {
      assert.throws(() => at(parse(text), [x, 1]), { message: `${what} is not real` });
    }
  });
});

describe("formulas", () => {
  const same: [text: string, meaning: string][] = [
    ["-x^2", "-(x^2)"],
    ["2^3^2", "2^(3^2)"],
    ["2^-x^2", "2^(-(x^2))"],
    ["x^-2 y", "(x^(-2))*y"],
    ["--x", "-(-x)"],
    ["-+x", "-x"],
    ["x - y - a", "(x - y) - a"],
    ["x / y / a", "(x / y) / a"],
    ["x / y * a", "(x / y) * a"],
    ["x + y * a ^ b", "x + (y * (a ^ b))"],
    ["-x * y", "(-x) * y"],
    ["x * -y ^ 2", "x * (-(y^2))"],
    ["2x", "2 * x"],
    ["2 x^2", "2 * (x^2)"],
    ["x y", "x * y"],
    ["x 2", "x * 2"],
    ["(x) 2 y", "(x * 2) * y"],
    ["2(x - 3)^2", "2 * ((x - 3)^2)"],
    ["3 + 2 (x - 3)^2", "3 + (2 * ((x - 3)^2))"],
    ["(x + 1)(y - 1)", "(x + 1) * (y - 1)"],
    ["sin(x)(y)", "sin(x) * y"],
    ["sin(x)^2 cos(y)", "(sin(x)^2) * cos(y)"],
    ["2^3 x", "(2^3) * x"],
    ["2^x y", "(2^x) * y"],
    ["a / b x", "a / (b * x)"],
    ["a / 2 x", "a / (2 * x)"],
    ["1/2x", "(1 / 2) * x"],
    ["-1/2 x", "((-1) / 2) * x"],
    ["a * 1/2 x", "a * ((1 / 2) * x)"],
    ["1/2(x + 1)", "(1 / 2) * (x + 1)"],
    ["1/2/3 x", "1 / ((2 / 3) * x)"],
    ["1/2 * x", "(1 / 2) * x"],
    ["-2 x", "(-2) * x"],
    ["2e", "2 * e"],
    ["2 pi x", "(2 * pi) * x"],
    ["2e3 x", "2000 * x"],
    ["2.x + .5", "(2 * x) + 0.5"],
    ["0x1f + 0b11 + 0o17", "(31 + 3) + 15"],
    [" x\t+\u00a0y # a remark", "x + y"],
    ["x +\n y", "x + y"],
    ["(x\n+ y)", "x + y"],
  ];
  for (const [text, meaning] of same) {
    it(`read ${JSON.stringify(text)} as ${meaning}`, () => {
      assert.deepEqual(parse(text), parse(meaning));
    });
  }

  it("have the values that they should", () => {
    const cases: [text: string, value: number][] = [
      ["-x^2", -9],
      ["2^3^2", 512],
      ["1/2x", 1.5],
      ["1/x 2", 1 / 6],
      ["2 (x - 1)^2 - x", 5],
      ["pi + e", Math.PI + Math.E],
    ];
    for (const [text, value] of cases) assert.equal(at(parse(text), [3]).value, value, text);
  });

  const refused: [text: string, message: RegExp][] = [
    ["2 3", /got a syntax error \(Unexpected part "3" \(char 3\)\)/],
    ["x^2 3", /got a syntax error \(Unexpected part "3" \(char 5\)\)/],
    ["x)", /got a syntax error \(Unexpected operator \) \(char 2\)\)/],
    ["x, y", /got a syntax error \(Unexpected operator , \(char 2\)\)/],
    ["()", /got a syntax error \(Value expected \(char 2\)\)/],
    ["* x", /got a syntax error \(Value expected \(char 1\)\)/],
    ["x // y", /got a syntax error \(Value expected \(char 4\)\)/],
    ["2e-x", /got a syntax error \(Digit expected \(char 4\)\)/],
    ["2.5.3", /got a syntax error \(Unexpected part ".3" \(char 4\)\)/],
    ["0x", /got a syntax error \(Unreadable number "0x" \(char 1\)\)/],
    ["0b12 x", /got a syntax error \(Unreadable number "0b12" \(char 1\)\)/],
    ['"x', /got a syntax error \(End of string " expected \(char 3\)\)/],
    ["x @ y", /got a syntax error \(Unexpected character "@" \(char 3\)\)/],
    ["3 × x", /got a syntax error \(Unexpected character "×" \(char 3\)\)/],
    ["x\u0000", /got a syntax error \(Unexpected character "\\u0000" \(char 2\)\)/],
    ["x \ud800", /got a syntax error \(Unexpected character "\\ud800" \(char 3\)\)/],
    ["x\r", /got a syntax error \(Unexpected character "\\r" \(char 2\)\)/],
    ["x\ny", /got a block, expected/],
    ["x % 2", /got the operator %, expected one of \+ - \* \/ \^$/],
    ["5%", /got the operator %, expected/],
    ["~x", /got the operator ~, expected/],
    ["not x", /got the operator not, expected/],
    ["x in y", /got the operator in, expected/],
    ["x ?? y", /got the operator \?\?, expected/],
    ["x >>> 2", /got the operator >>>, expected/],
    ["x .^ 2", /got the operator \.\^, expected/],
    ["x?.y", /got an accessor, expected/],
    ["(x).y", /got an accessor, expected/],
    ["(x = 3)", /got an assignment, expected/],
    ["sin(x ? 1 : 2)", /got a conditional, expected/],
    ["(1:x)", /got a range, expected/],
    ["2 [1]", /got an accessor, expected/],
    ["sin * x", /got the unknown symbol "sin", expected one of x, y, a, b, pi, e$/],
    ["x(2)", /got the function "x", expected one of exp, .*; a product is written with \*$/],
    ["pi(2)", /got the function "pi", expected one of/],
    ["NaN", /got NaN, expected finite numbers only/],
    ["-Infinity", /got Infinity, expected finite numbers only/],
  ];
  for (const [text, message] of refused) {
    it(`refuse ${JSON.stringify(text)}`, () => assert.match(refusal(text), message));
  }

  it("know nothing of what objects have, as a name, a function or a property", () => {
    const inherited = [
      ...Object.getOwnPropertyNames(Object.prototype),
      ...Object.getOwnPropertyNames(Map.prototype),
      "prototype",
    ];
    for (const name of inherited) {
      assert.match(
        refusal(name),
        /got the unknown symbol "\w+", expected one of x, y, a, b, pi, e$/,
      );
      assert.match(refusal(`${name}(x)`), /got the function "\w+", expected one of exp, /);
      assert.match(refusal(`x.${name}`), /got an accessor, expected/);
      assert.match(refusal(`x["${name}"]`), /got an accessor, expected/);
      assert.deepEqual(parseExpression(name, [name]), { type: "variable", index: 0 });
    }
  });

  it("may be nested 100 deep and no deeper, in brackets of any kind", () => {
    const nested = (depth: number, open = "(", close = ")") =>
      `${open.repeat(depth)}x${close.repeat(depth)}`;
    assert.deepEqual(parse(nested(100)), parse("x"));
    assert.equal(at(parse(nested(100, "abs(")), [-2]).value, 2);
    for (const [open, close] of [
      ["(", ")"],
      ["sin(", ")"],
      ["[", "]"],
      ["{", "}"],
    ]) {
      assert.match(
        refusal(nested(101, open, close)),
        /got 101 nested parentheses, expected at most 100$/,
      );
    }
    assert.match(refusal("(".repeat(1000)), /got 1000 nested parentheses, expected at most 100$/);
  });

  it("of 1,000 characters do not exhaust the stack, and longer ones are not read", () => {
    const longest = [
      `${"-".repeat(999)}x`,
      `${"x^".repeat(499)}x`,
      `${"x ".repeat(499)}x`,
      `${"2-".repeat(499)}x`,
    ];
    for (const text of longest) assert.ok(Number.isFinite(at(parse(text), [0.9]).slope), text);
    assert.ok(refusal("-".repeat(1000)));
    for (const text of ["x".repeat(1001), "(".repeat(1e6), "x+".repeat(1e6)]) {
      assert.equal(
        refusal(text),
        `expression: got ${text.length} characters, expected at most 1000`,
      );
    }
  });
});
