import assert from "node:assert/strict";
import { test } from "node:test";
import { duplicateTails } from "../../../../src/common/compiler/thumb/duplicate-tails.js";
import type { Instruction } from "../../../../src/common/compiler/thumb/instruction.js";

const [COUNT, X] = [48, 49];

const label = (to: string, depth = 1): Instruction => ({ op: "label", s: [], to, depth });
const jump = (to: string, depth = 1): Instruction => ({ op: "b", s: [], to, depth });
const unlessZero = (to: string, register: number): Instruction => ({
  ...{ op: "bcc", s: [register], imm: 0, cond: "ne" },
  ...{ to, depth: 1 },
});
const add = (register: number, imm: number): Instruction => ({
  ...{ op: "addi", d: register, s: [register] },
  ...{ imm, depth: 1 },
});
const RETURN: Instruction = { op: "ret", s: [], depth: 0 };

/** A loop with two ways, the first of which jumps over the second to the tail. */
const loopWith = (tail: readonly Instruction[]): Instruction[] => [
  label("loop"),
  unlessZero("other", X),
  add(X, 1),
  jump("tail"),
  label("other"),
  add(X, 2),
  label("tail"),
  ...tail,
  RETURN,
];

const namesOf = (code: readonly Instruction[]): string[] =>
  code.map(({ op, to, imm }) => [op, to ?? imm].filter((x) => x !== undefined).join(" "));
const duplicated = (code: readonly Instruction[]): string[] =>
  namesOf(duplicateTails(code, () => "behind"));

test("a way that jumps to the end of a loop's body goes on to the next round itself", () => {
  assert.deepEqual(duplicated(loopWith([add(COUNT, -1), unlessZero("loop", COUNT)])), [
    "label loop",
    "bcc other",
    "addi 1",
    "addi -1",
    "bcc loop",
    "b behind",
    "label other",
    "addi 2",
    "label tail",
    "addi -1",
    "bcc loop",
    "label behind",
    "ret",
  ]);
});

test("a long tail, one that calls and one that goes on elsewhere stay where they are", () => {
  const call: Instruction = { op: "call", s: [], to: "other", depth: 1 };
  const end = [add(COUNT, -1), unlessZero("loop", COUNT)];
  for (const tail of [
    [...Array.from({ length: 8 }, () => add(X, 3)), ...end],
    [call, ...end],
    [add(COUNT, -1), unlessZero("further", COUNT), label("further")],
  ]) {
    const code = loopWith(tail);
    assert.deepEqual(duplicated(code), namesOf(code));
  }
});

test("what is in no loop keeps its jumps", () => {
  const code = loopWith([add(COUNT, -1), unlessZero("loop", COUNT)]).map((i) => ({
    ...i,
    depth: 0,
  }));
  assert.deepEqual(duplicated(code), namesOf(code));
});
