// The monitor: a program of our own that runs on a simulated core and does there what Node tells it by the serial line: it
// reads memory, writes memory, and calls routines. It stands below in instructions of ARMv6-M, which every Cortex-M has.

import type { Condition } from "../../../common/compiler/thumb/encode/conditions.js";
import type { Halves } from "../../../common/compiler/thumb/encode/encode.js";
import { type Item, type Layout, layOut } from "../../../common/compiler/thumb/encode/layout.js";
import { pop, push } from "../../../common/compiler/thumb/encode/memory.js";
import { branch, branchAfter, code } from "../../../common/compiler/thumb/routine.js";
import {
  add,
  addConstant,
  bx,
  cmp,
  cmpConstant,
  eor,
  ldr,
  lsl,
  lsr,
  mov,
  movConstant,
  mvn,
  orr,
  str,
} from "./instructions.js";
import type { CoreMachine, StateBit } from "./machines.js";

/**
 * What goes over the line, in words of 32 bits with the lowest byte first. The monitor begins with `ready`. Node sends a
 * command, and more before it is answered if it likes; each answer begins with the command's word:
 *
 * | command | words behind it | answer behind the command's word |
 * |---|---|---|
 * | read | address, count | the words there |
 * | write | address, count, words | |
 * | call | address, r3, r2, r1, r0 | r0; the counters after the call; the counters before it |
 * | feed | address, r0, to, n, count, count times n words | |
 *
 * `feed` puts n words at `to` and calls, and that as often as it says: readings for observe, in one command, since each byte
 * takes a simulator longer than the core takes to use it.
 *
 * Another word is answered by `refused` and that word. After a fault comes `fault` and the address where it was, and nothing
 * more ever.
 */
export const WORD = {
  ready: 0x50,
  read: 0x51,
  write: 0x52,
  call: 0x53,
  feed: 0x54,
  refused: 0x55,
  fault: 0x56,
} as const;

/**
 * Routines that come with the monitor, for `call`; addresses are multiples of 4, `to` is behind the last word. They use no
 * stack.
 *
 * - nothing(): returns
 * - sum(from, to, table): CRC-32, by a table for each value of a byte
 * - fill(from, to, word): puts a word everywhere
 * - alike(from, to, word): the address of the first word that is another one; `to` when none is
 */
export type Routine = "nothing" | "sum" | "fill" | "alike";

const [R0, R1, R2, R3, R4, R5, R6, R7] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const [R8, R9, R10, R11, R12] = [8, 9, 10, 11, 12] as const;
const SP = 13;
const LR = 14;

const label = (name: string): Item => ({ kind: "label", name });
const call = (to: string): Item => ({ kind: "call", to });
const literal = (register: number, word: number): Item => ({
  kind: "literal",
  register,
  word: word >>> 0,
});
const end: Item = { kind: "no-fall-through" };
/** Branches to a label when flags, which an instruction sets, meet a condition. */
const goIf = (setting: Halves, condition: Condition, to: string): Item[] =>
  branchAfter(code(setting), to, condition);

/** Branches back until a bit of the UART's state is as it should be; r4 is the UART's base, r2 is changed. */
const waitFor = (uart: CoreMachine["uart"], { bit, value }: StateBit, back: string): Item[] => [
  code(ldr(R2, R4, uart.state)),
  ...goIf(lsl(R2, R2, 31 - bit), value === 1 ? "pl" : "mi", back), // the bit is the sign now
];

/** From the reset on: registers that must be set, then one command after the other. r4 is the UART's base throughout. */
const commands = ({ uart, setup }: CoreMachine): Item[] => [
  label("start"),
  ...setup.flatMap(([address, word]) => [
    literal(R0, address),
    literal(R1, word),
    code(str(R1, R0)),
  ]),
  literal(R4, uart.base),
  code(ldr(R0, R4, uart.data)), // QEMU looks for bytes that came before only once one is read
  code(movConstant(R0, WORD.ready)),
  call("send"),
  label("next"),
  call("receive"),
  ...goIf(cmpConstant(R0, WORD.read), "eq", "read"),
  ...goIf(cmpConstant(R0, WORD.write), "eq", "write"),
  ...goIf(cmpConstant(R0, WORD.call), "eq", "call"),
  ...goIf(cmpConstant(R0, WORD.feed), "eq", "feed"),
  code(mov(R5, R0)), // none of them
  code(movConstant(R0, WORD.refused)),
  call("send"),
  code(mov(R0, R5)),
  call("send"),
  branch("next"),
];

/** r5 goes along the words, r6 of which are left. */
const reading: Item[] = [
  label("read"),
  call("send"), // r0 is the command still
  call("receive"),
  code(mov(R5, R0)),
  call("receive"),
  code(mov(R6, R0)),
  label("read word"),
  ...goIf(cmpConstant(R6, 0), "eq", "next"),
  code(ldr(R0, R5)),
  call("send"),
  code(addConstant(R5, R5, 4)),
  code(addConstant(R6, R6, -1)),
  branch("read word"),
];

const writing: Item[] = [
  label("write"),
  call("receive"),
  code(mov(R5, R0)),
  call("receive"),
  code(mov(R6, R0)),
  label("write word"),
  ...goIf(cmpConstant(R6, 0), "eq", "written"),
  call("receive"),
  code(str(R0, R5)),
  code(addConstant(R5, R5, 4)),
  code(addConstant(R6, R6, -1)),
  branch("write word"),
  label("written"),
  code(movConstant(R0, WORD.write)),
  call("send"),
  branch("next"),
];

/** Reads the counters into registers. */
const look = (
  { clock, rounds }: CoreMachine,
  [first, second]: readonly [number, number],
): Item[] => [
  literal(first, clock.address),
  code(ldr(first, first)),
  ...(rounds ? [literal(second, rounds.address), code(ldr(second, second))] : []),
];

/** The stack is empty when the routine begins: all that is written below its start is the routine's. */
const calling = (machine: CoreMachine): Item[] => {
  const shown = machine.rounds ? [R0, R1, R2, R5, R6] : [R0, R1, R5];
  return [
    label("call"),
    call("receive"),
    code(mov(R7, R0)), // what is called
    ...[R3, R2, R1, R0].flatMap(() => [call("receive"), code(push([R0]))]),
    code(pop([R0, R1, R2, R3])),
    ...look(machine, [R5, R6]), // a routine leaves r4 to r11 as they are
    call("through r7"),
    ...look(machine, [R1, R2]),
    code(push(shown)), // r0 is the lowest
    code(movConstant(R0, WORD.call)),
    call("send"),
    ...shown.flatMap(() => [code(pop([R0])), call("send")]),
    branch("next"),
    label("through r7"),
    code(bx(R7)), // lr says where the routine returns to
    end,
  ];
};

/** A routine leaves r4 to r11 as they are. */
const feeding: Item[] = [
  label("feed"),
  // What is called, r0 of it, where the words go, how many each time, how often.
  ...[R7, R8, R9, R10, R11].flatMap((register) => [call("receive"), code(mov(register, R0))]),
  label("feed again"),
  code(mov(R0, R11)),
  ...goIf(cmpConstant(R0, 0), "eq", "fed"),
  code(mov(R5, R9)),
  code(mov(R6, R10)),
  label("feed word"),
  ...goIf(cmpConstant(R6, 0), "eq", "feed call"),
  call("receive"),
  code(str(R0, R5)),
  code(addConstant(R5, R5, 4)),
  code(addConstant(R6, R6, -1)),
  branch("feed word"),
  label("feed call"),
  code(mov(R0, R8)),
  call("through r7"),
  code(mov(R0, R11)),
  code(addConstant(R0, R0, -1)),
  code(mov(R11, R0)),
  branch("feed again"),
  label("fed"),
  code(movConstant(R0, WORD.feed)),
  call("send"),
  branch("next"),
];

/** A fault ends all: it may have left anything behind. The core has pushed r0 to r3, r12, lr and then pc. */
const failing = ({ uart }: CoreMachine): Item[] => [
  label("fault"),
  literal(R4, uart.base),
  code(movConstant(R0, WORD.fault)),
  call("send"),
  code(ldr(R0, SP, 24)),
  call("send"),
  label("for ever"),
  branch("for ever"),
];

/** Routines of the line; they change r0 to r3. */
const line = ({ uart }: CoreMachine): Item[] => [
  label("receive"), // gives a word in r0
  code(movConstant(R0, 0)),
  code(movConstant(R1, 4)), // bytes to come
  label("receive byte"),
  ...waitFor(uart, uart.received, "receive byte"),
  code(ldr(R2, R4, uart.data)),
  code(lsl(R2, R2, 24)), // to the top, and nothing else of the register
  code(lsr(R0, R0, 8)),
  code(orr(R0, R0, R2)),
  ...goIf(addConstant(R1, R1, -1), "ne", "receive byte"),
  code(bx(LR)),
  end,
  label("send"), // sends r0
  code(movConstant(R1, 4)), // bytes to go
  label("send byte"),
  ...waitFor(uart, uart.ready, "send byte"),
  code(str(R0, R4, uart.data)), // the register takes the lowest byte
  code(lsr(R0, R0, 8)),
  ...goIf(addConstant(R1, R1, -1), "ne", "send byte"),
  code(bx(LR)),
  end,
];

const ROUTINES: readonly Item[] = [
  label("nothing"),
  code(bx(LR)),
  end,

  label("sum"), // r0 from, r1 to, r2 table
  code(mov(R12, R2)),
  code(movConstant(R3, 0)),
  code(mvn(R3, R3)), // r3 is the sum so far
  label("sum word"),
  ...goIf(cmp(R0, R1), "eq", "summed"),
  code(ldr(R2, R0)),
  code(eor(R3, R3, R2)),
  ...[0, 1, 2, 3].flatMap(() => [
    code(lsl(R2, R3, 24)),
    code(lsr(R2, R2, 22)), // 4 · the lowest byte
    code(add(R2, R2, R12)),
    code(ldr(R2, R2)),
    code(lsr(R3, R3, 8)),
    code(eor(R3, R3, R2)),
  ]),
  code(addConstant(R0, R0, 4)),
  branch("sum word"),
  label("summed"),
  code(mvn(R0, R3)),
  code(bx(LR)),
  end,

  label("fill"), // r0 from, r1 to, r2 word
  ...goIf(cmp(R0, R1), "eq", "filled"),
  code(str(R2, R0)),
  code(addConstant(R0, R0, 4)),
  branch("fill"),
  label("filled"),
  code(bx(LR)),
  end,

  label("alike"), // r0 from, r1 to, r2 word
  ...goIf(cmp(R0, R1), "eq", "another"),
  code(ldr(R3, R0)),
  ...goIf(cmp(R3, R2), "ne", "another"),
  code(addConstant(R0, R0, 4)),
  branch("alike"),
  label("another"),
  code(bx(LR)),
  end,
];

/** The monitor for a machine: its bytes, and the places of "start", "fault" and the routines among them. */
export const monitorCode = (machine: CoreMachine): Layout =>
  layOut(
    [
      ...commands(machine),
      ...reading,
      ...writing,
      ...calling(machine),
      ...feeding,
      ...failing(machine),
      ...line(machine),
      ...ROUTINES,
    ],
    "thumb-1",
  );

/** The second stage of the RP2040's boot, as rp2040js needs it: it sets the stack and goes to the monitor. */
export const bootCode = (stack: number, start: number): Layout =>
  layOut(
    [literal(R0, stack), code(mov(SP, R0)), literal(R0, start | 1), code(bx(R0)), end],
    "thumb-1",
  );
