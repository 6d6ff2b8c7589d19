import assert from "node:assert/strict";
import { test } from "node:test";
import type { Expression, Program, Statement } from "../../../../src/common/compiler/ir/ir.js";
import { foldRoutine } from "../../../../src/common/compiler/link/fold.js";
import { foldPlace } from "../../../../src/common/compiler/link/fold-expression.js";
import { printWasm } from "../../../../src/common/compiler/wasm/print-wasm.js";
import {
  binary,
  bodyOf,
  branch,
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
} from "../../../support/ir/build.js";
import { interpret } from "../../../support/ir/interpret.js";

const x = vi(0);
const plus = (left: Expression, right: number) => binary("add", left, i(right));
const minus = (left: Expression, right: Expression) => binary("sub", left, right);
const words = (value: Expression) => binary("shl", value, i(2));

test("a constant that is added to an address goes into the offset, to what is there", () => {
  for (const at of [x, words(x), binary("mul", x, i(12)), binary("add", x, words(vi(1)))]) {
    for (const constant of [0, 4, 65_532]) {
      const place = foldPlace(plus(at, constant), 8);
      assert.deepEqual(place, { pointer: at, offset: constant + 8 });
    }
  }
  assert.deepEqual(foldPlace(load("i32", x), 4), { pointer: load("i32", x), offset: 4 });
});

test("constants stay that are below 0, beyond all memory, or no whole words", () => {
  for (const constant of [-4, -65_536, -0x80000000, 65_536, 0x7ffffffc, 1, 2, 7]) {
    const pointer = plus(x, constant);
    assert.deepEqual(foldPlace(pointer, 8), { pointer, offset: 8 }, `${constant}`);
  }
});

test("constants stay that are added to what may be below 0: the sum may wrap around, and no offset does", () => {
  for (const at of [
    minus(x, vi(1)),
    minus(x, i(4)),
    words(minus(x, i(1))),
    words(plus(x, -1)),
    binary("mul", minus(x, i(1)), i(12)),
    binary("add", minus(x, i(1)), vi(1)),
    binary("add", vi(1), words(minus(x, i(1)))),
    select(x, vi(1), minus(x, i(1))),
    select(x, i(-4), vi(1)),
  ]) {
    const pointer = plus(at, 64);
    assert.deepEqual(foldPlace(pointer, 8), { pointer, offset: 8 }, JSON.stringify(at));
  }
});

test("only what is added last goes: neither a factor, nor a bit operation, nor a difference", () => {
  for (const pointer of [
    binary("mul", x, i(8)),
    binary("or", x, i(8)),
    minus(x, i(8)),
    binary("add", i(8), x), // foldExpression() puts constants last
    unary("reinterpret", vf(1)),
  ]) {
    assert.deepEqual(foldPlace(pointer, 4), { pointer, offset: 4 }, JSON.stringify(pointer));
  }
});

test("a local that is another one and a constant is a place of that one, until either is set", () => {
  const own = ["i32", "i32"] as const;
  const folded = (...body: Statement[]) => bodyOf(foldRoutine(routine("r", ["i32"], own, body)));
  assert.deepEqual(
    folded(
      set(1, plus(x, 4)),
      set(2, plus(vi(1), 8)),
      store(vi(2), load("i32", vi(1), 4)),
      set(1, i(0)),
      store(vi(2), i(1)),
      set(0, vi(1)),
      store(vi(2), i(2)),
    ),
    [
      "  v1 = (v0 + 4)",
      "  v2 = (v1 + 8)",
      "  i32[v0 + 12] = i32[v0 + 8]",
      "  v1 = 0",
      "  i32[v2] = 1",
      "  v0 = 0",
      "  i32[v2] = 2",
    ],
  );
  // In a loop a pointer goes on, and is then another place.
  assert.deepEqual(
    folded(
      set(1, plus(x, 4)),
      loop("again", [store(vi(1), i(1)), set(1, plus(vi(1), 4)), branch("again", load("i32", x))]),
    ),
    [
      "  v1 = (v0 + 4)",
      "  loop again",
      "    i32[v1] = 1",
      "    v1 = (v1 + 4)",
      "    branch again if i32[v0]",
    ],
  );
  // What is no address stays as it is.
  assert.deepEqual(folded(set(1, plus(x, 4)), store(i(0), vi(1))).at(-1), "  i32[0] = v1");
});

/** main(x) gives what lies at a place of 64 bytes, each word of which holds its own address. */
const reading = (pointer: Expression, before: readonly Expression[] = []): Program => {
  const sets = before.map((value, k) => set(1 + k, value));
  const own = before.map(() => "i32" as const);
  const body = [...sets, give(load("i32", pointer))];
  return program(routine("main", ["i32"], own, body, "i32"));
};

function inMemory(of: Program, argument: number): number {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(printWasm(of)));
  const memory = new Int32Array((exports.memory as WebAssembly.Memory).buffer);
  for (let word = 0; word < 16; word++) memory[word] = 4 * word;
  return (exports.main as (x: number) => number)(argument);
}

const foldedProgram = ({ routines, ...rest }: Program): Program => ({
  ...rest,
  routines: routines.map(foldRoutine),
});

test("an index that begins below 0 is found behind its constant, folded or not", () => {
  for (const index of [minus(x, i(3)), plus(x, -3), minus(x, vi(1))]) {
    const source = reading(plus(words(index), 32), [i(3)]);
    const memory = Int32Array.from({ length: 16 }, (_, word) => 4 * word).buffer;
    for (const argument of [0, 1, 3, 5]) {
      const expected = 32 + 4 * (argument - 3);
      assert.equal(interpret(source, memory, "main", [argument]), expected);
      assert.equal(inMemory(source, argument), expected);
      assert.equal(inMemory(foldedProgram(source), argument), expected, JSON.stringify(index));
    }
  }
});

// So each run of a network as WebAssembly shows that its kernels have no such address.
test("a local below 0 with a constant behind it is believed to be an address, and WebAssembly traps", () => {
  const wrapping = reading(plus(vi(1), 32), [words(minus(x, i(3)))]);
  assert.equal(inMemory(foldedProgram(wrapping), 5), 40);
  assert.equal(inMemory(wrapping, 1), 24);
  assert.throws(() => inMemory(foldedProgram(wrapping), 1), /out of bounds/);
});
