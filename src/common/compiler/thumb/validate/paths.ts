// Checks the bytes of machine code on every path through each routine: the stack comes back as it was, branches go to
// instructions of the routine and calls to routines, constants are loaded from where constants are, flags are used only
// right after what set them, and a routine changes no more than its callers believe.
import { BASE, LINK, type Register, STACK_POINTER } from "../instruction.js";
import { type Decoded, decode } from "./decode.js";
import { refuse, registerName } from "./refuse.js";

/** A routine or an entry in the bytes. */
export interface Extent {
  readonly name: string;
  /** first byte */
  readonly at: number;
  /** registers that callers count as changed; what AAPCS allows, of an entry */
  readonly changes: ReadonlySet<Register>;
  /** bytes of its arguments on the stack */
  readonly argumentBytes: number;
}

/** Machine code as it is to be checked. */
export interface MachineCode {
  readonly bytes: Uint8Array;
  /** in the order of their places; each ends where the next one begins */
  readonly routines: readonly Extent[];
  /** pieces that are constants: first byte, and the one behind the last */
  readonly data: readonly { readonly from: number; readonly to: number }[];
}

/** What a routine has put on the stack: the last first. */
interface Stack {
  readonly below?: Stack;
  /** registers that were pushed; none for room */
  readonly registers: readonly Register[];
  readonly room: number;
}

interface Walk {
  readonly code: MachineCode;
  readonly view: DataView;
  readonly routine: Extent;
  readonly end: number;
  readonly starts: ReadonlyMap<number, Extent>;
  /** by byte: what is on the stack before the instruction there */
  readonly stacks: Map<number, Stack | undefined>;
  readonly instructions: Map<number, Decoded>;
  readonly targets: Set<number>;
  /** routines that it jumps to, for them to return to the caller */
  readonly tailCalls: Set<number>;
  readonly todo: number[];
  readonly written: Set<Register>;
  readonly saved: Set<Register>;
  /** the place of a return by lr; negative without one */
  byLink: number;
}

const hex = (at: number) => `byte 0x${at.toString(16)}`;
function wrong(walk: Walk, at: number, what: string): never {
  refuse(walk.routine.name, hex(at), what);
}

const alike = (a: Stack | undefined, b: Stack | undefined): boolean =>
  a === b ||
  (a !== undefined &&
    b !== undefined &&
    a.room === b.room &&
    a.registers.length === b.registers.length &&
    a.registers.every((register, k) => register === b.registers[k]) &&
    alike(a.below, b.below));

const inData = ({ data }: MachineCode, at: number) =>
  data.some(({ from, to }) => at >= from && at < to);

/** Goes on at a place with what is on the stack. */
function goTo(walk: Walk, from: number, to: number, stack: Stack | undefined): void {
  if (to < walk.routine.at || to >= walk.end || inData(walk.code, to))
    wrong(walk, from, `got a way to ${hex(to)}, expected one to an instruction of the routine`);
  if (!walk.stacks.has(to)) {
    walk.stacks.set(to, stack);
    walk.todo.push(to);
  } else if (!alike(walk.stacks.get(to), stack))
    wrong(
      walk,
      from,
      `got another stack at ${hex(to)} than on another way there, expected the same`,
    );
}

/** The stack after registers were taken from it. */
function popped(walk: Walk, at: number, i: Decoded, stack: Stack | undefined): Stack | undefined {
  const expected = stack?.registers.map((r) => (r === LINK && i.leaves ? 15 : r)) ?? [];
  const got = i.pops!;
  if (expected.length !== got.length || expected.some((r, k) => r !== got[k]))
    wrong(walk, at, "got a pop of other registers than those pushed last");
  return stack!.below;
}

/** The stack after sp grew. */
function moved(walk: Walk, at: number, by: number, stack: Stack | undefined): Stack | undefined {
  if (by < 0) return { registers: [], room: -by, ...(stack && { below: stack }) };
  if (stack === undefined || stack.room !== by)
    wrong(walk, at, `got ${by} bytes of the stack given back, expected ${stack?.room ?? 0}`);
  return stack!.below;
}

/** Registers go onto the stack before anything is written to them, so that what comes back is the caller's. */
function pushed(walk: Walk, at: number, i: Decoded, stack: Stack | undefined): Stack {
  const changed = i.pushes!.find((register) => walk.written.has(register));
  if (changed !== undefined || walk.targets.size > 0)
    wrong(walk, at, "got a push after registers were changed, expected it first of all");
  for (const register of i.pushes!) walk.saved.add(register);
  return { registers: i.pushes!, room: 0, ...(stack && { below: stack }) };
}

const sizeOf = (stack: Stack | undefined): number =>
  stack === undefined ? 0 : stack.room + 4 * stack.registers.length + sizeOf(stack.below);

/** Whether a word at sp is in the room that the routine made last, or an argument of its. */
function isOwn({ routine }: Walk, slot: number, stack: Stack | undefined): boolean {
  const within = (from: number, bytes: number) => slot >= from && slot + 4 <= from + bytes;
  return (
    (slot & 3) === 0 &&
    (within(0, stack?.room ?? 0) || within(sizeOf(stack), routine.argumentBytes))
  );
}

function checkMemory(walk: Walk, at: number, i: Decoded, stack: Stack | undefined): void {
  const room = stack?.room ?? 0;
  if (i.slot !== undefined && !isOwn(walk, i.slot, stack))
    wrong(walk, at, `got the word at sp + ${i.slot}, expected one of the routine's ${room} bytes`);
  if (i.literal === undefined) return;
  if (i.literal & 3 || !inData(walk.code, i.literal) || !inData(walk.code, i.literal + 3))
    wrong(walk, at, `got a constant at ${hex(i.literal)}, expected one where constants are`);
}

function checkReturn(walk: Walk, at: number, i: Decoded, stack: Stack | undefined): void {
  if (stack !== undefined) wrong(walk, at, "got a return with something on the stack");
  if (i.pops === undefined) walk.byLink = at;
}

/** A jump to the start of another routine, which then returns to the caller. */
const isTailCall = ({ starts, routine }: Walk, { leaves, target }: Decoded): boolean =>
  leaves === "jump" && target !== routine.at && starts.has(target!);

/** Runs one instruction and goes on behind it. */
function step(walk: Walk, at: number): void {
  const i = decode(walk.view, at);
  if (i === undefined) wrong(walk, at, "got no instruction that the validator knows");
  walk.instructions.set(at, i);
  let stack = walk.stacks.get(at);
  checkMemory(walk, at, i, stack);
  if (i.pushes) stack = pushed(walk, at, i, stack);
  if (i.pops) stack = popped(walk, at, i, stack);
  if (i.sp !== undefined) stack = moved(walk, at, i.sp, stack);
  for (const register of i.writes) {
    if (register === STACK_POINTER) wrong(walk, at, "got sp changed by something else than a push");
    walk.written.add(register);
  }
  if (i.leaves === "return") {
    checkReturn(walk, at, i, stack);
    return;
  }
  if (i.leaves === "call") {
    if (!walk.starts.has(i.target!))
      wrong(walk, at, `got a call of ${hex(i.target!)}, expected a routine's start`);
  } else if (i.target !== undefined && isTailCall(walk, i)) {
    walk.tailCalls.add(i.target);
    checkReturn(walk, at, { ...i, leaves: "return" }, stack);
  } else if (i.target !== undefined) {
    walk.targets.add(i.target);
    goTo(walk, at, i.target, stack);
  }
  if (i.leaves !== "jump") goTo(walk, at, at + i.size, stack);
  // After the first register came back nothing but returning may follow.
  if (i.pops && !isUnwinding(decode(walk.view, at + i.size)))
    wrong(walk, at, "got something else than the way back after a pop");
}

const isUnwinding = (i: Decoded | undefined) =>
  i !== undefined && (i.pops !== undefined || i.leaves === "return" || (i.sp ?? 0) > 0);

/** Flags: a comparison holds until something changes them; a result counts only right before its use. */
function checkFlags(walk: Walk): void {
  let flags: Decoded["flags"];
  let then = 0;
  let expected = -1;
  for (const at of [...walk.instructions.keys()].sort((a, b) => a - b)) {
    const i = walk.instructions.get(at)!;
    if (at < expected)
      wrong(walk, at, "got a branch into an instruction, expected one to its start");
    if (at !== expected || walk.targets.has(at)) flags = undefined;
    expected = at + i.size;
    if (then > 0 && (i.conditional || i.target !== undefined || i.leaves || walk.targets.has(at)))
      wrong(walk, at, "got a branch among instructions that happen by the flags");
    if (i.conditional && (flags === undefined || flags === "changes"))
      wrong(
        walk,
        at,
        "got flags that were changed since the comparison, expected a comparison before it",
      );
    const narrow = i.size === 2 && i.flags !== "compares";
    if (i.leaves === "call") flags = undefined;
    else if (i.flags && !(then > 0 && narrow)) flags = i.flags;
    else if (flags === "results" && !i.conditional) flags = "changes";
    then = i.then ?? Math.max(0, then - 1);
  }
}

/** What a routine changes, its callees included: all that it writes but does not bring back. */
function changesOf(walk: Walk): Set<Register> {
  const changes = new Set(walk.written);
  for (const i of walk.instructions.values())
    if (i.leaves === "call" || walk.tailCalls.has(i.target!))
      for (const r of walk.starts.get(i.target!)!.changes) changes.add(r);
  for (const register of walk.saved) if (register !== LINK) changes.delete(register);
  return changes;
}

function checkRoutine(
  code: MachineCode,
  view: DataView,
  starts: ReadonlyMap<number, Extent>,
  at: number,
): void {
  const routine = code.routines[at]!;
  const walk: Walk = {
    code,
    view,
    routine,
    end: code.routines[at + 1]?.at ?? code.bytes.length,
    starts,
    stacks: new Map([[routine.at, undefined]]),
    instructions: new Map(),
    targets: new Set(),
    tailCalls: new Set(),
    todo: [routine.at],
    written: new Set(),
    saved: new Set(),
    byLink: -1,
  };
  while (walk.todo.length > 0) step(walk, walk.todo.pop()!);
  if (walk.byLink >= 0 && walk.written.has(LINK))
    wrong(walk, walk.byLink, "got a return by lr, which was changed; expected one from the stack");
  checkFlags(walk);
  const changes = changesOf(walk);
  const more = [...changes].find((register) => !routine.changes.has(register));
  if (more !== undefined || (changes.has(BASE) && !walk.saved.has(BASE)))
    wrong(walk, routine.at, `got ${registerName(more ?? BASE)} changed, which callers count on`);
}

/**
 * Checks machine code on every path.
 * @throws MachineCodeError with the routine and the byte at fault
 */
export function validatePaths(code: MachineCode): void {
  const { bytes, routines } = code;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts = new Map(routines.map((routine) => [routine.at, routine]));
  routines.forEach((_, at) => {
    checkRoutine(code, view, starts, at);
  });
}
