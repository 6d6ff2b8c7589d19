import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  BinaryOperator,
  Expression,
  Statement,
  Type,
} from "../../../../src/common/compiler/ir/ir.js";
import { copies } from "../../../../src/common/compiler/link/copies.js";
import { withoutDeadSets } from "../../../../src/common/compiler/link/dead-sets.js";
import { foldRoutine } from "../../../../src/common/compiler/link/fold.js";
import { foldExpression } from "../../../../src/common/compiler/link/fold-expression.js";
import {
  binary,
  block,
  bodyOf,
  branch,
  call,
  f,
  give,
  i,
  load,
  loop,
  program,
  routine,
  select,
  set,
  store,
  unary,
  vf,
  vi,
  when,
} from "../../../support/ir/build.js";

const folded = (e: Expression): Expression => foldExpression(e, []);
const value = (e: Expression): number | undefined => {
  const got = folded(e);
  return got.kind === "constant" ? got.value : undefined;
};
/** What folding makes of a routine (i32, i32, f32) with three more locals of each type. */
const OWN: Type[] = ["i32", "i32", "i32", "f32", "f32", "f32"];
const foldedBody = (...body: Statement[]) =>
  bodyOf(foldRoutine(routine("r", ["i32", "i32", "f32"], OWN, body)));

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

test("constants and copies go where they are used until one of the two is set", () => {
  const lines = foldedBody(
    set(3, i(7)),
    set(4, vi(0)),
    store(vi(3), vi(4)),
    set(0, i(9)),
    store(vi(3), vi(4), 4),
    store(vi(0), vi(1)),
  );
  assert.deepEqual(lines, [
    "  v3 = 7",
    "  v4 = v0",
    "  i32[7] = v0",
    "  v0 = 9",
    "  i32[7 + 4] = v4",
    "  i32[9] = v1",
  ]);
});

test("locals begin with 0, parameters with anything, and a call's result is unknown", () => {
  assert.deepEqual(
    foldedBody(store(i(0), vi(3)), store(i(4), vi(0)), call("f", [vi(4)], 3), store(i(8), vi(3))),
    ["  i32[0] = 0", "  i32[4] = v0", "  v3 = f(0)", "  i32[8] = v3"],
  );
});

test("what never runs is gone, and where two ways meet holds what both say", () => {
  assert.deepEqual(foldedBody(when(i(1), [store(i(0), i(1))], [store(i(0), i(2))])), [
    "  i32[0] = 1",
  ]);
  assert.deepEqual(foldedBody(give(), store(i(0), i(1))), ["  return"]);
  assert.deepEqual(
    foldedBody(
      when(vi(0), [set(3, i(1)), set(4, i(5))], [set(3, i(1)), set(4, i(6))]),
      store(vi(3), vi(4)),
    ).at(-1),
    "  i32[1] = v4",
  );
  // A way that ends does not count.
  assert.equal(
    foldedBody(when(vi(0), [set(3, i(2)), give()], [set(3, i(1))]), store(i(0), vi(3))).at(-1),
    "  i32[0] = 1",
  );
  assert.deepEqual(foldedBody(when(binary("lt_s", vi(0), i(3)), [], [store(i(0), i(2))])), [
    "  if (v0 >=s 3)",
    "    i32[0] = 2",
  ]);
});

test("what a loop sets is unknown at its start, and folded again when it sets less", () => {
  const again = (c: Expression) => branch("again", c);
  assert.deepEqual(
    foldedBody(
      set(3, i(5)),
      loop("again", [store(i(0), vi(3)), set(3, binary("add", vi(3), i(1))), again(vi(0))]),
    ),
    ["  v3 = 5", "  loop again", "    i32[0] = v3", "    v3 = (v3 + 1)", "    branch again if v0"],
  );
  // The set that never runs hides that 3 is 0.
  assert.deepEqual(
    foldedBody(loop("again", [when(vi(4), [set(3, i(1))]), store(i(0), vi(3)), again(vi(0))])),
    ["  loop again", "    i32[0] = 0", "    branch again if v0"],
  );
  assert.deepEqual(foldedBody(loop("once", [store(i(0), i(1)), branch("once", i(0))])), [
    "  i32[0] = 1",
  ]);
});

test("behind a block is unknown what it sets, but not what it would set where nothing runs", () => {
  const left = block("out", [branch("out", vi(0)), set(3, i(5))]);
  assert.equal(foldedBody(set(3, i(4)), left, store(i(0), vi(3))).at(-1), "  i32[0] = v3");
  const dead = block("out", [branch("out", vi(0)), when(i(0), [set(3, i(5))])]);
  assert.equal(foldedBody(set(3, i(4)), dead, store(i(0), vi(3))).at(-1), "  i32[0] = 4");
  assert.deepEqual(foldedBody(block("out", [store(i(0), i(1))])), ["  i32[0] = 1"]);
});

test("a branch to where one comes anyway is gone, and what is known stays so behind its block", () => {
  assert.deepEqual(foldedBody(block("out", [set(3, i(5)), branch("out")]), store(i(0), vi(3))), [
    "  v3 = 5",
    "  i32[0] = 5",
  ]);
  // What comes behind it never runs, and sets nothing.
  assert.deepEqual(
    foldedBody(
      set(3, i(4)),
      block("out", [store(i(0), i(1)), branch("out"), set(3, vi(0))]),
      store(i(4), vi(3)),
    ),
    ["  v3 = 4", "  i32[0] = 1", "  i32[4] = 4"],
  );
  // A condition that always holds makes it one too.
  assert.deepEqual(foldedBody(block("out", [store(i(0), i(1)), branch("out", i(1))])), [
    "  i32[0] = 1",
  ]);
});

test("a block that is left before its last branch keeps the other ones, and tells nothing of what it sets", () => {
  const lines = foldedBody(
    set(3, i(4)),
    block("out", [branch("out", vi(0)), set(3, i(5)), branch("out")]),
    store(i(0), vi(3)),
  );
  assert.deepEqual(lines, [
    "  v3 = 4",
    "  block out",
    "    branch out if v0",
    "    v3 = 5",
    "  i32[0] = v3",
  ]);
  // Two ways that both leave: neither is last in the block.
  assert.deepEqual(
    foldedBody(
      block("out", [
        when(vi(0), [set(3, i(1)), branch("out")], [set(3, i(2)), branch("out")]),
        store(i(0), i(9)),
      ]),
      store(i(0), vi(3)),
    ),
    [
      "  block out",
      "    if v0",
      "      v3 = 1",
      "      branch out",
      "    else",
      "      v3 = 2",
      "      branch out",
      "  i32[0] = v3",
    ],
  );
});

test("a last branch that leads farther stays, and what it passes over never runs", () => {
  assert.deepEqual(
    foldedBody(
      block("outer", [
        branch("outer", vi(1)),
        block("inner", [branch("inner", vi(0)), branch("outer")]),
        store(i(0), i(1)),
      ]),
      store(i(4), i(2)),
    ),
    [
      "  block outer",
      "    branch outer if v1",
      "    block inner",
      "      branch inner if v0",
      "      branch outer",
      "    i32[0] = 1",
      "  i32[4] = 2",
    ],
  );
  // Without a way to the inner block's end the store is gone, and the branch is then the outer block's last.
  assert.deepEqual(
    foldedBody(
      block("outer", [block("inner", [set(3, i(7)), branch("outer")]), store(i(0), i(1))]),
      store(i(4), vi(3)),
    ),
    ["  v3 = 7", "  i32[4] = 7"],
  );
});

test("a loop's last branch back stays, and one out of it goes with its block", () => {
  const body = (...last: Statement[]) => [
    block("out", [loop("again", [store(i(0), vi(3)), set(3, vi(0)), ...last])]),
    store(i(4), vi(3)),
  ];
  assert.deepEqual(foldedBody(...body(branch("again", vi(1)), branch("out"))), [
    "  block out",
    "    loop again",
    "      i32[0] = v3",
    "      v3 = v0",
    "      branch again if v1",
    "      branch out",
    "  i32[4] = v3",
  ]);
  // The loop is gone too, and only the next fold sees that nothing comes back to its start.
  assert.deepEqual(foldedBody(...body(branch("out"))), [
    "  i32[0] = v3",
    "  v3 = v0",
    "  i32[4] = v0",
  ]);
  assert.equal(foldedBody(...body(branch("again"))).at(-1), "    branch again");
});

test("a condition that is not not 0 is as good, and only a condition", () => {
  const twice = unary("eqz", unary("eqz", vi(0)));
  assert.deepEqual(foldedBody(when(twice, [store(i(0), vi(1))])), ["  if v0", "    i32[0] = v1"]);
  assert.equal(
    foldedBody(loop("again", [store(i(0), vi(1)), branch("again", twice)])).at(-1),
    "    branch again if v0",
  );
  assert.deepEqual(folded(select(twice, vf(1), vf(2))), select(vi(0), vf(1), vf(2)));
  assert.deepEqual(foldedBody(store(i(0), twice)), ["  i32[0] = eqz(eqz(v0))"]);
});

test("loads are never known, nor moved", () => {
  assert.deepEqual(foldedBody(set(3, load("i32", i(0))), store(i(0), i(1)), store(i(4), vi(3))), [
    "  v3 = i32[0]",
    "  i32[0] = 1",
    "  i32[4] = v3",
  ]);
});

test("a select of a constant is one of its values", () => {
  assert.deepEqual(folded(select(i(0), vf(1), vf(2))), vf(2));
  assert.deepEqual(folded(select(i(-1), vf(1), vf(2))), vf(1));
});

test("sets that nobody reads go, with what then is empty; calls stay, and so do stores", () => {
  const body = [
    set(3, vi(0)),
    set(4, vi(3)),
    call("f", [], 5),
    when(vi(0), [set(4, i(1))]),
    store(i(0), vi(1)),
  ];
  assert.deepEqual(bodyOf(withoutDeadSets(routine("r", ["i32", "i32"], OWN, body))), [
    "  f()",
    "  i32[0] = v1",
  ]);
  const kept = routine("r", ["i32"], ["i32"], [set(1, vi(0)), store(i(0), vi(1))]);
  assert.equal(withoutDeadSets(kept), kept);
});

test("copies that separate locals show are gone", () => {
  const one = routine("r", ["i32"], ["i32"], [set(1, vi(0)), store(vi(1), vi(1))]);
  assert.deepEqual(bodyOf(copies(program(one)).routines[0]!), ["  i32[v0] = v0"]);
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
