import assert from "node:assert/strict";
import { test } from "node:test";
import { local, type Program } from "../../../../src/common/compiler/ir/ir.js";
import { rangesOf } from "../../../../src/common/compiler/ir/ranges.js";
import { printJsRoutines } from "../../../../src/common/compiler/js/print-js.js";
import {
  binary,
  branch,
  call,
  give,
  i,
  load,
  loop,
  program,
  routine,
  set,
  store,
  vi,
} from "../../../support/ir/build.js";

/** What a program's exported routine gives as JavaScript. */
function run(source: Program): number {
  const { source: text, constants, temporaries, exports } = printJsRoutines(source);
  const main = new Function(
    "constants",
    `var T=new Float32Array(${temporaries}),N=new Int32Array(T.buffer),K=new Float32Array(new Int32Array(constants).buffer);
var F=new Float32Array(64),I=new Int32Array(F.buffer);
function M(a,b){return Math.imul(a,b)}
${text}
return ${exports.get("main")}()|0`,
  );
  return main(constants);
}

/** A routine that does something 20 times with local 0, counted by local 1, and gives it. */
const again = (first: number, ...body: Parameters<typeof loop>[1]) =>
  routine(
    "main",
    [],
    ["i32", "i32", "i32"],
    [
      set(0, i(first)),
      set(1, i(20)),
      loop("again", [...body, set(1, binary("sub", vi(1), i(1))), branch("again", vi(1))]),
      give(vi(0)),
    ],
    "i32",
  );

const wrapped = (step: (x: number) => number, first: number): number => {
  let x = first;
  for (let turn = 0; turn < 20; turn++) x = step(x) | 0;
  return x;
};

test("what a loop multiplies, doubles or shifts wraps around", () => {
  const times = again(3, set(0, binary("add", binary("mul", vi(0), i(75)), i(74))));
  assert.equal(
    run(program(times)),
    wrapped((x) => Math.imul(x, 75) + 74, 3),
  );
  const square = again(3, set(0, binary("mul", vi(0), vi(0))));
  assert.equal(
    run(program(square)),
    wrapped((x) => Math.imul(x, x), 3),
  );
  const double = again(1 << 25, set(0, binary("add", vi(0), vi(0))));
  assert.equal(
    run(program(double)),
    wrapped((x) => x + x, 1 << 25),
  );
  const shift = again(5, set(0, binary("add", binary("shl", vi(0), i(3)), i(1))));
  assert.equal(
    run(program(shift)),
    wrapped((x) => (x << 3) + 1, 5),
  );
});

test("so does what a loop multiplies through another local, and through a routine", () => {
  const other = again(3, set(2, binary("mul", vi(0), i(75))), set(0, binary("add", vi(2), i(74))));
  assert.equal(
    run(program(other)),
    wrapped((x) => Math.imul(x, 75) + 74, 3),
  );
  const step = routine("step", ["i32"], [], [give(binary("mul", vi(0), i(75)))], "i32");
  const called = again(3, call("step", [vi(0)], 0));
  assert.equal(
    run(program(step, called)),
    wrapped((x) => Math.imul(x, 75), 3),
  );
});

test("a product of shifted numbers is no address", () => {
  const high = (places: number) => binary("shr_u", load("i32", i(0)), i(places));
  const product = routine(
    "main",
    [],
    [],
    [store(i(0), i(-1)), give(binary("mul", high(6), high(7)))],
    "i32",
  );
  assert.equal(run(program(product)), Math.imul(-1 >>> 6, -1 >>> 7));
});

test("what a loop adds steps to stays an address", () => {
  const pointer = again(64, set(0, binary("add", vi(0), i(4))));
  const source = program(pointer);
  assert.equal(rangesOf(source).rangeOf(source.routines[0]!, local("i32", 0)), "address");
});
