// The float routines for cores without an FPU, as WebAssembly in Node, beside its own float32.
// For more: node build/test/thumb/check-float32.js --exhaustive --pairs 4e9
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  FLOAT_ROUTINES,
  FLOAT_SETS,
  type FloatRoutine,
  type FloatSet,
  floatProgram,
} from "../../../src/common/compiler/float32.js";
import { checkProgram } from "../../../src/common/compiler/ir/check.js";
import type { Expression, Program } from "../../../src/common/compiler/ir/ir.js";
import { mapStatements } from "../../../src/common/compiler/ir/map-statements.js";
import { printWasm } from "../../../src/common/compiler/wasm/print-wasm.js";
import { packageRoot } from "../../../src/node/package.js";
import { RESOURCES } from "../../../src/node/resources.js";
import {
  binary,
  give,
  i,
  load,
  program as programOf,
  routine,
  select,
} from "../../support/ir/build.js";
import { interpret } from "../../support/ir/interpret.js";
import { type Random, seededRandom } from "../../support/random.js";
import { compileLoop, faultOf, loopOf } from "../../thumb/float-loop.js";

const RANDOM_PAIRS = 300_000;
const INTEGERS = 300_000;
const NAN = 0x7fc00000;

const floats = new Float32Array(1);
const words = new Int32Array(floats.buffer);
function floatOf(bits: number): number {
  words[0] = bits;
  return floats[0]!;
}
/** The bits of a number rounded to float32. */
function bitsOf(value: number): number {
  floats[0] = value;
  return Number.isNaN(value) ? NAN : words[0]!;
}

const OF_TWO: Partial<Record<FloatRoutine, (x: number, y: number) => number>> = {
  fadd: (x, y) => bitsOf(x + y),
  fsub: (x, y) => bitsOf(x - y),
  fmul: (x, y) => bitsOf(x * y),
  fdiv: (x, y) => bitsOf(x / y),
  fcmpeq: (x, y) => Number(x === y),
  fcmplt: (x, y) => Number(x < y),
  fcmple: (x, y) => Number(x <= y),
};
const OF_INTEGERS: Partial<Record<FloatRoutine, (value: number) => number>> = {
  i2f: (value) => bitsOf(value),
  ui2f: (value) => bitsOf(value >>> 0),
};

type Call = (...operands: readonly number[]) => number;
const program = (set: FloatSet): Program => floatProgram(RESOURCES.floats(set));
function callsOf(set: FloatSet): Readonly<Record<FloatRoutine, Call>> {
  const module = new WebAssembly.Module(printWasm(program(set)));
  return new WebAssembly.Instance(module).exports as unknown as Record<FloatRoutine, Call>;
}

function checkPair(calls: Readonly<Record<FloatRoutine, Call>>, a: number, b: number): void {
  const [x, y] = [floatOf(a), floatOf(b)];
  for (const name in OF_TWO) {
    const routine = name as FloatRoutine;
    const expected = OF_TWO[routine]!(x, y);
    const got = calls[routine](a, b);
    if (got !== expected)
      assert.fail(`${name} of ${hex(a)} and ${hex(b)}: ${hex(got)}, expected ${hex(expected)}`);
  }
}
const hex = (bits: number): string => (bits >>> 0).toString(16).padStart(8, "0");

/** Any 32 bits, with sign. */
const bits32 = (random: Random): number => random.whole(-(2 ** 31), 2 ** 31 - 1);

const SHIFTS = new Set<string>(["shl", "shr_s", "shr_u"]);
/** A program that reads beyond its memory, so that interpret() throws, where a shift's count is more than 31. */
function withGuardedShifts(source: Program): Program {
  const guarded = (e: Expression): Expression => {
    if (e.kind !== "binary" || !SHIFTS.has(e.operator) || e.right.kind === "constant") return e;
    const tooMany = binary("gt_u", e.right, i(31));
    return { ...e, right: select(tooMany, load("i32", i(FAR)), e.right) };
  };
  const routines = source.routines.map((routine) => ({
    ...routine,
    body: mapStatements(routine.body, { value: guarded }),
  }));
  return { ...source, routines };
}
const FAR = 1 << 20;

/** Fractions at which rounding turns. */
const FRACTIONS = [0, 1, 0x2aaaab, 0x400000, 0x7fffff];
/** Exponents at the ends, and those between which significands no longer meet. */
const EXPONENTS = [
  0, 1, 2, 23, 24, 25, 26, 27, 102, 126, 127, 128, 129, 150, 151, 152, 228, 253, 254, 255,
];

for (const set of FLOAT_SETS) {
  test(`${set}: the routines are a well-formed program of those names`, () => {
    checkProgram(program(set));
    assert.deepEqual([...program(set).exports.keys()].sort(), [...FLOAT_ROUTINES].sort());
  });

  test(`${set}: pairs of all exponents give Node's bits`, () => {
    const calls = callsOf(set);
    const random = seededRandom(7);
    for (let i = 0; i < 512; i++) {
      for (let j = 0; j < 512; j++) {
        checkPair(calls, (i << 23) | random.pick(FRACTIONS), (j << 23) | random.pick(FRACTIONS));
      }
    }
  });

  test(`${set}: pairs of edges give Node's bits`, () => {
    const calls = callsOf(set);
    const edges = EXPONENTS.flatMap((exponent) =>
      FRACTIONS.flatMap((fraction) => [
        (exponent << 23) | fraction,
        ((exponent | 256) << 23) | fraction,
      ]),
    );
    for (const a of edges) for (const b of edges) checkPair(calls, a, b);
  });

  test(`${set}: integers give Node's bits`, () => {
    const calls = callsOf(set);
    const check = (value: number): void => {
      for (const name in OF_INTEGERS) {
        const routine = name as FloatRoutine;
        assert.equal(calls[routine](value), OF_INTEGERS[routine]!(value), `${name} of ${value}`);
      }
    };
    for (let bit = 0; bit < 32; bit++) {
      for (const near of [-2, -1, 0, 1, 2]) check(((1 << bit) + near) | 0);
    }
    const random = seededRandom(8);
    for (let i = 0; i < INTEGERS; i++) check(bits32(random) >> random.whole(0, 31));
  });

  test(`${set}: random pairs and integers give WebAssembly's own bits`, async () => {
    const loop = loopOf(await compileLoop(set));
    loop.start(3);
    const fault = faultOf(loop, loop.checkPairs(RANDOM_PAIRS));
    assert.equal(fault ?? faultOf(loop, loop.checkIntegers(0xffff0000, 0x20000)), undefined);
  });

  test(`${set}: each shift by a variable is by less than 32`, () => {
    const guarded = withGuardedShifts(program(set));
    const random = seededRandom(9);
    const memory = new ArrayBuffer(4);
    const number = () =>
      (random.pick(EXPONENTS) << 23) | (random.whole(0, 1) << 31) | random.pick(FRACTIONS);
    for (let i = 0; i < 2000; i++) {
      const [a, b] = [number(), random.whole(0, 3) ? number() : bits32(random)];
      for (const name in OF_TWO) {
        interpret(guarded, memory, name, [a, b]);
      }
      for (const name in OF_INTEGERS) interpret(guarded, memory, name, [b]);
    }
  });
}

test("a shift by more than 31 would be found", () => {
  const shifting = binary("shl", i(1), { kind: "local", type: "i32", index: 0 });
  const one = withGuardedShifts(programOf(routine("main", ["i32"], [], [give(shifting)], "i32")));
  assert.equal(interpret(one, new ArrayBuffer(4), "main", [31]), -0x80000000);
  assert.throws(() => interpret(one, new ArrayBuffer(4), "main", [32]), RangeError);
});

/** What a routine must not be, each with the sets that have it. */
const FAULTS: readonly (readonly [file: string, right: string, wrong: string, set: FloatSet])[] = [
  ["add", "lost == SIGN ? rounded & ~1", "lost == 0 ? rounded & ~1", "wide"],
  ["add", "difference - 1 ^ a", "difference ^ a", "narrow"],
  ["multiply", "x * y == SIGN", "x * y == 0", "narrow"],
  ["multiply", "low == SIGN ? rounded", "low == 0 ? rounded", "wide"],
  ["divide", "while (rest >= y)", "while (rest > y)", "wide"],
  ["convert", "(significand & 0xFF) == 0x80", "(significand & 0xFF) == 0x7f", "narrow"],
  ["parts", "(significand & 0xFF) + 0x7F + odd", "(significand & 0xFF) + 0x7F", "wide"],
];

test("a routine that is wrong in one place is found", async () => {
  for (const [file, right, wrong, set] of FAULTS) {
    const path = `assembly/float32/${file}.ts`;
    const source = readFileSync(join(packageRoot(), path), "utf8");
    assert.ok(source.includes(right), `${path} has no ${right}`);
    const changed = source.replace(right, wrong);
    const loop = loopOf(await compileLoop(set, { [path]: changed }));
    loop.start(3);
    const result = loop.checkPairs(RANDOM_PAIRS) || loop.checkIntegers(0xfff00000, 0x100000);
    assert.ok(faultOf(loop, result), `${path} with ${wrong}`);
  }
});
