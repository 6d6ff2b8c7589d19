import assert from "node:assert/strict";
import { test } from "node:test";
import type { BinaryOperator, Expression } from "../../../../src/common/compiler/ir/ir.js";
import { foldExpression } from "../../../../src/common/compiler/link/fold-expression.js";
import { binary, f, i, select, unary, vf, vi } from "../../../support/ir/build.js";

const folded = (e: Expression): Expression => foldExpression(e, []);
const value = (e: Expression): number | undefined => {
  const got = folded(e);
  return got.kind === "constant" ? got.value : undefined;
};

test("integers are computed modulo 2³², with the sign that the operator takes", () => {
  const cases: [BinaryOperator, number, number, number][] = [
    ["add", 0x7fffffff, 1, -0x80000000],
    ["sub", -0x80000000, 1, 0x7fffffff],
    ["mul", 0x12345679, 0x7654321d, Math.imul(0x12345679, 0x7654321d)],
    ["shl", 1, 33, 2],
    ["shr_s", -8, 1, -4],
    ["shr_u", -8, 1, 0x7ffffffc],
    ["shr_u", -1, 0, -1],
    ["lt_s", -1, 1, 1],
    ["lt_u", -1, 1, 0],
    ["ge_u", -1, 1, 1],
    ["gt_s", -1, 1, 0],
    ["eq", 5, 5, 1],
    ["xor", 6, 3, 5],
    ["mul_high_u", -1, -1, -2],
    ["mul_high_u", 0x12345678, 0x00010000, 0x1234],
    ["mul_high_u", 0xffff, 0x10001, 0],
  ];
  for (const [operator, a, b, expected] of cases) {
    assert.equal(value(binary(operator, i(a), i(b))), expected, `${a} ${operator} ${b}`);
  }
});

test("leading zeros are counted, and no product with 0 has an upper half", () => {
  assert.equal(value(unary("clz", i(0))), 32);
  assert.equal(value(unary("clz", i(-1))), 0);
  assert.equal(value(unary("clz", i(0x800000))), 8);
  assert.equal(value(binary("mul_high_u", i(0), vi(0))), 0);
});

test("floats are rounded after each operation", () => {
  const big = 16777216;
  assert.equal(value(binary("sub", binary("add", f(big), f(1)), f(big))), 0);
  assert.equal(value(binary("div", f(1), f(3))), Math.fround(1 / 3));
  assert.equal(value(binary("mul", f(3e38), f(10))), Infinity);
  assert.equal(value(unary("sqrt", f(2))), Math.fround(Math.SQRT2));
  assert.equal(value(unary("convert_s", i(16777217))), 16777216);
  assert.equal(value(unary("convert_u", i(-1))), 4294967296);
});

test("zeros keep their signs", () => {
  assert.ok(Object.is(value(unary("neg", f(0))), -0));
  assert.ok(Object.is(value(unary("sqrt", f(-0))), -0));
  assert.ok(Object.is(value(binary("mul", f(-1), f(0))), -0));
  assert.ok(Object.is(value(binary("add", f(-0), f(-0))), -0));
  assert.equal(value(unary("reinterpret", f(-0))), -0x80000000);
  assert.ok(Object.is(value(unary("reinterpret", i(-0x80000000))), -0));
});

test("nothing is folded to NaN, nor are its bits taken", () => {
  for (const e of [
    binary("div", f(0), f(0)),
    binary("sub", f(Infinity), f(Infinity)),
    binary("mul", f(0), f(Infinity)),
    binary("add", f(Number.NaN), f(1)),
    unary("neg", f(Number.NaN)),
    unary("abs", f(Number.NaN)),
    unary("sqrt", f(-1)),
    unary("reinterpret", i(0x7fc00001)),
    unary("reinterpret", f(Number.NaN)),
  ]) {
    assert.equal(value(e), undefined, JSON.stringify(e));
  }
  assert.equal(value(binary("eq", f(Number.NaN), f(Number.NaN))), 0);
  assert.equal(value(binary("ne", f(Number.NaN), f(1))), 1);
});

test("no identity of real numbers is used on floats", () => {
  const x = vf(0);
  for (const e of [
    binary("mul", x, f(1)),
    binary("mul", f(1), x),
    binary("mul", x, f(0)),
    binary("mul", x, f(2)),
    binary("add", x, f(0)),
    binary("add", f(-0), x),
    binary("sub", x, f(0)),
    binary("sub", x, x),
    binary("div", x, f(1)),
    binary("div", x, x),
    binary("eq", x, x),
    unary("eqz", binary("lt", x, f(1))),
    unary("neg", unary("neg", x)),
    binary("add", binary("add", x, f(1)), f(2)),
  ]) {
    assert.deepEqual(folded(e), e);
  }
});

test("integers with one constant become simpler", () => {
  const x = vi(0);
  const cases: [Expression, Expression][] = [
    [binary("add", x, i(0)), x],
    [binary("add", i(0), x), x],
    [binary("mul", x, i(1)), x],
    [binary("mul", i(8), x), binary("shl", x, i(3))],
    [binary("mul", x, i(0)), i(0)],
    [binary("and", i(0), x), i(0)],
    [binary("add", binary("add", x, i(3)), i(-3)), x],
    [binary("add", binary("add", x, i(0x7fffffff)), i(1)), binary("add", x, i(-0x80000000))],
    [binary("shl", binary("shl", x, i(2)), i(3)), binary("shl", x, i(5))],
    [binary("shl", binary("mul", x, i(3)), i(2)), binary("mul", x, i(12))],
    [binary("lt_s", i(3), x), binary("gt_s", x, i(3))],
    [binary("le_u", i(3), x), binary("ge_u", x, i(3))],
    [unary("eqz", binary("lt_u", x, i(3))), binary("ge_u", x, i(3))],
    [binary("eq", x, i(0)), unary("eqz", x)],
    [binary("sub", i(0), x), binary("sub", i(0), x)],
    [binary("shl", i(1), x), binary("shl", i(1), x)],
  ];
  for (const [e, expected] of cases) assert.deepEqual(folded(e), expected, JSON.stringify(e));
});

test("shifts of shifts count each modulo 32", () => {
  const x = vi(0);
  assert.deepEqual(folded(binary("shl", binary("shl", x, i(-1)), i(2))), i(0));
  assert.deepEqual(folded(binary("shl", binary("shl", x, i(20)), i(20))), i(0));
  assert.deepEqual(folded(binary("shl", binary("shl", x, i(33)), i(34))), binary("shl", x, i(3)));
});

test("a select of a constant is one of its values", () => {
  assert.deepEqual(folded(select(i(0), vf(1), vf(2))), vf(2));
  assert.deepEqual(folded(select(i(-1), vf(1), vf(2))), vf(1));
});

test("a comparison is 1 or 0 already, so its last bit is itself; that of any other value is not", () => {
  for (const [operator, left, right] of [
    ["eq", vi(0), i(3)],
    ["lt_u", vi(0), vi(1)],
    ["ge", vf(2), vf(3)],
  ] as const) {
    const compared = binary(operator, left, right);
    assert.deepEqual(folded(binary("and", compared, i(1))), compared);
    assert.deepEqual(folded(binary("and", i(1), compared)), compared);
    assert.notDeepEqual(folded(binary("and", compared, i(3))), compared);
  }
  const sum = binary("add", vi(0), vi(1));
  assert.deepEqual(folded(binary("and", sum, i(1))), binary("and", sum, i(1)));
  assert.deepEqual(folded(binary("and", vi(0), i(1))), binary("and", vi(0), i(1)));
});
