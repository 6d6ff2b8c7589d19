import assert from "node:assert/strict";
import { test } from "node:test";
import { checkProgram } from "../../../../src/common/compiler/ir/check.js";
import type { Expression, Program, Statement } from "../../../../src/common/compiler/ir/ir.js";
import { separateLocals } from "../../../../src/common/compiler/ir/separate-locals.js";
import { link, PASSES } from "../../../../src/common/compiler/link/link.js";
import { networkProgram } from "../../../../src/common/compiler/network-program.js";
import { planMemory } from "../../../../src/common/network/plan.js";
import { RESOURCES } from "../../../../src/node/resources.js";
import {
  binary,
  block,
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
import { specOf } from "../../../support/networks.js";
import { randomShape } from "../../../support/random-networks.js";

const helper = routine("helper", ["i32", "f32"], [], [give(vi(0))], "i32");
/** A routine (i32, f32) with two more locals, after one that it may call, in a memory of 64 bytes. */
const withBody = (...body: Statement[]): Program => ({
  ...program(helper, routine("main", ["i32", "f32"], ["i32", "f32"], body)),
  constants: new Map([["end", i(64)]]),
});
const using = (e: Expression): Program => withBody(set(e.type === "i32" ? 0 : 1, e));

const GOOD: Statement[] = [
  set(2, load("i32", i(60))),
  store(i(56), vf(1), 4),
  call("helper", [vi(0), vf(1)], 2),
  when(vi(2), [give()]),
  block("out", [loop("again", [branch("out", vi(2)), branch("again", vi(0))])]),
];

const FAULTS: [what: string, faulty: Program, message: RegExp][] = [
  ["a local that is not there", withBody(set(7, i(0))), /local 7 of 4/],
  ["a read of what nothing sets", withBody(set(0, vi(2))), /a read of local 2, which nothing sets/],
  [
    "a set of another type",
    withBody(set(2, f(1))),
    /a value for local 2 of type f32, where there must be i32/,
  ],
  ["a local of another type than it says", using(vi(1)), /a local that says i32 and is f32/],
  [
    "an integer of more than 32 bits",
    using({ kind: "constant", type: "i32", value: 2 ** 31 }),
    /the integer 2147483648/,
  ],
  [
    "a float of more than 32 bits",
    using({ kind: "constant", type: "f32", value: 0.1 }),
    /the float32 0.1/,
  ],
  [
    "a name that is not linked",
    using({ kind: "global", type: "i32", name: "SIZE" }),
    /the name SIZE, which is not linked/,
  ],
  ["an address that is a float", using(load("i32", vf(1))), /an address of type f32/],
  ["an offset between words", using(load("i32", vi(0), 2)), /the offset 2/],
  ["a negative offset", using(load("i32", vi(0), -4)), /the offset -4/],
  ["a load behind the memory", using(load("i32", i(60), 4)), /an access at byte 64 of 64/],
  ["a store before the memory", withBody(store(i(-4), i(1))), /an access at byte 4294967292 of 64/],
  [
    "a count that is a float",
    using({ kind: "load", type: "f32", pointer: i(0), offset: 0, holds: "count" }),
    /a count that is no integer/,
  ],
  [
    "a conversion of a float",
    using(unary("convert_s", vf(1))),
    /an operand of convert_s of type f32, where there must be i32/,
  ],
  ["a sign of an integer", using(unary("neg", vi(0))), /an operand of neg of type i32/],
  ["a square root of an integer", using(unary("sqrt", vi(0))), /an operand of sqrt of type i32/],
  ["leading zeros of a float", using(unary("clz", vf(1))), /an operand of clz of type f32/],
  [
    "an upper half of floats",
    using(binary("mul_high_u", vf(1), vf(1))),
    /the left operand of mul_high_u of type f32/,
  ],
  [
    "operands of two types",
    using(binary("add", vi(0), vf(1))),
    /the right operand of add of type f32/,
  ],
  [
    "a quotient of integers",
    using(binary("div", vi(0), vi(0))),
    /the left operand of div of type i32/,
  ],
  ["a shift of floats", using(binary("shl", vf(1), vf(1))), /the left operand of shl of type f32/],
  [
    "an order of floats with sign",
    using(binary("lt_s", vf(1), vf(1))),
    /the left operand of lt_s of type f32/,
  ],
  [
    "a comparison that says it is a float",
    using({ ...binary("lt", vf(1), vf(1)), type: "f32" } as Expression),
    /a binary that says f32 and is i32/,
  ],
  ["a select by a float", using(select(vf(1), vi(0), vi(0))), /a condition of type f32/],
  [
    "a select of two types",
    using(select(vi(0), vi(0), vf(1))),
    /the other value of a select of type f32/,
  ],
  ["an if by a float", withBody(when(vf(1), [])), /a condition of type f32/],
  [
    "a branch by a float",
    withBody(block("out", [branch("out", vf(1))])),
    /a condition of type f32/,
  ],
  [
    "a branch from outside",
    withBody(block("out", []), branch("out")),
    /a branch to out from outside/,
  ],
  [
    "a label inside itself",
    withBody(block("out", [loop("out", [])])),
    /the label out inside itself/,
  ],
  [
    "a call of what is not there",
    withBody(call("other", [])),
    /a call of other, which comes later/,
  ],
  ["a call of itself", withBody(call("main", [vi(0), vf(1)])), /a call of main, which comes later/],
  ["too few arguments", withBody(call("helper", [vi(0)])), /1 arguments for helper/],
  [
    "an argument of another type",
    withBody(call("helper", [vf(1), vf(1)])),
    /argument 0 of helper of type f32/,
  ],
  [
    "a result of another type",
    withBody(call("helper", [vi(0), vf(1)], 3)),
    /the result of helper of type i32, where there must be f32/,
  ],
  [
    "a value where none is returned",
    withBody(give(vi(0))),
    /a returned value of type i32, where there must be undefined/,
  ],
  [
    "no value where one is returned",
    program(routine("main", [], [], [give()], "i32")),
    /a returned value of type undefined, where there must be i32/,
  ],
  [
    "an end without a result",
    program(routine("main", ["i32"], [], [when(vi(0), [give(i(1))])], "i32")),
    /an end without a result/,
  ],
  [
    "a loop that ends without a result",
    program(routine("main", ["i32"], [], [loop("again", [branch("again", vi(0))])], "i32")),
    /an end without a result/,
  ],
  [
    "a parameter without its local",
    program({ ...routine("main", ["i32"], [], []), locals: ["f32"] }),
    /local 0 of type f32 for a parameter of i32/,
  ],
  ["two routines of a name", program(helper, helper), /a second routine of this name/],
  [
    "an export of nothing",
    { ...withBody(), exports: new Map([["step", "other"]]) },
    /step: got an export of other, which is not there/,
  ],
];

test("a well-formed program passes", () => {
  checkProgram(withBody(...GOOD));
  checkProgram(
    program(
      routine(
        "main",
        ["i32"],
        [],
        [loop("again", [when(vi(0), [give(i(1))]), branch("again")])],
        "i32",
      ),
    ),
  );
});

for (const [what, faulty, message] of FAULTS) {
  test(`the check refuses ${what}`, () => {
    assert.throws(() => checkProgram(faulty), message);
    assert.throws(
      () => checkProgram(faulty),
      /expected a well-formed program; this is a bug in perceptino/,
    );
  });
}

test("networks of all kinds are well formed after each pass", async () => {
  const kernels = RESOURCES.kernels;
  for (let seed = 0; seed < 30; seed++) {
    const { shape, plan } = randomShape(seed);
    const spec = specOf(shape, plan);
    const passes: string[] = [];
    const linked = link(kernels, networkProgram(spec, planMemory(spec), kernels), (pass, made) => {
      passes.push(pass);
      checkProgram(made);
    });
    assert.deepEqual(passes, ["bind", ...PASSES.map(({ name }) => name)]);
    checkProgram(separateLocals(linked));
  }
});
