// Checks the bytes of machine code on every path through each routine: the stack comes back as it was, branches go to
// instructions of the routine and calls to routines, constants are loaded from where constants are, flags are used only
// right after what set them, and a routine brings back what its callers count on.
import { BASE, FIRST_VIRTUAL, LINK, PROGRAM_COUNTER, type Register } from "../instruction.js";
import { refuse } from "../refuse.js";
import { type Decoded, decode, type Has } from "./decode.js";
import { validateFlags } from "./flags.js";
import { registerName } from "./refuse.js";

/** A routine or an entry in the bytes. */
export interface Extent {
  readonly name: string;
  /** first byte */
  readonly at: number;
  /** registers that callers count as changed; what AAPCS allows, of an entry */
  readonly changes: ReadonlySet<Register>;
  /** bytes of arguments that callers put on the stack */
  readonly onStack: number;
}

/** Machine code as it is to be checked. */
export interface MachineCode {
  readonly core: Has;
  readonly bytes: Uint8Array;
  /** in the order of their places; each ends where the next one begins */
  readonly routines: readonly Extent[];
  /** pieces that are constants: first byte, and the one behind the last */
  readonly data: readonly { readonly from: number; readonly to: number }[];
}

/** A register's value at a routine's start, by that register's number; none once it may be another value. */
type Origin = number;
const NONE = -1;
/** What a word of the stack holds that the routine made room for. */
const ROOM = -2;

/** What a routine has put on the stack, by word from sp on. */
type Stack = readonly Origin[];

/** What is known before an instruction. */
interface State {
  readonly stack: Stack;
  /** by register, whose value of the routine's start it holds */
  readonly origins: Int8Array;
}

/** A routine on its way through the checks. */
export interface Walk {
  readonly code: MachineCode;
  readonly view: DataView;
  readonly routine: Extent;
  /** behind its last byte */
  readonly end: number;
  readonly starts: ReadonlyMap<number, Extent>;
  /** by byte: what is known before the instruction there */
  readonly states: Map<number, State>;
  readonly instructions: Map<number, Decoded>;
  /** where branches go */
  readonly targets: Set<number>;
  readonly todo: number[];
}

const hex = (at: number) => `byte 0x${at.toString(16)}`;

/** Refuses a routine at a byte. */
export function wrong(walk: Walk, at: number, what: string): never {
  refuse(`${walk.routine.name}, ${hex(at)}: ${what}`);
}

const alike = (a: Stack, b: Stack): boolean =>
  a === b || (a.length === b.length && a.every((origin, word) => origin === b[word]));

const inData = ({ data }: MachineCode, at: number) =>
  data.some(({ from, to }) => at >= from && at < to);

/** What of a state holds on another way, too: the state itself if all does. */
function met(state: State, { origins: others }: State): State {
  const { stack, origins } = state;
  if (origins === others) return state;
  const less = origins.map((origin, register) => (origin === others[register] ? origin : NONE));
  return less.every((origin, register) => origin === origins[register])
    ? state
    : { stack, origins: less };
}

/** Goes on at a place. */
function goTo(walk: Walk, from: number, to: number, state: State): void {
  const known = walk.states.get(to);
  if (known === undefined && (to < walk.routine.at || to >= walk.end || inData(walk.code, to)))
    wrong(walk, from, `no instruction at ${hex(to)}`);
  if (known !== undefined && !alike(known.stack, state.stack))
    wrong(walk, from, `another stack at ${hex(to)}`);
  const now = known === undefined ? state : met(known, state);
  if (now === known) return;
  walk.states.set(to, now);
  walk.todo.push(to);
}

/** A register's origin, in a copy of what is known of all registers unless it is known already. */
function withOrigin(origins: Int8Array, register: Register, origin: Origin): Int8Array {
  if (origins[register] === origin) return origins;
  const changed = origins.slice();
  changed[register] = origin;
  return changed;
}

/** What is known after registers were taken from the stack. */
function popped(walk: Walk, at: number, i: Decoded, { stack, origins }: State): State {
  const registers = i.pops!;
  let now = origins;
  registers.forEach((register, word) => {
    const origin = stack[word] ?? ROOM;
    if (origin === ROOM) wrong(walk, at, "pop of others than pushed");
    if (register !== PROGRAM_COUNTER) now = withOrigin(now, register, origin);
    else if (origin !== LINK) wrong(walk, at, "return to what was not lr");
  });
  return { stack: stack.slice(registers.length), origins: now };
}

/** The stack after sp grew by whole words of room, or room was made. */
function moved(walk: Walk, at: number, by: number, stack: Stack): Stack {
  const words = Math.abs(by) / 4;
  if (by < 0 && words % 1 === 0) return [...new Array<Origin>(words).fill(ROOM), ...stack];
  for (let word = 0; word < words; word++)
    if (by & 3 || stack[word] !== ROOM) wrong(walk, at, `no ${by} bytes to give back`);
  return stack.slice(words);
}

/** Whether a word at sp is the routine's own, or one of its arguments. */
function isReached({ routine }: Walk, { slot, writes }: Decoded, stack: Stack): boolean {
  const word = slot! / 4;
  const argument = word - stack.length;
  return (
    stack[word] === ROOM ||
    (writes.length > 0 && argument >= 0 && argument % 1 === 0 && 4 * argument < routine.onStack)
  );
}

function checkMemory(walk: Walk, at: number, i: Decoded, stack: Stack): void {
  if (i.slot !== undefined && !isReached(walk, i, stack))
    wrong(walk, at, `no word at sp + ${i.slot}`);
  if (i.literal === undefined) return;
  if (i.literal & 3 || !inData(walk.code, i.literal) || !inData(walk.code, i.literal + 3))
    wrong(walk, at, `no constant at ${hex(i.literal)}`);
}

/** At a return the stack is as it was, and so are all registers that callers count on. */
function checkReturn(walk: Walk, at: number, i: Decoded, { stack, origins }: State): void {
  if (stack.length > 0) wrong(walk, at, "return with something on the stack");
  if (i.pops === undefined && origins[LINK] !== LINK) wrong(walk, at, "lr was changed");
  for (let register = 0; register < FIRST_VIRTUAL; register++)
    if (
      origins[register] !== register &&
      (register === BASE || !walk.routine.changes.has(register))
    )
      wrong(walk, at, `${registerName(register)} was changed`);
}

/** A callee changes what it says, and comes back with the stack as it was. */
function afterCall(walk: Walk, at: number, i: Decoded, { stack, origins }: State): State {
  const callee = walk.starts.get(i.target!);
  if (callee === undefined) wrong(walk, at, `no routine at ${hex(i.target!)}`);
  let now = origins;
  for (const register of callee.changes) now = withOrigin(now, register, NONE);
  return { stack, origins: now };
}

/** A jump to another routine, which returns to this one's caller. */
function tailCall(walk: Walk, at: number, i: Decoded, state: State): void {
  const { stack, origins } = afterCall(walk, at, i, state);
  checkReturn(walk, at, i, { stack, origins: withOrigin(origins, LINK, state.origins[LINK]!) });
}

/** What is known after an instruction, of what is known before it. */
function after(walk: Walk, at: number, i: Decoded, before: State): State {
  let { stack, origins } = before;
  if (i.pushes) stack = [...i.pushes.map((register) => origins[register]!), ...stack];
  if (i.sp !== undefined) stack = moved(walk, at, i.sp, stack);
  if (i.pops) return popped(walk, at, i, before);
  const copied = i.copies === undefined ? NONE : origins[i.copies]!;
  for (const register of i.writes) origins = withOrigin(origins, register, copied);
  if (stack === before.stack && origins === before.origins && i.leaves !== "call") return before;
  const state = { stack, origins };
  return i.leaves === "call" ? afterCall(walk, at, i, state) : state;
}

/** Runs one instruction and goes on behind it. */
function step(walk: Walk, at: number): void {
  const i = walk.instructions.get(at) ?? decode(walk.view, at, walk.code.core);
  if (i === undefined) wrong(walk, at, "unknown instruction");
  walk.instructions.set(at, i);
  const before = walk.states.get(at)!;
  checkMemory(walk, at, i, before.stack);
  const state = after(walk, at, i, before);
  if (i.leaves === "return") {
    checkReturn(walk, at, i, state);
    return;
  }
  if (i.leaves === "jump" && i.target !== walk.routine.at && walk.starts.has(i.target!)) {
    tailCall(walk, at, i, state);
    return;
  }
  if (i.leaves !== "call" && i.target !== undefined) {
    walk.targets.add(i.target);
    goTo(walk, at, i.target, state);
  }
  if (i.leaves !== "jump") goTo(walk, at, at + i.size, state);
}

const AT_START = Int8Array.from({ length: FIRST_VIRTUAL }, (_, register) => register);

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
    states: new Map([[routine.at, { stack: [], origins: AT_START }]]),
    instructions: new Map(),
    targets: new Set(),
    todo: [routine.at],
  };
  while (walk.todo.length > 0) step(walk, walk.todo.pop()!);
  validateFlags(walk);
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
