import assert from "node:assert/strict";
import { test } from "node:test";
import type { Instruction } from "../../../../src/common/compiler/thumb/instruction.js";
import { schedule } from "../../../../src/common/compiler/thumb/schedule.js";

const depth = 1;
const [POINTER, COUNT] = [0, 1];
const [S0, S1, S2, S3, S4, S5] = [16, 17, 18, 19, 20, 21];

const load = (d: number, imm: number): Instruction => ({ op: "vldr", d, s: [POINTER], imm, depth });
const store = (from: number, imm: number): Instruction => ({
  ...{ op: "vstr", s: [from, POINTER], imm, depth },
});
const multiply = (d: number, x: number, y: number): Instruction => ({
  op: "fmul",
  d,
  s: [x, y],
  depth,
});
const RETURN: Instruction = { op: "ret", s: [], depth };

const orderOf = (code: readonly Instruction[]): string[] =>
  schedule(code).map(({ op, d, s, imm }) =>
    [op, ...(d === undefined ? [] : [d]), ...s, imm].filter((x) => x !== undefined).join(" "),
  );

test("another product stands between a product and what reads it", () => {
  const code = [
    ...[multiply(S2, S0, S1), multiply(S3, S2, S2), multiply(S4, S0, S0), multiply(S5, S4, S4)],
    RETURN,
  ];
  assert.deepEqual(orderOf(code), [
    "fmul 18 16 17",
    "fmul 20 16 16",
    "fmul 19 18 18",
    "fmul 21 20 20",
    "ret",
  ]);
});

test("a product waits for the one before it, however many wait for it", () => {
  const code = [
    ...[multiply(S1, S0, S0), multiply(S2, S1, S1), multiply(S3, S2, S2), multiply(S4, S0, S0)],
    RETURN,
  ];
  assert.deepEqual(orderOf(code).slice(0, 3), ["fmul 17 16 16", "fmul 20 16 16", "fmul 18 17 17"]);
});

test("a store comes behind a load, though others wait longer", () => {
  const code = [multiply(S2, S0, S0), store(S3, 8), load(S1, 4), multiply(S4, S1, S1), RETURN];
  const order = orderOf(code);
  assert.equal(order.indexOf("vstr 19 0 8"), order.indexOf("vldr 17 0 4") + 1);
});

test("a load stays behind a store to its word, and before one that follows", () => {
  const code = [store(S0, 4), load(S1, 4), multiply(S2, S1, S1), store(S2, 4), RETURN];
  assert.deepEqual(orderOf(code), [
    "vstr 16 0 4",
    "vldr 17 0 4",
    "fmul 18 17 17",
    "vstr 18 0 4",
    "ret",
  ]);
});

test("a register is not set before others have read what was in it", () => {
  const code = [multiply(S2, S0, S1), store(S2, 0), multiply(S2, S1, S1), store(S2, 4), RETURN];
  assert.deepEqual(orderOf(code), [
    "fmul 18 16 17",
    "vstr 18 0 0",
    "fmul 18 17 17",
    "vstr 18 0 4",
    "ret",
  ]);
});

test("what counts a loop's rounds stays before the branch that asks for it", () => {
  const count: Instruction = { op: "addi", d: COUNT, s: [COUNT], imm: -1, depth };
  const round: Instruction = {
    ...{ op: "bcc", s: [COUNT], imm: 0, cond: "ne" },
    ...{ to: "loop", depth },
  };
  const code = [count, load(S0, 0), multiply(S1, S0, S0), store(S1, 4), round];
  assert.deepEqual(orderOf(code).slice(-2), ["addi 1 1 -1", "bcc 1 0"]);
});

test("nothing moves over a label or a call", () => {
  const label: Instruction = { op: "label", s: [], to: "here", depth };
  const call: Instruction = { op: "call", s: [], to: "there", depth };
  const code = [multiply(S2, S0, S1), label, load(S3, 0), call, load(S4, 4), RETURN];
  assert.deepEqual(
    orderOf(code),
    code.map(({ op, d, s, imm }) =>
      [op, ...(d === undefined ? [] : [d]), ...s, imm].filter((x) => x !== undefined).join(" "),
    ),
  );
});
