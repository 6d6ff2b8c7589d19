import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Routine, Type } from "../../../src/common/compiler/ir/ir.js";
import { printIr } from "../../../src/common/compiler/ir/print-ir.js";
import {
  kernelsOf,
  parseKernels,
  printKernels,
  routineOf,
} from "../../../src/common/compiler/kernels.js";
import { printWasm } from "../../../src/common/compiler/wasm/print-wasm.js";
import { RESOURCES } from "../../../src/node/resources.js";
import { compile } from "../../elementary/check.js";
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
  routine,
  select,
  set,
  store,
  unary,
  vf,
  vi,
  when,
} from "../../support/ir/build.js";
import { seededRandom } from "../../support/random.js";

const FLOATS = [
  Number.NaN,
  Infinity,
  -Infinity,
  0,
  -0,
  2 ** -149,
  -(2 ** -149),
  1e-40,
  0.1,
  3.4e38,
];

/** Every kind of statement and of value. */
const ROUTINES: readonly Routine[] = [
  routine("kernel/number", ["i32"], [], [give(vi(0))], "i32"),
  routine(
    "kernel/all",
    ["i32", "f32"],
    ["i32", "f32"],
    [
      ...FLOATS.map((value) => set(3, f(value))),
      ...[0, -1, 0x7fffffff, -0x80000000].map((value) => set(2, i(value))),
      set(2, { kind: "global", type: "i32", name: "SIZE" }),
      set(3, load("f32", vi(0), 8)),
      set(2, unary("reinterpret", vf(1))),
      set(3, unary("convert_u", vi(0))),
      set(3, unary("sqrt", vf(3))),
      set(2, binary("lt", vf(1), binary("copysign", vf(1), vf(3)))),
      set(3, select(unary("eqz", vi(2)), vf(1), vf(3))),
      store(vi(0), vf(1), 4),
      call("kernel/number", [vi(0)], 2),
      call("kernel/number", [i(1)]),
      when(vi(0), [give()], [set(2, i(1))]),
      loop("again", [block("out", [branch("out"), branch("again", vi(2))])]),
    ],
  ),
];
const EVERYTHING = kernelsOf(ROUTINES, new Map([["all", "kernel/all"]]));

test("kernels come back from text as they were, floats by their bits", () => {
  const back = parseKernels(printKernels(EVERYTHING));
  assert.deepEqual(back, EVERYTHING);
  const routines = back.routines.map((kernel) => routineOf(kernel, back.names));
  assert.deepEqual(routines, ROUTINES); // NaN is NaN, and -0 is not 0, to deepEqual
  assert.equal(printKernels(back), printKernels(EVERYTHING));
});

test("the package's kernels come back from text as they were", async () => {
  const kernels = RESOURCES.kernels;
  assert.ok(kernels.routines.length > 20);
  assert.deepEqual(parseKernels(printKernels(kernels)), kernels);
});

test("kernels of another version, of another kind, or damaged are refused", () => {
  const text = printKernels(EVERYTHING);
  const refused = (damaged: string, message: RegExp) => {
    assert.notEqual(damaged, text);
    assert.throws(() => parseKernels(damaged), message);
    assert.throws(
      () => parseKernels(damaged),
      /^UserError: kernels: got .*install perceptino again$/,
    );
  };
  refused(
    text.replace(/ \d+ /, " 999 "),
    /got "perceptino-kernels 999 [0-9a-f]{16}", expected perceptino-kernels \d+;/,
  );
  refused(text.replace("perceptino", "other"), /got "other-kernels/);
  refused("", /expected perceptino-kernels/);
  refused("{}", /expected perceptino-kernels/);
  refused(text.replace("SIZE", "SIZF"), /got checksum [0-9a-f]{16}, expected [0-9a-f]{16}/);
  refused(text.slice(0, -20), /got checksum/);
  refused(text.replace("\n{", "\n {"), /checksum|expected/);
});

test("a file of kernels that is cut anywhere, or has any other character, is refused", () => {
  const text = printKernels(EVERYTHING);
  const refused = (damaged: string, what: string) => {
    assert.throws(
      () => parseKernels(damaged),
      /^UserError: kernels: got .*install perceptino again$/s,
      what,
    );
  };
  for (let at = 0; at < text.length; at++) {
    refused(text.slice(0, at), `cut at ${at}`);
    for (const bit of [1, 2, 4, 8, 16, 32, 64]) {
      const other = String.fromCharCode(text.charCodeAt(at) ^ bit);
      refused(text.slice(0, at) + other + text.slice(at + 1), `${at}: ${text[at]} is ${other}`);
    }
  }
});

type Functions = Record<string, (x: number) => number>;
let linked: Functions;
let compiled: Functions;
const NAMES = ["exp", "expOfMinusAbs", "log", "log1p", "sigmoid", "softplus", "tanh"] as const;

/** The kernels' elementary functions alone: what the package holds of them, printed. */
async function elementary(): Promise<{ functions: Functions; names: string[] }> {
  const kernels = parseKernels(printKernels(RESOURCES.kernels));
  const routines = kernels.routines.map((kernel) => routineOf(kernel, kernels.names));
  const float: readonly Type[] = ["f32"];
  const entries = routines.filter(
    ({ name, parameters, result }: Routine) =>
      name.startsWith("assembly/elementary/") &&
      result === "f32" &&
      parameters.join() === float.join(),
  );
  const needed = routines.filter(({ name }) => name.startsWith("assembly/elementary/"));
  const exports = new Map(entries.map(({ name }) => [name.replace(/.*\//, ""), name]));
  const program = { routines: needed, exports, constants: new Map() };
  assert.ok(printIr(program).length > 0);
  const { exports: functions } = new WebAssembly.Instance(
    new WebAssembly.Module(printWasm(program)),
  );
  return { functions: functions as unknown as Functions, names: [...exports.keys()] };
}

before(async () => {
  compiled = new WebAssembly.Instance(new WebAssembly.Module(await compile()))
    .exports as unknown as Functions;
});

test("the elementary functions of the package's kernels have the bits of assembly's", async (t) => {
  const { functions, names } = await elementary();
  linked = functions;
  const both = NAMES.filter((name) => names.includes(name));
  t.diagnostic(`compared: ${both.join(", ")}; kernels have ${names.join(", ")}`);
  assert.ok(both.length >= 4, names.join(", "));
  const random = seededRandom(1);
  const bits = new Float32Array(new Int32Array(1).buffer);
  const word = new Int32Array(bits.buffer);
  for (let k = 0; k < 20_000; k++) {
    word[0] = random.whole(0, 0xffff) * 65536 + random.whole(0, 0xffff);
    const x =
      k < FLOATS.length
        ? FLOATS[k]!
        : k % 2 === 0
          ? bits[0]!
          : Math.fround(random.uniform(-20, 20));
    for (const name of both) {
      assert.ok(
        Object.is(linked[name]!(x), compiled[name]!(x)),
        `${name}(${x}): ${linked[name]!(x)}, expected ${compiled[name]!(x)}`,
      );
    }
  }
});
