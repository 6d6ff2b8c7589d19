import assert from "node:assert/strict";
import { test } from "node:test";
import { FLOAT_SETS, floatProgram } from "../../../../src/common/compiler/float32.js";
import type { Expression, Program } from "../../../../src/common/compiler/ir/ir.js";
import { eachValue } from "../../../../src/common/compiler/ir/walk.js";
import { withSquareRootCalls } from "../../../../src/common/compiler/square-root.js";
import { withEarlyReturns } from "../../../../src/common/compiler/thumb/early-returns.js";
import {
  comparedByBits,
  type FloatComparison,
} from "../../../../src/common/compiler/thumb/float-bits.js";
import { withSoftFloats } from "../../../../src/common/compiler/thumb/soft-floats.js";
import { RESOURCES } from "../../../../src/node/resources.js";
import { extent } from "../../../support/extent.js";
import { give, program, routine, vi } from "../../../support/ir/build.js";
import { interpreted, interpretedByBits } from "../../../support/ir/engines.js";
import { interpret } from "../../../support/ir/interpret.js";
import { randomProgram } from "../../../support/ir/random-program.js";
import { seededRandom } from "../../../support/random.js";

const PROGRAMS = extent(150, 3000);

for (const set of FLOAT_SETS) {
  const source = floatProgram(RESOURCES.floats(set));
  const library = { ...source, routines: source.routines.map(withEarlyReturns) };
  const softened = (source: Program) =>
    withSoftFloats(withSquareRootCalls(source, RESOURCES.kernels), library);

  test(`random programs do the same with floats as bits, by ${set} routines`, () => {
    for (let seed = 1; seed <= PROGRAMS; seed++) {
      const given = randomProgram(seed);
      const got = interpretedByBits(given, softened(given), seed);
      assert.deepEqual(got, interpreted(given, seed), `program ${seed}`);
    }
  });

  test(`a program with floats as bits has no float and only the ${set} routines that it needs`, () => {
    const soft = softened(randomProgram(3));
    for (const { body, locals, parameters, result } of soft.routines) {
      assert.ok(![...locals, ...parameters, result].includes("f32"));
      eachValue(body, ({ type }) => {
        assert.equal(type, "i32");
      });
    }
    const none = softened({ ...randomProgram(3), routines: [] });
    assert.deepEqual(none.routines, []);
  });
}

const COMPARE: Readonly<Record<FloatComparison, (a: number, b: number) => boolean>> = {
  eq: (a, b) => a === b,
  ne: (a, b) => a !== b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
};
const CONSTANTS = [0, -0, 1, -1, 0.5, -3.5, 1e-40, -1e-40, 3.4028234663852886e38, -1e30];

/** Bits of numbers near a constant, special ones, and random ones. */
function bitsToCompare(constant: number): number[] {
  const random = seededRandom(8);
  const bits = new Int32Array(Float32Array.of(constant).buffer)[0]!;
  const near = [bits, bits + 1, bits - 1, bits ^ -0x80000000];
  const special = [0x7f800000, 0x7f800001, 0x7fc00000, 0x7fffffff, 0x00000001, 0, 0x7f7fffff];
  const signed = special.flatMap((word) => [word, word | -0x80000000]);
  return [
    ...near,
    ...signed,
    ...Array.from({ length: 200 }, () => random.whole(-(2 ** 31), 2 ** 31)),
  ];
}

const evaluated = (value: Expression, bits: number): number =>
  interpret(
    program(routine("compared", ["i32"], [], [give(value)], "i32")),
    new ArrayBuffer(0),
    "main",
    [bits | 0],
  )!;

test("comparisons with constants by bits say what comparisons of numbers say", () => {
  let compared = 0;
  for (const operator of Object.keys(COMPARE) as FloatComparison[]) {
    for (const constant of CONSTANTS.map(Math.fround)) {
      for (const isMagnitude of [false, true]) {
        const value = comparedByBits(operator, vi(0), constant, isMagnitude);
        if (!value) continue;
        for (const bits of bitsToCompare(constant)) {
          const word = isMagnitude ? bits & 0x7fffffff : bits;
          const number = new Float32Array(Int32Array.of(word).buffer)[0]!;
          const message = `${number} (${word}) ${operator} ${constant}`;
          assert.equal(evaluated(value, word) !== 0, COMPARE[operator](number, constant), message);
          compared++;
        }
      }
    }
  }
  assert.ok(compared > 10_000);
});

test("what is no range of bits is left to a routine", () => {
  assert.equal(comparedByBits("lt", vi(0), 1, false), undefined);
  assert.equal(comparedByBits("ge", vi(0), 0, false), undefined);
  assert.equal(comparedByBits("lt", vi(0), Number.POSITIVE_INFINITY, true), undefined);
});
