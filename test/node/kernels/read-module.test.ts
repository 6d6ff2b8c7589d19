// What kernels say with 64 bits, and with constants of four lanes.
import assert from "node:assert/strict";
import { test } from "node:test";
import binaryen from "binaryen";
import { printIr } from "../../../src/common/compiler/ir/print-ir.js";
import { readModule } from "../../../src/node/kernels/read-module.js";

/** What a function of two integers is read as, by its value. */
function read(value: string): string {
  const module = binaryen.parseText(
    `(module (func $f (export "f") (param i32 i32) (result i32) ${value}))`,
  );
  module.setFeatures(binaryen.Features.SIMD128);
  const bytes = module.emitBinary();
  module.dispose();
  return /return (.*)/.exec(printIr(readModule(bytes)))![1]!;
}

const product = (left: string, right: string, count = "i64.const 32", shift = "shr_u") =>
  `(i32.wrap_i64 (i64.${shift} (i64.mul ${left} ${right}) (${count})))`;
const A = "(i64.extend_i32_u (local.get 0))";
const B = "(i64.extend_i32_u (local.get 1))";

test("the upper half of a product of two integers without sign is one operator", () => {
  assert.equal(read(product(A, B)), "mul_high_u(v0, v1)");
  assert.equal(
    read(product(A, "(i64.extend_i32_u (i32.clz (local.get 1)))")),
    "mul_high_u(v0, clz(v1))",
  );
});

for (const [what, value] of [
  ["with sign", product(A, "(i64.extend_i32_s (local.get 1))")],
  ["of a constant", product(A, "(i64.const 3)")],
  ["shifted otherwise", product(A, B, "i64.const 31")],
  ["shifted by more than 2³²", product(A, B, "i64.const 4294967328")],
  ["shifted with sign", product(A, B, "i64.const 32", "shr_s")],
  ["not shifted", `(i32.wrap_i64 (i64.mul ${A} ${B}))`],
  ["of a sum", `(i32.wrap_i64 (i64.shr_u (i64.add ${A} ${B}) (i64.const 32)))`],
] as const) {
  test(`a value of 64 bits that is none, ${what}, is refused`, () => {
    assert.throws(
      () => read(value),
      /^UserError: \w+: got the instruction unary operation \d+, expected/,
    );
  });
}

test("a constant of four lanes is read bit by bit, or refused", () => {
  const anyTrue = (lanes: string) => read(`(v128.any_true (v128.const i32x4 ${lanes}))`);
  assert.match(anyTrue("-1 -1 -1 -1"), /^v128\.any_true\(/);
  assert.match(anyTrue("-1 0x3f800000 -1 0"), /replace_lane/);
  assert.throws(
    () => anyTrue("0 -1 -1 -1"),
    /^UserError: \w+: got the instruction v128\.const with NaN in one of its lanes, expected/,
  );
});
