import assert from "node:assert/strict";
import { test } from "node:test";
import { checkProgram } from "../../../../src/common/compiler/ir/check.js";
import type { Program, Statement } from "../../../../src/common/compiler/ir/ir.js";
import { separateLocals } from "../../../../src/common/compiler/ir/separate-locals.js";
import { kernelsOf } from "../../../../src/common/compiler/kernels.js";
import { bind } from "../../../../src/common/compiler/link/bind.js";
import { inline } from "../../../../src/common/compiler/link/inline.js";
import { integerLoads } from "../../../../src/common/compiler/link/integer-loads.js";
import { signatures } from "../../../../src/common/compiler/link/signatures.js";
import { specialise } from "../../../../src/common/compiler/link/specialise.js";
import {
  binary,
  bodyOf,
  branch,
  call,
  f,
  give,
  i,
  linesOf,
  load,
  loop,
  NO_NETWORK,
  program,
  routine,
  set,
  store,
  vf,
  vi,
  when,
} from "../../../support/ir/build.js";
import { interpret } from "../../../support/ir/interpret.js";

const writes = (at: number, value: number): Statement => store(i(at), i(value));

test("binding puts in the network's constants and routines, and leaves out what no entry needs", () => {
  const entry = (name: string) => routine(name, [], [], [call("net/rows", [])]);
  const size = { kind: "global", type: "i32", name: "SIZE" } as const;
  const kernels = kernelsOf(
    [
      routine("kernel", [], [], [store(i(0), size)]),
      routine("unused", [], [], []),
      ...["init", "forward", "step", "loss"].map((name) => entry(`k/${name}`)),
    ],
    new Map(["init", "forward", "step", "loss"].map((name) => [name, `k/${name}`])),
  );
  const network = {
    ...NO_NETWORK,
    entries: ["init", "forward", "step", "loss"],
    globals: new Map([["SIZE", i(3)]]),
    bindings: new Map([["net/other", "kernel"]]),
    routines: [routine("net/rows", [], [], [call("net/other", [])])],
  };
  const bound = bind(kernels, network);
  checkProgram(bound);
  assert.deepEqual(bound.routines.map(({ name }) => name).slice(0, 3), [
    "kernel",
    "net/rows",
    "k/init",
  ]);
  assert.equal(bound.routines.length, 6);
  assert.deepEqual(bodyOf(bound.routines[0]!), ["  i32[0] = 3"]);
  assert.throws(
    () => bind(kernels, { ...network, globals: new Map() }).routines[0]!.body,
    /the name SIZE, which no network has/,
  );
  assert.throws(
    () => bind(kernels, { ...network, routines: [] }),
    /net\/rows: got a call of a routine that is nowhere/,
  );
});

test("specialising puts in arguments that are the same constant at all calls that are left", () => {
  const callee = routine(
    "callee",
    ["i32", "i32", "f32"],
    [],
    [store(vi(0), vi(1)), store(vi(0), vf(2), 4)],
  );
  const never = when(i(0), [call("callee", [i(9), i(9), f(9)])]);
  const main = routine(
    "main",
    ["i32"],
    [],
    [call("callee", [i(4), vi(0), f(0)]), call("callee", [i(4), i(1), f(-0)]), never],
  );
  const made = specialise(program(callee, main));
  checkProgram(made);
  // 0 and -0 are not the same constant.
  assert.deepEqual(bodyOf(made.routines[0]!), ["  v0 = 4", "  i32[4] = v1", "  f32[4 + 4] = v2"]);
  assert.deepEqual(bodyOf(made.routines[1]!), ["  callee(4, v0, 0.0)", "  callee(4, 1, -0.0)"]);
});

test("specialising drops what nobody calls any more, and trusts no argument of an entry", () => {
  const gone = routine("gone", [], [], [writes(0, 1)]);
  const main = routine("main", ["i32"], [], [when(i(0), [call("gone", [])]), store(i(0), vi(0))]);
  const user = routine("user", [], [], [call("main", [i(5)])]);
  const made = specialise({
    ...program(gone, main, user),
    exports: new Map([
      ["main", "main"],
      ["user", "user"],
    ]),
  });
  assert.deepEqual(linesOf(made), [
    "routine main(v0: i32)",
    "  i32[0] = v0",
    "routine user()",
    "  main(5)",
  ]);
});

test("signatures lose the parameters that nobody reads; the entries keep theirs", () => {
  const callee = routine(
    "callee",
    ["i32", "f32", "i32"],
    ["i32"],
    [set(0, i(4)), set(3, vi(2)), store(vi(0), vi(3))],
  );
  const main = routine("main", ["i32", "f32"], [], [call("callee", [i(4), vf(1), i(7)])]);
  const made = signatures(program(callee, main));
  checkProgram(made);
  assert.deepEqual(linesOf(made), [
    "routine callee(v0: i32)",
    "  local v1: i32, v2: f32, v3: i32",
    "  v1 = 4",
    "  v3 = v0",
    "  i32[v1] = v3",
    "routine main(v0: i32, v1: f32)",
    "  callee(7)",
  ]);
});

test("a parameter that is read before it is set is kept", () => {
  const callee = routine(
    "callee",
    ["i32"],
    [],
    [store(i(0), vi(0)), set(0, i(4)), store(i(4), vi(0))],
  );
  const main = routine("main", [], [], [call("callee", [i(1)])]);
  assert.equal(signatures(program(callee, main)).routines[0]!.parameters.length, 1);
});

const ran = (source: Program, ...args: number[]) => {
  const memory = new ArrayBuffer(64);
  const result = interpret(source, memory, "main", args);
  return [result, ...new Int32Array(memory)];
};

/** Inlines, and checks that it is well formed and does the same. */
function inlined(source: Program): Program {
  checkProgram(source);
  const made = inline(source);
  checkProgram(made);
  for (const args of [[0], [1], [5]]) assert.deepEqual(ran(made, ...args), ran(source, ...args));
  return made;
}

test("a routine that is called once goes into its caller; one that is called twice stays", () => {
  const once = routine("once", ["i32"], [], [store(i(0), vi(0))]);
  const twice = routine("twice", ["i32"], [], [store(i(4), vi(0))]);
  const main = routine(
    "main",
    ["i32"],
    [],
    [call("once", [binary("add", vi(0), i(1))]), call("twice", [vi(0)]), call("twice", [i(3)])],
  );
  const made = inlined(program(once, twice, main));
  assert.deepEqual(
    made.routines.map(({ name }) => name),
    ["twice", "main"],
  );
});

test("a long routine stays, an empty one is gone wherever it is called", () => {
  const long = routine(
    "long",
    [],
    [],
    Array.from({ length: 60 }, (_, k) => writes(4 * (k % 8), k)),
  );
  const empty = routine("empty", [], [], []);
  const main = routine(
    "main",
    ["i32"],
    [],
    [call("long", []), call("empty", []), call("empty", [])],
  );
  assert.deepEqual(linesOf(inlined(program(long, empty, main))).slice(-2), [
    "routine main(v0: i32)",
    "  long()",
  ]);
});

test("inlined in a loop, a routine's locals begin with 0 each time", () => {
  const callee = routine(
    "callee",
    [],
    ["i32"],
    [set(0, binary("add", vi(0), i(1))), store(i(0), binary("add", load("i32", i(0)), vi(0)))],
  );
  const main = routine(
    "main",
    ["i32"],
    ["i32"],
    [
      loop("again", [
        call("callee", []),
        set(1, binary("add", vi(1), i(1))),
        branch("again", binary("lt_s", vi(1), i(5))),
      ]),
    ],
  );
  const made = inlined(program(callee, main));
  assert.equal(made.routines.length, 1);
  assert.equal(ran(made, 0)[1], 5);
});

test("an early return of an inlined routine goes to its end, and does not run what follows", () => {
  const early = routine(
    "early",
    ["i32"],
    [],
    [
      when(vi(0), [writes(4, 1), give(i(7))]),
      loop("again", [when(load("i32", i(8)), [give(i(8))]), writes(8, 1), branch("again")]),
    ],
    "i32",
  );
  const main = routine("main", ["i32"], ["i32"], [call("early", [vi(0)], 1), store(i(0), vi(1))]);
  const made = inlined(program(early, main));
  assert.equal(made.routines.length, 1);
  assert.deepEqual([ran(made, 1)[1], ran(made, 0)[1]], [7, 8]);
});

test("an if that returns needs no block", () => {
  const early = routine("early", ["i32"], [], [when(vi(0), [give(i(7))]), give(i(8))], "i32");
  const main = routine("main", ["i32"], ["i32"], [call("early", [vi(0)], 1), store(i(0), vi(1))]);
  const text = linesOf(inlined(program(early, main))).join("\n");
  assert.doesNotMatch(text, /block|branch/);
});

test("loads of counts say so where their address is constant, and only there", () => {
  const main = routine(
    "main",
    ["i32"],
    ["i32"],
    [
      store(i(0), load("i32", i(8), 4)),
      store(i(0), load("i32", i(4))),
      store(i(0), load("i32", vi(0), 12)),
      store(i(0), load("f32", i(12))),
    ],
  );
  const integers = new Map([
    [12, "count" as const],
    [4, "i32" as const],
  ]);
  const made = integerLoads(program(main), { ...NO_NETWORK, integers });
  assert.deepEqual(bodyOf(made.routines[0]!), [
    "  i32[0] = count[8 + 4]",
    "  i32[0] = i32[4]",
    "  i32[0] = i32[v0 + 12]",
    "  f32[0] = f32[12]",
  ]);
});

const separated = (...body: Statement[]) => {
  const made = separateLocals(program(routine("main", ["i32"], ["i32", "i32"], body)));
  checkProgram(made);
  return linesOf(made).slice(1);
};

test("values that have nothing to do with each other get locals of their own", () => {
  assert.deepEqual(separated(set(1, i(1)), store(i(0), vi(1)), set(1, i(2)), store(i(4), vi(1))), [
    "  local v1: i32, v2: i32",
    "  v1 = 1",
    "  i32[0] = v1",
    "  v2 = 2",
    "  i32[4] = v2",
  ]);
});

test("values that one read may see share a local, also over a loop's way back", () => {
  assert.deepEqual(
    separated(when(vi(0), [set(1, i(1))], [set(1, i(2))]), store(i(0), vi(1))).at(-1),
    "  i32[0] = v1",
  );
  const lines = separated(
    set(1, i(0)),
    loop("again", [
      store(i(0), vi(1)),
      set(1, binary("add", vi(1), i(1))),
      branch("again", binary("lt_s", vi(1), vi(0))),
    ]),
  );
  assert.equal(lines[0], "  local v1: i32");
});

test("a parameter keeps its place, what no statement sets is 0, and what is never reached is gone", () => {
  assert.deepEqual(
    separated(store(i(0), vi(0)), set(0, vi(2)), store(i(4), vi(0)), give(), writes(8, 1)),
    ["  local v1: i32", "  i32[0] = v0", "  v1 = 0", "  i32[4] = v1", "  return"],
  );
});
