import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type {
  BinaryOperator,
  Expression,
  Program,
  Type,
  UnaryOperator,
} from "../../../../src/common/compiler/ir/ir.js";
import { BINARY, UNARY } from "../../../../src/common/compiler/wasm/opcodes.js";
import { printWasm } from "../../../../src/common/compiler/wasm/print-wasm.js";
import { buildNetwork } from "../../../../src/node/build-network.js";
import { packageRoot } from "../../../../src/node/package.js";
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
import { interpret } from "../../../support/ir/interpret.js";
import { specOf } from "../../../support/networks.js";
import { randomShape } from "../../../support/random-networks.js";

type Main = (...args: number[]) => number;
function mainOf(made: Program): Main {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(printWasm(made)));
  return exports.main as Main;
}
const giving = (e: Expression, ...parameters: Type[]) =>
  mainOf(program(routine("main", parameters, [], [give(e)], e.type)));

test("networks of all kinds are valid modules", async () => {
  for (let seed = 0; seed < 40; seed++) {
    const { shape, plan } = randomShape(seed);
    const { wasm } = await buildNetwork(specOf(shape, plan));
    assert.ok(WebAssembly.validate(wasm), JSON.stringify(shape));
  }
});

const INTEGERS = [0, 1, -1, 5, 33, 0x7fffffff, -0x80000000, 0x12345678];
const FLOATS = [0, -0, 1.5, -3, 1e-40, 3e38, Infinity, -Infinity, Number.NaN];
const valuesOf = (type: Type) => (type === "i32" ? INTEGERS : FLOATS);

test("each operator is WebAssembly's of that name", () => {
  for (const [operator, types] of Object.entries({ ...BINARY, mul_high_u: { i32: 0 } })) {
    for (const type of Object.keys(types) as Type[]) {
      const at = (index: number): Expression => ({ kind: "local", type, index });
      const e = binary(operator as BinaryOperator, at(0), at(1));
      const one = program(routine("main", [type, type], [], [give(e)], e.type));
      const run = mainOf(one);
      for (const a of valuesOf(type)) {
        for (const b of valuesOf(type)) {
          if (operator === "copysign" && Number.isNaN(b)) continue;
          const [x, y] = type === "f32" ? [Math.fround(a), Math.fround(b)] : [a, b];
          const expected = interpret(one, new ArrayBuffer(4), "main", [x, y]);
          assert.ok(
            Object.is(run(x, y), expected),
            `${type}.${operator} of ${x} and ${y}: ${run(x, y)}`,
          );
        }
      }
    }
  }
  for (const [operator, types] of Object.entries(UNARY)) {
    for (const type of Object.keys(types) as Type[]) {
      const e = unary(operator as UnaryOperator, { kind: "local", type, index: 0 });
      const one = program(routine("main", [type], [], [give(e)], e.type));
      const run = mainOf(one);
      for (const a of valuesOf(type).filter((value) => !Number.isNaN(value))) {
        const x = type === "f32" ? Math.fround(a) : a;
        const expected = interpret(one, new ArrayBuffer(4), "main", [x]);
        assert.ok(Object.is(run(x), expected), `${type}.${operator} of ${x}: ${run(x)}`);
      }
    }
  }
});

test("integers at the ends of LEB128's bytes come back", () => {
  const ends = [6, 7, 13, 14, 20, 21, 27, 28, 31].flatMap((bits) => {
    const power = 2 ** bits;
    return [power - 1, power, power + 1, -power - 1, -power, -power + 1];
  });
  for (const value of [0, 1, -1, ...ends.map((end) => end | 0)]) {
    assert.equal(giving(i(value))(), value);
  }
});

test("float constants come back with their bits", () => {
  for (const value of [0, -0, 1e-45, -1e-45, 1e-40, 0.1, -3e38, Infinity, -Infinity, Number.NaN]) {
    assert.ok(Object.is(giving(f(value))(), Math.fround(value)), String(value));
  }
});

test("offsets, numbers of locals and of functions of more than one byte are printed", () => {
  for (const offset of [0, 124, 128, 16380, 16384, 65532]) {
    const made = program(
      routine(
        "main",
        ["i32"],
        [],
        [store(i(0), vi(0), offset), give(load("i32", i(0), offset))],
        "i32",
      ),
    );
    assert.equal(mainOf(made)(77), 77, String(offset));
  }
  const many = Array.from({ length: 150 }, (_, k) =>
    routine(
      `f${k}`,
      ["i32"],
      [],
      [store(i(4 * k), vi(0)), give(binary("add", vi(0), i(k)))],
      "i32",
    ),
  );
  const calls = many.map(({ name }, k) => call(name, [vi(0)], k + 1));
  const sum = many.reduce<Expression>((all, _, k) => binary("add", all, vi(k + 1)), i(0));
  const types: Type[] = many.map(() => "i32");
  const main = routine("main", ["i32"], types, [...calls, give(sum)], "i32");
  assert.equal(mainOf(program(...many, main))(2), (150 * 149) / 2 + 300);
});

test("statements of each kind run", () => {
  const body = [
    block("out", [
      loop("again", [
        set(1, binary("add", vi(1), vi(0))),
        branch("out", binary("gt_s", vi(1), i(100))),
        when(binary("lt_s", vi(0), i(0)), [give(f(-1))]),
        branch("again", binary("lt_s", vi(1), i(50))),
      ]),
      store(i(8), vi(1)),
      branch("out"),
    ]),
    set(2, select(vi(1), f(0.5), f(2))),
    call("bump", []),
    give(binary("add", vf(2), unary("convert_s", load("i32", i(8))))),
  ];
  const bump = routine("bump", [], [], [store(i(8), binary("add", load("i32", i(8)), i(1)))]);
  const run = mainOf(program(bump, routine("main", ["i32"], ["i32", "f32"], body, "f32")));
  assert.deepEqual([run(7), run(-4), run(200)], [57.5, -1, 58.5]);
});

test("a function whose ways all return before its end is valid", () => {
  const both = [when(vi(0), [give(i(7))], [give(i(8))])];
  const run = mainOf(program(routine("main", ["i32"], [], both, "i32")));
  assert.deepEqual([run(1), run(0)], [7, 8]);
  const round = [loop("again", [when(vi(0), [give(i(7))]), set(0, i(1)), branch("again")])];
  assert.equal(mainOf(program(routine("main", ["i32"], [], round, "i32")))(0), 7);
});

test("a module has its constants as globals, its memory and nothing unasked", () => {
  const made: Program = {
    ...program(routine("main", [], [], [])),
    constants: new Map([
      ["end", i(64)],
      ["rate", f(0.1)],
    ]),
  };
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(printWasm(made)));
  assert.deepEqual(Object.keys(exports), ["main", "end", "rate", "memory"]);
  assert.equal((exports.end as WebAssembly.Global).value, 64);
  assert.equal((exports.rate as WebAssembly.Global).value, Math.fround(0.1));
  const memory = exports.memory as WebAssembly.Memory;
  assert.equal(memory.buffer.byteLength, 65536);
  assert.throws(() => memory.grow(1), RangeError);
});

test("nothing that links and prints imports the AssemblyScript compiler or binaryen", () => {
  const folder = join(packageRoot(), "src", "common");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".ts"),
  );
  assert.ok(files.length > 20);
  for (const file of files) {
    assert.doesNotMatch(
      readFileSync(join(folder, file), "utf8"),
      /from "(binaryen|assemblyscript|node:)/,
      file,
    );
  }
});
