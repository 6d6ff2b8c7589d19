// Kernels' code as it is kept: read as far as a network needs it, and never as something that nobody wrote.
import assert from "node:assert/strict";
import { test } from "node:test";
import { buildNetworkWith } from "../../../../src/common/compiler/build-network.js";
import {
  decodeStatements,
  encodeStatements,
  type Names,
} from "../../../../src/common/compiler/ir/encoding.js";
import type { Statement, Type } from "../../../../src/common/compiler/ir/ir.js";
import { localsSet } from "../../../../src/common/compiler/ir/walk.js";
import type { Kernels } from "../../../../src/common/compiler/kernels.js";
import { RESOURCES } from "../../../../src/node/resources.js";
import {
  binary,
  branch,
  call,
  f,
  give,
  i,
  load,
  loop,
  select,
  set,
  store,
  unary,
  vf,
  vi,
  when,
} from "../../../support/ir/build.js";
import { specOf } from "../../../support/networks.js";

const LOCALS: readonly Type[] = ["i32", "f32"];
/** Statements in ifs within ifs, each part with a call of its own. */
const BODY: readonly Statement[] = [
  set(0, i(-70_000)),
  when(
    vi(0),
    [call("first", []), when(vf(1), [call("inner", [vi(0), f(0.1)], 1)], [branch("out", vi(0))])],
    [call("second", []), loop("again", [store(vi(0), load("f32", vi(0), 8), 4)])],
  ),
  set(1, select(unary("eqz", vi(0)), unary("sqrt", vf(1)), binary("copysign", vf(1), f(-2)))),
  call("last", []),
  give(vf(1)),
];

const names: string[] = [];
const CODE = encodeStatements(BODY, (name) => {
  if (!names.includes(name)) names.push(name);
  return names.indexOf(name);
});

/** What reads the code, and the names of the calls that it has read. */
function reading(code: string) {
  const called: string[] = [];
  const put: Names = {
    global: (type, name) => ({ kind: "global", type, name }),
    target: (name) => {
      called.push(name);
      return name;
    },
  };
  return { called, read: () => decodeStatements(code, LOCALS, names, put) };
}

/** All of it, also what ifs hold. */
const readAll = (code: string): unknown => structuredClone(reading(code).read());

test("what an if holds is read when it is asked for, each part by itself, and once", () => {
  const { called, read } = reading(CODE);
  const outer = read()[1] as Extract<Statement, { kind: "if" }>;
  assert.deepEqual(called, ["last"]);
  const no = outer.ifFalse;
  assert.deepEqual(called, ["last", "second"]);
  const inner = outer.ifTrue[1] as Extract<Statement, { kind: "if" }>;
  assert.deepEqual(called, ["last", "second", "first"]);
  assert.equal(inner.ifTrue, inner.ifTrue);
  assert.deepEqual(called, ["last", "second", "first", "inner"]);
  assert.equal(outer.ifFalse, no);
  assert.deepEqual(readAll(CODE), BODY);
});

test("what a loop sets is known without what the ifs in it hold", () => {
  const body = [loop("again", [when(vi(0), [set(1, f(2)), call("inner", [], 0)], [])])];
  const code = encodeStatements(body, (name) => names.push(name) - 1);
  const { called, read } = reading(code);
  const [again] = read() as [Extract<Statement, { kind: "loop" }>];
  assert.deepEqual([...localsSet(again.body)], [1, 0]);
  assert.deepEqual(called, []);
  assert.deepEqual(readAll(code), body);
});

test("code that is cut anywhere, or goes on, is refused", () => {
  for (let end = 0; end < CODE.length; end++) {
    assert.throws(
      () => readAll(CODE.slice(0, end)),
      /^Error: kernels: got code of/,
      `cut at ${end}`,
    );
  }
  assert.throws(() => readAll(`${CODE}0`), /^Error: kernels: got code of/);
});

test("code with any bit flipped is refused, or read to its end", () => {
  for (let at = 0; at < CODE.length; at++) {
    for (let bit = 1; bit < 128; bit *= 2) {
      const other = String.fromCharCode(CODE.charCodeAt(at) ^ bit);
      const code = CODE.slice(0, at) + other + CODE.slice(at + 1);
      try {
        readAll(code);
      } catch (error) {
        assert.match(`${error}`, /^Error: kernels: got code of/);
      }
    }
  }
});

/** The package's kernels, in which one's code is none. */
const withDamaged = (kernel: string): Kernels => ({
  ...RESOURCES.kernels,
  routines: RESOURCES.kernels.routines.map((routine) =>
    routine.name === kernel ? { ...routine, code: "~" } : routine,
  ),
});

test("a network is linked without the code of the kernels that it has not", () => {
  const spec = specOf({ widths: [5, 3, 1], batch: 4, hidden: ["tanh"] }, "small");
  const { wasm } = buildNetworkWith(RESOURCES, spec);
  const without = (kernel: string) =>
    buildNetworkWith({ ...RESOURCES, kernels: withDamaged(kernel) }, spec);
  const unread = RESOURCES.kernels.routines.filter(({ name }) => {
    try {
      assert.ok(Buffer.from(without(name).wasm).equals(Buffer.from(wasm)), name);
      return true;
    } catch (error) {
      assert.match(`${error}`, /^Error: kernels: got code of 1 characters/);
      return false;
    }
  });
  const has = (kernel: string) => unread.some(({ name }) => name === `assembly/${kernel}`);
  for (const kernel of ["softmax/softmax", "features/featureMean"]) assert.ok(has(kernel), kernel);
  for (const kernel of ["elementary/tanh", "elementary/sigmoid"]) assert.ok(!has(kernel), kernel);
});
