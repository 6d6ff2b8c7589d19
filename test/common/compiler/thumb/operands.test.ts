// What an instruction cannot hold, or a core does not have, is refused on the way to bytes, whoever asked for it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assemble } from "../../../../src/common/compiler/thumb/assemble.js";
import type { ThumbCore } from "../../../../src/common/compiler/thumb/code.js";
import { CORES } from "../../../../src/common/compiler/thumb/core.js";
import type { Instruction } from "../../../../src/common/compiler/thumb/instruction.js";
import { validatePaths } from "../../../../src/common/compiler/thumb/validate/paths.js";

type Shape = Omit<Instruction, "depth">;
const S0 = 16;
const ALL = new Set(Array.from({ length: 48 }, (_, register) => register));

/** Bytes of a routine with one instruction, checked as the back end checks them. */
function make(i: Shape, name: ThumbCore = "Cortex-M4F", frame = 8): void {
  const core = CORES[name];
  const depth = 0;
  const code: Instruction[] = [
    { op: "label", to: "a", s: [], depth },
    { ...i, depth },
    { op: "ret", s: [], depth },
  ];
  const routine = { name: "sum", code, frame, used: new Set<number>() };
  const { bytes, constants } = assemble(core, [routine], []);
  const routines = [{ name: "sum", at: 0, changes: ALL, onStack: 0 }];
  validatePaths({ core, bytes, routines, data: constants });
}

test("each form's ends are in range", () => {
  for (const i of [
    { op: "ldr", d: 0, s: [1], imm: 4092 },
    { op: "vldr", d: S0, s: [11], imm: 1020 },
    { op: "vstr", s: [S0 + 31, 13], imm: 0 },
    { op: "addi", d: 0, s: [1], imm: -4095 },
    { op: "addi", d: 0, s: [1], imm: 0xff000 },
    { op: "andi", d: 0, s: [1], imm: ~0xff },
    { op: "xor_shr_u", d: 0, s: [1, 2], imm: 31 },
    { op: "bcc", s: [S0], cond: "mi", to: "a" },
    { op: "csel", d: S0, s: [S0, S0 + 1, 4], imm: 255, cond: "eq" },
  ] as const)
    make(i);
});

const REFUSED: readonly (readonly [string, Shape, RegExp])[] = [
  ["an offset is too far", { op: "ldr", d: 0, s: [1], imm: 4096 }, /no ldr/],
  ["a float's offset is too far", { op: "vldr", d: S0, s: [1], imm: 1024 }, /no vldr/],
  ["an offset is negative", { op: "str", s: [0, 1], imm: -4 }, /no str/],
  ["an offset is no word's", { op: "ldr", d: 0, s: [1], imm: 6 }, /no ldr/],
  ["a float's offset is no word's", { op: "vstr", s: [S0, 1], imm: 6 }, /no vstr/],
  ["an offset is missing", { op: "ldr", d: 0, s: [1] }, /no ldr/],
  ["a sum's constant fits no form", { op: "addi", d: 0, s: [1], imm: 4097 }, /addw of 0,1,4097/],
  ["a mask fits no form", { op: "andi", d: 0, s: [1], imm: 0x12345 }, /shr_u of/],
  ["a shift is too far", { op: "shl", d: 0, s: [1], imm: 32 }, /no shl/],
  ["a shift by 0 would be by 32", { op: "xor_shr_u", d: 0, s: [1, 2], imm: 0 }, /no xor_shr_u/],
  [
    "a comparison's constant fits no form",
    { op: "bcc", s: [0], imm: 4097, cond: "eq", to: "a" },
    /cmni of 0,-4097/,
  ],
  ["the base changes", { op: "mov", d: 11, s: [1] }, /r11 was changed/],
  ["sp changes", { op: "mov", d: 13, s: [1] }, /unknown instruction/],
  ["sp grows", { op: "addi", d: 13, s: [13], imm: 8 }, /no 8 bytes to give back/],
  ["pc is an operand", { op: "mov", d: 0, s: [15] }, /no mov/],
  ["pc is the result", { op: "add", d: 15, s: [0, 1] }, /no add/],
  ["a register is still virtual", { op: "mov", d: 0, s: [48] }, /no mov/],
  ["a float register is still virtual", { op: "fmov", d: S0, s: [48] }, /no fmov/],
  ["a float is where an integer belongs", { op: "add", d: 0, s: [1, S0] }, /no add/],
  ["a result is of the other kind", { op: "fadd", d: 0, s: [S0, S0] }, /no fadd/],
  ["an operand is missing", { op: "add", d: 0, s: [1] }, /no add/],
  ["a result is missing", { op: "add", s: [1, 2] }, /no add/],
  ["an operand is too much", { op: "fneg", d: S0, s: [S0, S0 + 1] }, /no fneg/],
];

for (const [fault, i, message] of REFUSED)
  test(`it is found when ${fault}`, () => {
    assert.throws(() => make(i), message);
  });

test("it is found when a core without FPU gets one of its registers", () => {
  const i = { op: "fmov", d: S0, s: [S0 + 1] } as const;
  make(i);
  for (const core of ["Cortex-M3", "Cortex-M0+"] as const)
    assert.throws(() => make(i, core), /unknown instruction/);
});

for (const [fault, i] of [
  ["an operation is Thumb-2's", { op: "addsh", d: 0, s: [1, 2], imm: 2 }],
  ["a register is high", { op: "sub", d: 0, s: [1, 8] }],
  ["a result is beside its operand", { op: "mul", d: 0, s: [1, 2] }],
  ["a sum's constant is too large", { op: "addi", d: 0, s: [1], imm: 8 }],
  ["an offset is too far", { op: "ldr", d: 0, s: [1], imm: 128 }],
] as const)
  test(`it is found on a core with Thumb-1 when ${fault}`, () => {
    make(i, "Cortex-M3");
    assert.throws(() => make(i, "Cortex-M0+"), /unknown instruction/);
  });

test("it is found when a frame is not of whole words", () => {
  const i: Shape = { op: "mov", d: 0, s: [1] };
  assert.throws(() => make(i, "Cortex-M4F", 6), /no 6 bytes to give back|no -6 bytes/);
  assert.throws(() => make(i, "Cortex-M0+", 6), /unknown instruction/);
});
