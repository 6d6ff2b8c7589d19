import assert from "node:assert/strict";
import { test } from "node:test";
import type { Instruction } from "../../../../../src/common/compiler/thumb/instruction.js";
import { validateOrder } from "../../../../../src/common/compiler/thumb/validate/order.js";

const depth = 0;
const ldr = (d: number, base: number, imm: number): Instruction => ({
  op: "ldr",
  d,
  s: [base],
  imm,
  depth,
});
const str = (from: number, base: number, imm: number): Instruction => ({
  op: "str",
  s: [from, base],
  imm,
  depth,
});
const add = (d: number, a: number, b: number): Instruction => ({ op: "add", d, s: [a, b], depth });
/** Leaves anything in r12. */
const mulh = (d: number, a: number, b: number): Instruction => ({
  op: "mulh",
  d,
  s: [a, b],
  clobbers: new Set([12]),
  depth,
});
const ret: Instruction = { op: "ret", s: [], depth };
const SP = 13;

/** Whether a piece may be run in another order, which the places of its instructions say. */
const validate = (piece: readonly Instruction[], order: readonly number[]) =>
  validateOrder("sum", [...piece, ret], [...order.map((at) => piece[at]!), ret]);

test("what does not touch each other may change places", () => {
  validate([add(1, 2, 3), add(4, 5, 6), ldr(7, 5, 0), str(2, 5, 4)], [3, 2, 1, 0]);
  validate([str(1, 5, 0), ldr(2, SP, 0)], [1, 0]); // nobody has the stack's address
  validate([mulh(1, 2, 3), mulh(4, 5, 6), add(7, 8, 8)], [1, 2, 0]); // nobody has what both leave in r12
  validate([str(1, 5, 0), str(1, 5, 4), ldr(2, 6, 0), ldr(3, 7, 0)], [1, 0, 3, 2]);
});

for (const [fault, piece, order, message] of [
  [
    "a value is read before it is there",
    [add(1, 2, 3), add(4, 1, 1)],
    [1, 0],
    /an operand too early or too late/,
  ],
  [
    "a value is read after it is gone",
    [add(4, 1, 1), add(1, 2, 3)],
    [1, 0],
    /an operand too early or too late/,
  ],
  ["the last value is another", [add(1, 2, 2), add(1, 3, 3)], [1, 0], /another last value in r1/],
  [
    "a load goes before a store to the same word",
    [str(1, 5, 0), ldr(2, 5, 0)],
    [1, 0],
    /the same word/,
  ],
  [
    "a store goes before a load of the same word",
    [ldr(2, 5, 4), str(1, 5, 4)],
    [1, 0],
    /the same word/,
  ],
  [
    "a store goes before one at another base",
    [str(1, 5, 0), str(2, 6, 4)],
    [1, 0],
    /the same word/,
  ],
  ["two words overlap", [str(1, 5, 0), ldr(2, 5, 2)], [1, 0], /the same word/],
  ["a slot is read before it is written", [str(1, SP, 8), ldr(2, SP, 8)], [1, 0], /the same word/],
  [
    "a base changed between two offsets",
    [str(1, 5, 0), add(5, 5, 6), ldr(2, 5, 4)],
    [0, 2, 1],
    /an operand too/,
  ],
  [
    "the same offset is from another base",
    [str(1, 5, 0), add(5, 6, 6), ldr(2, 5, 4)],
    [1, 2, 0],
    /an operand too|same word/,
  ],
  [
    "an operation that needs r12 goes before a use of it",
    [add(4, 12, 1), mulh(5, 2, 3)],
    [1, 0],
    /an operand too early or too late/,
  ],
  [
    "an operation that needs r12 comes between its value and a use of it",
    [mulh(5, 2, 3), add(12, 1, 1), add(4, 12, 1)],
    [1, 0, 2],
    /an operand too early or too late/,
  ],
  [
    "an operation that needs r12 goes behind its last value",
    [mulh(5, 2, 3), add(12, 1, 1)],
    [1, 0],
    /another last value in r12/,
  ],
  ["an instruction is there twice", [add(1, 2, 3), add(4, 5, 6)], [0, 0], /once too often/],
] as const)
  test(`it is found when ${fault}`, () => {
    assert.throws(() => validate(piece, order), message);
  });

test("it is found when an instruction goes past a label, is missing or is too much", () => {
  const label: Instruction = { op: "label", s: [], to: "loop", depth };
  const [a, b] = [add(1, 2, 3), add(4, 5, 6)];
  const expected = /another label, branch, call or end/;
  assert.throws(() => validateOrder("sum", [a, label, b, ret], [label, a, b, ret]), expected);
  assert.throws(() => validateOrder("sum", [a, b, ret], [a, ret]), expected);
  assert.throws(() => validateOrder("sum", [a, ret], [a, b, ret]), expected);
  assert.throws(() => validateOrder("sum", [a, b, ret], [a, b]), expected);
});
