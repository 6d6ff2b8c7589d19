import assert from "node:assert/strict";
import { test } from "node:test";
import type { Program, Statement } from "../../../../src/common/compiler/ir/ir.js";
import { coalesce } from "../../../../src/common/compiler/wasm/coalesce.js";
import { printWasm } from "../../../../src/common/compiler/wasm/print-wasm.js";
import { stackify } from "../../../../src/common/compiler/wasm/stackify.js";
import {
  bodiesIn,
  type Node,
  type Tree,
  treesOf,
  type Value,
  valuesIn,
} from "../../../../src/common/compiler/wasm/tree.js";
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
  set,
  store,
  vi,
  when,
} from "../../../support/ir/build.js";
import { interpret } from "../../../support/ir/interpret.js";

/** A tree in one line: (set 1 (add (get 0) 5)). */
const textOf = (n: Value | Node): string => {
  if (n.kind === "constant") return String(n.value);
  const what = [
    "operator" in n ? n.operator : n.kind,
    ...("local" in n ? [n.local] : []),
    ...("target" in n ? [n.target] : []),
    ...("label" in n ? [n.label] : []),
    ...valuesIn(n).map(textOf),
    ...bodiesIn(n).map((body) => `{${body.map(textOf).join(" ")}}`),
  ];
  return `(${what.join(" ")})`;
};

const number = routine("number", ["i32"], [], [store(i(32), vi(0)), give(vi(0))], "i32");
/** main(i32, i32) with six more integers, after what it may call. */
const source = (body: readonly Statement[]): Program =>
  program(
    number,
    routine("main", ["i32", "i32"], ["i32", "i32", "i32", "i32", "i32", "i32"], body),
  );

const treeFor = (body: readonly Statement[]): Tree => {
  const made = source(body);
  return stackify(treesOf(made).at(-1)!);
};

/** The stackified body; what is printed must do what the program says. */
function stackified(...body: Statement[]): string {
  expectSame(source(body));
  return treeFor(body).body.map(textOf).join(" ");
}

function expectSame(made: Program): void {
  for (const args of [
    [0, 0],
    [1, 0],
    [0, 1],
    [3, -2],
  ]) {
    const memory = new ArrayBuffer(64);
    interpret(made, memory, "main", args);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(printWasm(made)));
    (exports.main as (...args: number[]) => void)(...args);
    const got = new Int32Array((exports.memory as WebAssembly.Memory).buffer, 0, 16);
    assert.deepEqual([...got], [...new Int32Array(memory)], `main(${args})`);
  }
}

const add = (a: Parameters<typeof binary>[1], b: Parameters<typeof binary>[2]) =>
  binary("add", a, b);

test("a value that is read once goes to its read, one that is read again becomes a tee", () => {
  assert.equal(
    stackified(set(2, add(vi(0), i(1))), store(i(0), vi(2))),
    "(store 0 (add (get 0) 1))",
  );
  assert.equal(
    stackified(set(2, add(vi(0), i(1))), store(i(8), vi(2)), store(i(4), vi(2))),
    "(store 8 (tee 2 (add (get 0) 1))) (store 4 (get 2))",
  );
});

test("a chain of sets goes in one after the other", () => {
  assert.equal(
    stackified(
      set(2, add(vi(0), i(1))),
      set(3, add(vi(1), i(2))),
      store(i(0), binary("sub", vi(2), vi(3))),
    ),
    "(store 0 (sub (add (get 0) 1) (add (get 1) 2)))",
  );
});

test("a load does not move past a store, nor a value past a set of what it reads", () => {
  assert.equal(
    stackified(set(2, load("i32", i(0))), store(i(0), i(9)), store(i(4), vi(2))),
    "(set 2 (load 0)) (store 0 9) (store 4 (get 2))",
  );
  assert.match(
    stackified(
      set(2, add(vi(0), i(1))),
      call("number", [vi(1)], 0),
      store(i(0), load("i32", i(32))),
      store(i(4), vi(2)),
      store(i(8), vi(0)),
    ),
    /^\(set 2 \(add \(get 0\) 1\)\) \(set 0 \(call/,
  );
});

test("a call does not move past reads or writes of memory", () => {
  assert.equal(
    stackified(call("number", [vi(0)], 2), store(i(0), load("i32", i(32))), store(i(4), vi(2))),
    "(set 2 (call number (get 0))) (store 0 (load 32)) (store 4 (get 2))",
  );
  assert.equal(
    stackified(call("number", [vi(0)], 2), store(i(4), add(load("i32", i(32)), vi(2)))),
    "(set 2 (call number (get 0))) (store 4 (add (load 32) (get 2)))",
  );
  assert.equal(
    stackified(call("number", [vi(0)], 2), store(i(4), vi(2))),
    "(store 4 (call number (get 0)))",
  );
});

test("two calls keep their order", () => {
  assert.equal(
    stackified(
      call("number", [vi(0)], 2),
      call("number", [vi(1)], 3),
      store(i(0), binary("sub", vi(3), vi(2))),
    ),
    "(set 2 (call number (get 0))) (store 0 (sub (call number (get 1)) (get 2)))",
  );
});

test("the result that nobody reads is dropped, and the call is made", () => {
  assert.equal(stackified(call("number", [vi(0)], 2)), "(drop (call number (get 0)))");
  assert.equal(stackified(call("number", [vi(0)])), "(drop (call number (get 0)))");
  assert.equal(stackified(set(2, add(vi(0), i(1))), set(3, vi(2))), "");
});

test("past a way out moves only what nobody misses there", () => {
  const out = branch("out", vi(1));
  assert.equal(
    stackified(block("out", [set(2, add(vi(0), i(1))), out, store(i(0), vi(2))])),
    "(block out {(branch out (get 1)) (store 0 (add (get 0) 1))})",
  );
  assert.match(
    stackified(
      block("out", [set(2, add(vi(0), i(1))), out, store(i(0), vi(2))]),
      store(i(4), vi(2)),
    ),
    /^\(block out \{\(set 2/,
  );
  assert.match(
    stackified(block("out", [call("number", [vi(0)], 2), out, store(i(0), vi(2))])),
    /^\(block out \{\(set 2 \(call/,
  );
});

test("an if that sets a local on both ways becomes a value", () => {
  assert.equal(
    stackified(when(vi(0), [store(i(0), i(1)), set(2, i(5))], [set(2, vi(1))]), store(i(4), vi(2))),
    "(set 2 (ifValue (get 0) {(store 0 1) (value 5)} {(value (get 1))})) (store 4 (get 2))",
  );
  assert.match(stackified(when(vi(0), [set(2, i(5))], [set(3, i(6))])), /^\(if/);
});

test("what an if's way out must leave undone is not done before it", () => {
  const choice = when(vi(0), [branch("out", vi(1)), set(2, i(5))], [set(2, i(6))]);
  assert.match(
    stackified(block("out", [choice, store(i(0), i(7)), store(i(4), vi(2))])),
    /^\(block out \{\(set 2 \(ifValue/,
  );
  assert.match(
    stackified(
      set(3, i(1)),
      block("out", [choice, set(3, add(vi(0), i(2))), store(i(4), vi(2))]),
      store(i(8), vi(3)),
      store(i(12), vi(3)),
    ),
    /\(set 2 \(ifValue/,
  );
});

/** The places of a body's locals once they are shared. */
const coalesced = (body: readonly Statement[]): Tree => {
  expectSame(source(body));
  return coalesce(treeFor(body));
};

test("locals that are never needed at once share a place, those that are do not", () => {
  const twice = (local: number, at: number) => [
    call("number", [vi(0)], local),
    store(i(at), load("i32", i(32))),
    store(i(at + 4), vi(local)),
  ];
  const parameters = [store(i(16), vi(0)), store(i(20), vi(1))];
  assert.equal(coalesced([...twice(2, 0), ...twice(3, 8), ...parameters]).locals.length, 3);
  const both = [
    call("number", [vi(0)], 2),
    call("number", [vi(1)], 3),
    store(i(0), load("i32", i(32))),
    store(i(4), vi(2)),
    store(i(8), vi(3)),
  ];
  assert.equal(coalesced([...both, ...parameters]).locals.length, 4);
});

test("a local may take a parameter's place when that is done, not before", () => {
  const after = [
    store(i(0), vi(0)),
    store(i(8), vi(1)),
    call("number", [i(5)], 2),
    store(i(4), load("i32", i(32))),
    store(i(12), vi(2)),
  ];
  assert.equal(coalesced(after).locals.length, 2);
  const before = [
    call("number", [i(5)], 2),
    store(i(4), load("i32", i(32))),
    store(i(12), vi(2)),
    store(i(0), vi(0)),
    store(i(8), vi(1)),
  ];
  assert.equal(coalesced(before).locals.length, 3);
});

test("locals that are read before they are set begin with 0, apart from each other and from parameters", () => {
  const counting = (local: number) => set(local, add(vi(local), i(local)));
  const body = [
    loop("again", [
      counting(2),
      store(i(4), vi(2)),
      when(vi(1), [counting(3), store(i(8), vi(3))]),
      branch("again", binary("lt_s", vi(2), i(5))),
    ]),
    store(i(12), vi(3)),
    store(i(0), vi(0)),
    store(i(16), vi(1)),
  ];
  assert.equal(coalesced(body).locals.length, 4);
});

test("a value that a loop's next round needs keeps its place", () => {
  coalesced([
    set(2, i(0)),
    set(3, i(1)),
    loop("again", [
      set(4, add(vi(2), vi(3))),
      set(2, vi(3)),
      set(3, vi(4)),
      store(i(0), vi(2)),
      branch("again", binary("lt_s", vi(3), i(50))),
    ]),
    store(i(4), vi(3)),
  ]);
});

test("what only a loop's next round reads keeps its place to the loop's end", () => {
  coalesced([
    call("number", [vi(0)], 2),
    store(i(4), load("i32", i(32))),
    loop("again", [
      store(i(0), add(load("i32", i(0)), vi(2))),
      set(3, load("i32", i(32))),
      store(i(32), add(vi(3), i(1))),
      store(i(8), vi(3)),
      branch("again", binary("lt_s", load("i32", i(32)), i(50))),
    ]),
  ]);
});

test("locals of two types share nothing", () => {
  const made = program(
    routine(
      "main",
      ["i32"],
      ["i32", "f32"],
      [
        set(1, load("i32", i(0))),
        store(i(0), i(1)),
        store(i(4), vi(1)),
        set(2, load("f32", i(0))),
        store(i(0), f(2)),
        store(i(8), { kind: "local", type: "f32", index: 2 }),
      ],
    ),
  );
  assert.deepEqual(coalesce(stackify(treesOf(made)[0]!)).locals, ["i32", "f32"]);
});
