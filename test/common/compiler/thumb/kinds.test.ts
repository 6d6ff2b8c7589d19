import assert from "node:assert/strict";
import { test } from "node:test";
import type { Routine } from "../../../../src/common/compiler/ir/ir.js";
import { findKinds } from "../../../../src/common/compiler/thumb/kinds.js";
import {
  binary,
  call,
  f,
  i,
  load,
  program,
  routine,
  select,
  set,
  store,
  vf,
  vi,
} from "../../../support/ir/build.js";

/** The kinds of the last routine's locals, or of another one's. */
function kindsIn(routines: readonly Routine[], of = routines.at(-1)!): string {
  const kinds = findKinds(program(...routines));
  return of.locals.map((_, index) => kinds.local(of, index)).join(" ");
}

/** The kinds of locals of a routine that is not called from outside. */
const kindsOf = (one: Routine): string => kindsIn([one, routine("main", [], [], [])], one);

test("what is loaded from or stored to is an address, what is loaded or stored a number", () => {
  const body = [set(1, load("i32", vi(0))), store(vi(2), vi(3))];
  assert.equal(
    kindsOf(routine("r", ["i32", "i32", "i32", "i32"], [], body)),
    "address number address number",
  );
});

test("an address and a number are an address, on either side", () => {
  const sum = (left: number, right: number) => binary("add", vi(left), vi(right));
  const body = [
    set(4, binary("shl", vi(1), i(2))),
    store(sum(0, 4), f(1)),
    set(2, sum(4, 3)),
    store(vi(2), f(1)),
  ];
  assert.equal(
    kindsOf(routine("r", ["i32", "i32", "i32", "i32", "i32"], [], body)),
    "address number address address number",
  );
});

test("a pointer that goes on by a constant is the address, the constant a number", () => {
  const body = [set(1, binary("add", vi(0), i(64))), store(vi(1), f(0))];
  assert.equal(kindsOf(routine("r", ["i32"], ["i32"], body)), "address address");
});

test("what is added to an address is a number, though nothing else says so", () => {
  const add = (left: number, right: number) => binary("add", vi(left), vi(right));
  for (const sum of [add(0, 1), add(1, 0)]) {
    const body = [store(vi(0), f(1)), set(2, sum)];
    assert.equal(kindsOf(routine("r", ["i32", "i32"], ["i32"], body)), "address number address");
  }
});

test("both sides of a comparison and of a choice are alike", () => {
  const body = [
    store(select(binary("lt_u", vi(0), vi(1)), vi(0), vi(2)), f(1)),
    set(3, binary("lt_u", vi(4), vi(5))),
  ];
  assert.equal(
    kindsOf(routine("r", ["i32", "i32", "i32", "i32", "i32", "i32"], [], body)),
    "address address address number number number",
  );
});

test("an argument is what its parameter is, and what comes from outside is a number", () => {
  const callee = routine("callee", ["i32", "f32"], [], [store(vi(0), vf(1))]);
  const caller = routine("caller", ["i32", "f32"], [], [call("callee", [vi(0), vf(1)])]);
  const main = routine("main", ["i32"], [], [call("caller", [i(8), f(1)]), store(vi(0), f(1))]);
  assert.equal(kindsIn([callee, caller, main], caller), "address number");
  assert.equal(kindsIn([callee, caller, main], main), "number");
});

test("a constant does not say what the local is that gets it", () => {
  const body = [set(0, i(0)), store(vi(0), f(1)), set(1, i(0)), store(i(4), vi(1))];
  assert.equal(kindsOf(routine("r", [], ["i32", "i32"], body)), "address number");
});
