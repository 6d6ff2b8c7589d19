import assert from "node:assert/strict";
import { test } from "node:test";
import type { Instruction, Lowered } from "../../../../src/common/compiler/thumb/instruction.js";
import { twoAddress } from "../../../../src/common/compiler/thumb/thumb1/two-address.js";

const depth = 0;
const BASE = 11;
const [A, B, D] = [48, 49, 50];

/** What becomes of one instruction, behind which the result and some registers are read. */
function rewritten(i: Omit<Instruction, "depth">, alsoRead: readonly number[] = []): string[] {
  const lowered: Lowered = {
    name: "one",
    outgoing: 0,
    types: new Array(51).fill("i32"),
    code: [
      { ...i, depth },
      { op: "call", s: [D, ...alsoRead], depth },
      { op: "ret", s: [], depth },
    ],
  };
  return twoAddress(lowered)
    .code.slice(0, -2)
    .map(({ op, d, s, imm, to }) =>
      [op, d, ...s, imm, to].filter((x) => x !== undefined).join(" "),
    );
}

test("an operation takes the place of its first operand", () => {
  assert.deepEqual(rewritten({ op: "mul", d: D, s: [A, B] }), ["mov 50 48", "mul 50 50 49"]);
  assert.deepEqual(rewritten({ op: "mul", d: D, s: [D, B] }), ["mul 50 50 49"]);
});

test("of two operands the one takes the result that nobody reads later", () => {
  assert.deepEqual(rewritten({ op: "xor", d: D, s: [A, B] }, [A]), ["mov 50 49", "xor 50 50 48"]);
  assert.deepEqual(rewritten({ op: "xor", d: D, s: [A, D] }), ["xor 50 50 48"]);
});

test("a shift whose count is where its result goes does not lose it", () => {
  assert.deepEqual(rewritten({ op: "shl_by", d: D, s: [A, D] }), [
    "mov 51 48",
    "shl_by 51 51 50",
    "mov 50 51",
  ]);
});

test("only small constants are added to another register", () => {
  assert.deepEqual(rewritten({ op: "addi", d: D, s: [A], imm: 7 }), ["addi 50 48 7"]);
  assert.deepEqual(rewritten({ op: "addi", d: D, s: [A], imm: 8 }), ["mov 50 48", "addi 50 50 8"]);
});

test("the memory's base, a high register, is added in place and copied to be taken off", () => {
  assert.deepEqual(rewritten({ op: "add", d: D, s: [BASE, A] }), ["mov 50 48", "add 50 50 11"]);
  assert.deepEqual(rewritten({ op: "sub", d: D, s: [A, BASE] }), ["mov 51 11", "sub 50 48 51"]);
});

test("masks of the lowest and the highest bits are two shifts", () => {
  assert.deepEqual(rewritten({ op: "andi", d: D, s: [A], imm: 0x7fffff }), [
    "shl 51 48 9",
    "shr_u 50 51 9",
  ]);
  assert.deepEqual(rewritten({ op: "andi", d: D, s: [A], imm: -0x800000 }), [
    "shr_u 51 48 23",
    "shl 50 51 23",
  ]);
  assert.deepEqual(rewritten({ op: "andi", d: D, s: [A], imm: ~1 }), [
    "iconst 51 1",
    "mov 50 48",
    "bic 50 50 51",
  ]);
});

test("a shifted operand is shifted first, and a choice is a branch over a move", () => {
  assert.deepEqual(rewritten({ op: "addsh", d: D, s: [A, B], imm: 2 }), [
    "shl 51 49 2",
    "add 50 48 51",
  ]);
  assert.deepEqual(rewritten({ op: "csel", d: D, s: [A, B, A], imm: 0, cond: "eq" }), [
    "mov 51 48",
    "bcc 48 0 one/choice.0",
    "mov 51 49",
    "label one/choice.0",
    "mov 50 51",
  ]);
});
