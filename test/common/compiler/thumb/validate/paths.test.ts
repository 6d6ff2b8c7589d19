// Machine code written by hand in half words, so that no encoder stands between a fault and the validator.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CORES, type Core } from "../../../../../src/common/compiler/thumb/core.js";
import {
  type Extent,
  validatePaths,
} from "../../../../../src/common/compiler/thumb/validate/paths.js";

const LR = 14;
const PUSH_LR = 0xb500;
const POP_PC = 0xbd00;
const ROOM = 0xb082; // sub sp, #8
const BACK = 0xb002; // add sp, #8
const BX_LR = 0x4770;
const MOV_R4_R0 = 0x4604;
const CMP_R0 = 0x2800; // cmp r0, #0
const NOP = 0xbf00;

type Change = Partial<{
  data: { from: number; to: number }[];
  onStack: number;
  changes: number[];
  more: Extent[];
  core: Core;
}>;

/** One routine that may change r0 to r3 and lr, unless something else is said. */
function validate(
  half: readonly number[],
  { data = [], changes, more = [], onStack = 0, core = CORES["Cortex-M4F"] }: Change = {},
): void {
  const bytes = new Uint8Array(2 * half.length);
  const view = new DataView(bytes.buffer);
  half.forEach((word, n) => {
    view.setUint16(2 * n, word, true);
  });
  const sum = { name: "sum", at: 0, changes: new Set(changes ?? [0, 1, 2, 3, LR]), onStack };
  validatePaths({ core, bytes, routines: [sum, ...more], data });
}

test("a routine with room on the stack, a branch and two returns is right", () => {
  validate([PUSH_LR, ROOM, 0x9001, CMP_R0, 0xd001, BACK, POP_PC, 0x9801, BACK, POP_PC]);
});

test("an entry that saves what it changes is right", () => {
  validate([0xe92d, 0x4810, 0xed2d, 0x8a02, 0x4683, MOV_R4_R0, 0xecbd, 0x8a02, 0xe8bd, 0x8810]);
});

for (const [fault, code, message, change] of [
  ["room is never given back", [PUSH_LR, ROOM, POP_PC], /byte 0x4: pop of others than pushed/],
  ["too little is given back", [ROOM, 0xb001, BX_LR], /return with something on the stack/],
  ["too much is given back", [BACK, BX_LR], /no 8 bytes to give back/],
  ["a return leaves something", [PUSH_LR, BX_LR], /return with something on the stack/],
  ["other registers come back", [0xb510, 0xbd20], /r5 was changed/],
  [
    "two ways meet with different stacks",
    [CMP_R0, 0xd000, ROOM, NOP, BX_LR],
    /another stack at byte 0x6/,
  ],
  ["a push comes after a change", [0x2400, 0xb510, 0xbd10], /r4 was changed/],
  ["something is done after a pop", [0xb410, 0xbc10, 0x2400, BX_LR], /r4 was changed/],
  ["a slot is outside the room", [ROOM, 0x9002, BACK, BX_LR], /no word at sp \+ 8/],
  ["a slot is read without room", [0x9800, BX_LR], /no word at sp \+ 0/],
  ["sp is set", [0x4685, BX_LR], /unknown instruction/],
  ["lr is changed and used to return", [0x4686, BX_LR], /lr was changed/],
  [
    "a call loses the way back",
    [0xf000, 0xf801, BX_LR, BX_LR],
    /lr was changed/,
    { more: [{ name: "f", at: 6, changes: new Set<number>(), onStack: 0 }] },
  ],
  [
    "a call goes into a routine's midst",
    [PUSH_LR, 0xf000, 0xf800, POP_PC],
    /no routine at byte 0x6/,
  ],
  ["a branch leaves the routine", [0xe7fd, BX_LR], /no instruction at byte/],
  [
    "a branch goes into an instruction",
    [CMP_R0, 0xd000, 0xf04f, 0x0001, BX_LR],
    /into an instruction/,
  ],
  [
    "a way ends in constants",
    [NOP, 0, 0],
    /no instruction at byte 0x2/,
    { data: [{ from: 2, to: 6 }] },
  ],
  ["a way ends behind the code", [NOP], /no instruction at byte 0x2/],
  ["a constant is none", [0x4800, BX_LR, 0, 0], /no constant at byte 0x4/],
  ["flags are used late", [CMP_R0, 0x2100, 0xd000, NOP, BX_LR], /flags without a comparison/],
  ["flags come from nowhere", [0xd000, NOP, BX_LR], /flags without a comparison/],
  [
    "flags of a subtraction are used late",
    [0x3801, NOP, 0xd000, NOP, BX_LR],
    /flags without a comparison/,
  ],
  [
    "flags are used where ways meet",
    [CMP_R0, 0xd000, CMP_R0, 0xbf08, 0x2101, BX_LR],
    /flags without a comparison/,
  ],
  [
    "flags are used after a call",
    [PUSH_LR, CMP_R0, 0xf000, 0xf803, 0xd000, NOP, POP_PC, BX_LR],
    /flags without a comparison/,
    { more: [{ name: "f", at: 14, changes: new Set<number>(), onStack: 0 }] },
  ],
  ["a branch happens by the flags", [CMP_R0, 0xbf08, 0xe000, NOP, BX_LR], /branch after IT/],
  ["more is changed than callers believe", [MOV_R4_R0, BX_LR], /r4 was changed/],
  [
    "a callee changes more",
    [PUSH_LR, 0xf000, 0xf801, POP_PC, MOV_R4_R0, BX_LR],
    /r4 was changed/,
    { more: [{ name: "f", at: 8, changes: new Set([4]), onStack: 0 }] },
  ],
  ["a float is changed", [0xeeb0, 0x8a40, BX_LR], /s16 was changed/],
  ["the base changes", [0x4683, BX_LR], /r11 was changed/, { changes: [11] }],
  [
    "both halves of a product go to one register",
    [0xfba0, 0x2201, BX_LR], // umull r2, r2, r0, r1
    /unknown instruction/,
  ],
  ["an instruction is none", [0xde00], /unknown instruction/],
  ["an instruction is none of the back end's", [0xc807, BX_LR], /unknown instruction/],
] as [string, number[], RegExp, Change?][])
  test(`it is found when ${fault}`, () => {
    assert.throws(() => validate(code, change), message);
  });

test("a subtraction's flags count right behind it, and a comparison's until something changes them", () => {
  validate([0x3801, 0xd1fd, BX_LR]);
  validate([CMP_R0, 0x6801, 0xd1fc, BX_LR]);
  validate([CMP_R0, 0xbf08, 0x2101, 0xbf18, 0x2102, BX_LR]);
});

test("a result's flags count right behind it", () => {
  validate([0x4008, 0xd1fd, BX_LR]); // ands r0, r1; bne
  assert.throws(() => validate([0x4008, 0x6801, 0xd1fc, BX_LR]), /flags without a comparison/);
});

test("high registers come back through low ones", () => {
  const save = [0xb5f0, 0x4644, 0x464d, 0xb430]; // push {r4-r7, lr}; mov r4, r8; mov r5, r9; push {r4, r5}
  const back = [0xbc30, 0x46a0, 0x46a9, 0xbdf0];
  validate([...save, 0x4680, 0x4681, ...back]);
  const exchanged = [0xbc30, 0x46a8, 0x46a1, 0xbdf0];
  assert.throws(() => validate([...save, 0x4680, ...exchanged]), /r8 was changed/);
});

test("a word of the caller's is an argument or nobody's", () => {
  validate([ROOM, 0x9802, BACK, BX_LR], { onStack: 4 });
  assert.throws(() => validate([ROOM, 0x9803, BACK, BX_LR], { onStack: 4 }), /sp \+ 12/);
  assert.throws(() => validate([ROOM, 0x9002, BACK, BX_LR], { onStack: 4 }), /sp \+ 8/);
});

test("a routine may end in another one, with the stack and lr as they were", () => {
  const f = (at: number) => ({ more: [{ name: "f", at, changes: new Set([0, LR]), onStack: 0 }] });
  validate([ROOM, BACK, 0xe7ff, BX_LR], f(6));
  assert.throws(() => validate([ROOM, 0xe7ff, BX_LR], f(4)), /something on the stack/);
  assert.throws(() => validate([0x4686, 0xe7ff, BX_LR], f(4)), /lr was changed/);
  assert.throws(() => validate([MOV_R4_R0, 0xe7ff, BX_LR], f(4)), /r4 was changed/);
});

test("flags hold on a way over constants that nobody else goes", () => {
  const data = [{ from: 4, to: 8 }];
  validate([0x3801, 0xe001, 0, 0, 0xd1fa, BX_LR], { data }); // subs; b over; bne back
  const late = [0x3801, 0xe001, 0, 0, 0x2100, 0xd1f9, BX_LR];
  assert.throws(() => validate(late, { data }), /flags without a comparison/);
  const two = [0x3801, 0xe001, 0, 0, 0xd1fe, 0xd0fd, BX_LR];
  assert.throws(() => validate(two, { data }), /flags without a comparison/);
});

// push {r0, r1}; ldr r0, [pc, #4]; add r0, pc; str r0, [sp, #4]; pop {r0, pc}; filling; the distance from byte 8 with Thumb's bit
const FAR = [0xb403, 0x4802, 0x4478, 0x9001, 0xbd01, 0, 0x07f9, 0];
const DISTANCE = [{ from: 10, to: 16 }];
const FAR_FROM_6 = [...FAR.with(1, 0x4801).slice(0, 5), 0x07f3, 0];
const DISTANCE_AT_16 = [{ from: 16, to: 20 }];
/** Code with 2 KB that nobody runs behind a far jump to `end`. */
const far = (jump: readonly number[], end: readonly number[]) => [
  ...jump,
  ...Array.from({ length: 1024 - jump.length }, () => NOP),
  ...end,
];

test("the five instructions of a jump over more than 2 KB are one jump, which changes no register", () => {
  validate(far(FAR, [BX_LR]), { data: DISTANCE, changes: [] });
});

test("a far jump may end a routine in another one, with the stack, r0 and lr as they were", () => {
  const f = { name: "f", at: 2048, changes: new Set([1]), onStack: 0 };
  validate(far(FAR, [0x2100, BX_LR]), { data: DISTANCE, changes: [1], more: [f] });
  const midst = far(FAR, [0x2100, BX_LR]);
  midst[6] = 0x07fb;
  assert.throws(
    () => validate(midst, { data: DISTANCE, more: [f] }),
    /no instruction at byte 0x802/,
  );
});

test("a far jump may happen by the flags, which it leaves alone", () => {
  const around = [CMP_R0, NOP, 0xd006, ...FAR_FROM_6];
  const data = DISTANCE_AT_16;
  validate(far([...around, BX_LR], [BX_LR]), { data, changes: [] });
  const late = far([...around, 0xd0ff, BX_LR], [BX_LR]); // where it is gone around, another way may arrive
  assert.throws(() => validate(late, { data }), /flags without a comparison/);
});

for (const [fault, n, word, message] of [
  ["another register is saved", 0, 0xb405, /no word at sp \+ 4/],
  ["the distance is loaded into another register", 1, 0x4902, /no word at sp \+ 4/],
  ["the distance is added to another register", 2, 0x4479, /no word at sp \+ 4/],
  ["the place is put in another slot", 3, 0x9000, /no word at sp \+ 0/],
  ["another register comes back", 4, 0xbd02, /no word at sp \+ 4/],
  ["the constant is elsewhere", 1, 0x4801, /no constant at byte 0x8/],
  ["the distance has no bit for Thumb", 6, 0x07f8, /no word at sp \+ 4/],
  ["the distance leads out of the routine", 6, 0x0ff9, /no instruction at byte 0x1000/],
] as [string, number, number, RegExp][])
  test(`it is found when of a far jump ${fault}`, () => {
    const jump = FAR.with(n, word);
    assert.throws(() => validate(far(jump, [BX_LR]), { data: DISTANCE }), message);
  });

test("it is found when a branch goes into a far jump", () => {
  const code = far([CMP_R0, 0xd001, NOP, ...FAR_FROM_6], [BX_LR]); // beq to byte 8, its load
  assert.throws(() => validate(code, { data: DISTANCE_AT_16 }), /no word at sp \+ 4/);
});
