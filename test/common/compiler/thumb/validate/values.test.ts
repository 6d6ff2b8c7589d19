// An allocation made by hand, right, and then with one fault at a time.
import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  Allocated,
  Instruction,
  Lowered,
} from "../../../../../src/common/compiler/thumb/instruction.js";
import {
  type Callee,
  validateValues,
} from "../../../../../src/common/compiler/thumb/validate/values.js";

const SP = 13;
const LR = 14;
const [P, SEVEN, SUM, WORD, GOT, END] = [48, 49, 50, 51, 52, 53];

const f: Callee = { arguments: [0], onStack: 0, result: 0, changes: new Set([0, 1, LR]) };
const clobbers = f.changes;
const depth = 0;

const lowered: Lowered = {
  name: "sum",
  types: new Array(54).fill("i32"),
  outgoing: 0,
  code: [
    { op: "mov", d: P, s: [0], depth },
    { op: "iconst", d: SEVEN, s: [], imm: 7, depth },
    { op: "iconst", d: SUM, s: [], imm: 0, depth },
    { op: "label", s: [], to: "loop", depth },
    { op: "ldr", d: WORD, s: [P], imm: 0, depth },
    { op: "mov", d: 0, s: [WORD], depth },
    { op: "call", d: 0, s: [0], to: "f", clobbers, depth },
    { op: "mov", d: GOT, s: [0], depth },
    { op: "sub", d: SUM, s: [SUM, GOT], depth },
    { op: "addi", d: P, s: [P], imm: 4, depth },
    { op: "bcc", s: [GOT], imm: 0, cond: "ne", to: "loop", depth },
    { op: "bcc", s: [SUM], imm: 3, cond: "lt", to: "other", depth },
    { op: "sub", d: END, s: [SUM, SEVEN], depth },
    { op: "b", s: [], to: "end", depth },
    { op: "label", s: [], to: "other", depth },
    { op: "mov", d: END, s: [P], depth },
    { op: "label", s: [], to: "end", depth },
    { op: "mov", d: 0, s: [END], depth },
    { op: "ret", s: [0], depth },
  ],
};

/** The lowered instruction with registers in place of its virtual ones. */
const placed = (from: number, s: readonly number[], d?: number): Instruction => ({
  ...lowered.code[from]!,
  s,
  ...(d !== undefined && { d }),
  from,
});
const spill = (register: number): Instruction => ({ op: "str", s: [register, SP], imm: 0, depth });
const reload = (d: number): Instruction => ({ op: "ldr", d, s: [SP], imm: 0, depth });

// P is on the stack, SEVEN is made anew, SUM is in r4.
const good: readonly Instruction[] = [
  spill(0),
  placed(2, [], 4),
  placed(3, []),
  reload(1),
  placed(4, [1], 0),
  placed(6, [0], 0),
  placed(8, [4, 0], 4),
  reload(1),
  placed(9, [1], 1),
  spill(1),
  placed(10, [0]),
  placed(11, [4]),
  { op: "iconst", d: 1, s: [], imm: 7, depth },
  placed(12, [4, 1], 0),
  placed(13, []),
  placed(14, []),
  reload(0),
  placed(16, []),
  placed(18, [0]),
];

const allocated = (code: readonly Instruction[], more: Partial<Allocated> = {}): Allocated => ({
  name: "sum",
  code,
  frame: 8,
  used: new Set([0, 1, 4, LR]),
  ...more,
});
const self: Callee = { arguments: [0], onStack: 0, result: 0, changes: new Set([0, 1, 4, LR]) };
const validate = (subject: Allocated, callee = f) =>
  validateValues(lowered, subject, self, (name) => (name === "f" ? callee : undefined));

const without = (at: number) => good.toSpliced(at, 1);
const instead = (at: number, more: Partial<Instruction>) =>
  good.with(at, { ...good[at]!, ...more });

test("an allocation with a spill, a constant made anew and moves left out is right", () => {
  validate(allocated(good));
});

for (const [fault, code, message] of [
  ["two registers are swapped", instead(6, { s: [0, 4] }), /r0 is not v50/],
  ["a spill is missing", without(9), /ret.*r0 is not/],
  ["the first spill is missing", without(0), /r1 is not v48/],
  ["a reload is missing", without(3), /r1 is not v48/],
  ["a reload on one way to a label is missing", without(16), /instruction 17 .*r0 is not/],
  ["a reload is from another slot", instead(7, { imm: 4 }), /r1 is not/],
  ["a reload is from outside the frame", instead(7, { imm: 8 }), /no such word at sp/],
  ["a constant is made anew as another", instead(12, { imm: 8 }), /r1 is not/],
  ["an instruction is missing", without(8), /r0 is not/],
  ["a call is missing", without(5), /the lowered call before it is missing/],
  ["an argument is elsewhere", instead(5, { s: [1] }), /r1 is not r0/],
  ["a result goes to the wrong register", instead(6, { d: 1 }), /r4 is not/],
  ["what was changed in a loop is read as before", instead(8, { s: [1], d: 0 }), /is not v/],
  ["an immediate is another", instead(8, { imm: 8 }), /not the lowered addi/],
  ["a condition is another", instead(10, { cond: "eq" }), /not the lowered bcc/],
  ["a branch goes elsewhere", instead(10, { to: "end" }), /not the lowered bcc/],
  ["a label is missing", without(15), /no label other/],
  [
    "two instructions change places",
    good.with(6, good[8]!).with(8, good[6]!),
    /another order|is not/,
  ],
  ["the return is missing", without(18), /no return/],
  ["the result is elsewhere", instead(18, { s: [4] }), /r4 is not/],
  [
    "a lowered store of the allocator's goes elsewhere",
    instead(9, { s: [1, 0] }),
    /no such word at sp/,
  ],
  [
    "something was added that computes",
    without(0).toSpliced(0, 0, { op: "add", d: 1, s: [0, 0], depth }),
    /not lowered/,
  ],
] as const)
  test(`it is found when ${fault}`, () => {
    assert.throws(() => validate(allocated(code)), message);
  });

test("a refusal names routine and instruction, whose fault it is and the way round", () => {
  assert.throws(() => validate(allocated(without(3))), {
    name: "MachineCodeError",
    message:
      'machine code: sum, instruction 3 ({"op":"ldr","d":0,"s":[1],"imm":0,"depth":0,"from":4}): r1 is not v48; this is a bug in perceptino, and --placement javascript always works instead',
  });
});

test("it is found when a callee changes what its caller believes to be kept", () => {
  const more: Callee = { ...f, changes: new Set([...f.changes, 4]) };
  assert.throws(() => validate(allocated(good), more), /the callee changes r4/);
});

test("it is found when something lives in a register that a call changes", () => {
  const more: Callee = { ...f, changes: new Set([...f.changes, 4]) };
  const code = instead(5, { clobbers: more.changes });
  assert.throws(() => validate(allocated(code), more), /r4 is not v50/);
});

test("it is found when a callee takes its argument elsewhere, or gives its result elsewhere", () => {
  assert.throws(
    () => validate(allocated(good), { ...f, arguments: [1] }),
    /got registers 0, expected 1/,
  );
  assert.throws(
    () => validate(allocated(good), { ...f, result: 1 }),
    /got registers 0, expected 1/,
  );
});

test("it is found when a routine says that it keeps what it changes", () => {
  for (const register of [4, LR])
    assert.throws(
      () =>
        validate(allocated(good, { used: new Set([0, 1, 4, LR].filter((r) => r !== register)) })),
      /the routine keeps/,
    );
});

test("it is found when something lives in what an operation needs for itself", () => {
  const [A, B, C] = [48, 49, 50];
  const clobbers = new Set([12]);
  const source: Lowered = {
    name: "product",
    types: new Array(51).fill("i32"),
    outgoing: 0,
    code: [
      { op: "mov", d: A, s: [0], depth },
      { op: "mov", d: B, s: [1], depth },
      { op: "mulh", d: C, s: [A, B], clobbers, depth },
      { op: "sub", d: 0, s: [C, A], depth },
      { op: "ret", s: [0], depth },
    ],
  };
  const callee: Callee = { arguments: [0, 1], onStack: 0, result: 0, changes: new Set([0, 2, 12]) };
  const subject = (kept: number): Allocated => ({
    name: "product",
    frame: 0,
    used: callee.changes,
    code: [
      { op: "mov", d: kept, s: [0], from: 0, depth },
      { op: "mulh", d: 0, s: [kept, 1], clobbers, from: 2, depth },
      { op: "sub", d: 0, s: [0, kept], from: 3, depth },
      { op: "ret", s: [0], from: 4, depth },
    ],
  });
  const none = () => undefined;
  validateValues(source, subject(2), callee, none);
  const expected = /sub.*r12 is not v48/;
  assert.throws(() => validateValues(source, subject(12), callee, none), expected);
});

test("an argument on the stack has to be there, whatever else the stack holds", () => {
  const [X, Y] = [48, 49];
  const five: Callee = { arguments: [], onStack: 4, changes: new Set([0, LR]) };
  const source: Lowered = {
    name: "caller",
    types: new Array(50).fill("i32"),
    outgoing: 4,
    code: [
      { op: "mov", d: X, s: [0], depth },
      { op: "iconst", d: Y, s: [], imm: 5, depth },
      { op: "str", s: [X, SP], imm: 0, depth },
      { op: "call", s: [], to: "five", clobbers: five.changes, depth },
      { op: "ret", s: [], depth },
    ],
  };
  const own: Callee = { arguments: [0], onStack: 0, changes: five.changes };
  const subject = (...more: Instruction[]): Allocated => ({
    name: "caller",
    frame: 8,
    used: five.changes,
    code: [
      { op: "str", s: [0, SP], imm: 0, from: 2, depth },
      ...more,
      { op: "call", s: [], to: "five", clobbers: five.changes, from: 3, depth },
      { op: "ret", s: [], from: 4, depth },
    ],
  });
  const calleeOf = () => five;
  const constant: Instruction = { op: "iconst", d: 0, s: [], imm: 5, depth };
  validateValues(source, subject(constant, { ...spill(0), imm: 4 }), own, calleeOf);
  const expected = /sp \+ 0 is not its argument/;
  assert.throws(() => validateValues(source, subject(constant, spill(0)), own, calleeOf), expected);
});

test("a float that came back as an integer is not compared as one", () => {
  const [X, S0] = [48, 16];
  const source: Lowered = {
    name: "negative",
    types: [...new Array(16).fill("i32"), ...new Array(33).fill("f32")],
    outgoing: 0,
    code: [
      { op: "fmov", d: X, s: [S0], depth },
      { op: "bcc", s: [X], cond: "mi", to: "end", depth },
      { op: "label", s: [], to: "end", depth },
      { op: "ret", s: [], depth },
    ],
  };
  const callee: Callee = { arguments: [S0], onStack: 0, changes: new Set([0, S0]) };
  const subject = (load: "ldr" | "vldr", d: number): Allocated => ({
    name: "negative",
    frame: 4,
    used: callee.changes,
    code: [
      { op: "vstr", s: [S0, SP], imm: 0, depth },
      { op: load, d, s: [SP], imm: 0, depth },
      { op: "bcc", s: [d], cond: "mi", to: "end", from: 1, depth },
      { op: "label", s: [], to: "end", from: 2, depth },
      { op: "ret", s: [], from: 3, depth },
    ],
  });
  const none = () => undefined;
  validateValues(source, subject("vldr", S0), callee, none);
  assert.throws(() => validateValues(source, subject("ldr", 0), callee, none), /r0 is not v48/);
});
