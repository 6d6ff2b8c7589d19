import assert from "node:assert/strict";
import { test } from "node:test";
import type { ThumbCore } from "../../../../../src/common/compiler/thumb/code.js";
import { CORES } from "../../../../../src/common/compiler/thumb/core.js";
import type { Instruction } from "../../../../../src/common/compiler/thumb/instruction.js";
import { validateForms } from "../../../../../src/common/compiler/thumb/validate/forms.js";

type Shape = Omit<Instruction, "depth">;
const S0 = 16;
const validate = (i: Shape, core: ThumbCore = "Cortex-M4F") =>
  validateForms("sum", [{ ...i, depth: 0 }], 8, CORES[core]);

test("each form's ends are in range", () => {
  for (const i of [
    { op: "ldr", d: 0, s: [1], imm: 4092 },
    { op: "vldr", d: S0, s: [11], imm: 1020 },
    { op: "vstr", s: [S0 + 31, 13], imm: 0 },
    { op: "addi", d: 0, s: [1], imm: -4095 },
    { op: "addi", d: 0, s: [1], imm: 0xff000 },
    { op: "andi", d: 0, s: [1], imm: ~0xff },
    { op: "xor_shr_u", d: 0, s: [1, 2], imm: 31 },
    { op: "bcc", s: [S0], float: true, cond: "mi", to: "loop" },
    { op: "csel", d: S0, s: [S0, S0 + 1, 4], imm: 255, cond: "eq" },
  ] as const)
    validate(i);
});

for (const [fault, i, message] of [
  ["an offset is too far", { op: "ldr", d: 0, s: [1], imm: 4096 }, /immediate out of range/],
  [
    "a float's offset is too far",
    { op: "vldr", d: S0, s: [1], imm: 1024 },
    /immediate out of range/,
  ],
  ["an offset is negative", { op: "str", s: [0, 1], imm: -4 }, /immediate out of range/],
  ["an offset is no word's", { op: "vstr", s: [S0, 1], imm: 6 }, /immediate out of range/],
  ["an offset is missing", { op: "ldr", d: 0, s: [1] }, /no immediate/],
  [
    "a sum's constant fits no form",
    { op: "addi", d: 0, s: [1], imm: 4097 },
    /immediate out of range/,
  ],
  ["a mask fits no form", { op: "andi", d: 0, s: [1], imm: 0x12345 }, /immediate out of range/],
  ["a shift is too far", { op: "shl", d: 0, s: [1], imm: 32 }, /immediate out of range/],
  ["a shift by 0 would be by 32", { op: "xor_shr_u", d: 0, s: [1, 2], imm: 0 }, /out of range/],
  [
    "a comparison's constant fits no form",
    { op: "bcc", s: [0], imm: 4097, cond: "eq", to: "a" },
    /out of range/,
  ],
  ["the base changes", { op: "mov", d: 11, s: [1] }, /changes r11/],
  ["sp changes", { op: "addi", d: 13, s: [13], imm: 8 }, /changes r13/],
  ["sp is an operand", { op: "add", d: 0, s: [13, 1] }, /sp as an operand/],
  ["pc is an operand", { op: "mov", d: 0, s: [15] }, /no register/],
  ["a register is still virtual", { op: "mov", d: 0, s: [48] }, /no register/],
  ["a float is where an integer belongs", { op: "add", d: 0, s: [1, S0] }, /operands are not i,i/],
  ["a result is of the other kind", { op: "fadd", d: 0, s: [S0, S0] }, /result of the other kind/],
  ["an operand is missing", { op: "add", d: 0, s: [1] }, /operands are not i,i/],
  ["a result is missing", { op: "add", s: [1, 2] }, /no result/],
] as const)
  test(`it is found when ${fault}`, () => {
    assert.throws(() => validate(i as Shape), message);
  });

test("it is found when a core without FPU gets one of its registers", () => {
  const i = { op: "fmov", d: S0, s: [S0 + 1] } as const;
  validate(i);
  for (const core of ["Cortex-M3", "Cortex-M0+"] as const)
    assert.throws(() => validate(i, core), /no FPU/);
});

for (const [fault, i, message] of [
  ["an operation is Thumb-2's", { op: "addsh", d: 0, s: [1, 2], imm: 2 }, /not of Thumb-1/],
  ["a register is high", { op: "sub", d: 0, s: [1, 8] }, /high register/],
  [
    "a result is beside its operand",
    { op: "mul", d: 0, s: [1, 2] },
    /result beside its first operand/,
  ],
  ["a sum's constant is too large", { op: "addi", d: 0, s: [1], imm: 8 }, /out of range/],
  ["an offset is too far", { op: "ldr", d: 0, s: [1], imm: 128 }, /out of range/],
] as const)
  test(`it is found on a core with Thumb-1 when ${fault}`, () => {
    assert.throws(() => validate(i, "Cortex-M0+"), message);
  });

test("it is found when a frame is not of whole words", () => {
  const code: Instruction[] = [{ op: "ret", s: [], depth: 0 }];
  assert.throws(
    () => validateForms("sum", code, 6, CORES["Cortex-M4F"]),
    /frame of no whole words/,
  );
});
