import assert from "node:assert/strict";
import { test } from "node:test";
import type { Expression, Statement, Type } from "../../../../src/common/compiler/ir/ir.js";
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
/** What folding makes of a routine (i32, i32, f32) with three more locals of each type. */
const OWN: Type[] = ["i32", "i32", "i32", "f32", "f32", "f32"];
const foldedBody = (...body: Statement[]) =>
  bodyOf(foldRoutine(routine("r", ["i32", "i32", "f32"], OWN, body)));

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
