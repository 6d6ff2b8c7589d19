// Checks the bytes of machine code on every path through each routine: the stack comes back as it was, branches go to
// instructions of the routine and calls to routines, constants are loaded from where constants are, flags are used only
// right after what set them, and a routine brings back what its callers count on.
import {
  BASE,
  FIRST_VIRTUAL,
  LINK,
  PROGRAM_COUNTER,
  type Register,
  range,
} from "../instruction.js";
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
export interface Walk extends MachineCode {
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
  /** the byte of the instruction that is checked */
  at: number;
}

const hex = (at: number) => `byte 0x${at.toString(16)}`;

/** Refuses a routine at a byte. */
export function wrong({ routine, at }: Walk, what: string): never {
  refuse(`${routine.name}, ${hex(at)}: ${what}`);
}

const alike = (some: Stack, others: Stack): boolean =>
  some === others ||
  (some.length === others.length && others.every((origin, n) => origin === some[n]));

const inData = ({ data }: Walk, at: number) => data.some(({ from, to }) => at >= from && at < to);

/** What of a state holds on another way, too: the state itself if all does. */
function met(state: State, { origins: others }: State): State {
  const { stack, origins } = state;
  let less = origins;
  for (let register = 0; register < FIRST_VIRTUAL; register++) {
    if (origins[register] === NONE || origins[register] === others[register]) continue;
    if (less === origins) less = origins.slice();
    less[register] = NONE;
  }
  return less === origins ? state : { stack, origins: less };
}

/** Goes on at a place. */
function goTo(walk: Walk, to: number, state: State): void {
  const known = walk.states.get(to);
  if (!known && (to < walk.routine.at || to >= walk.end || inData(walk, to)))
    wrong(walk, `no instruction at ${hex(to)}`);
  if (known && !alike(known.stack, state.stack)) wrong(walk, `another stack at ${hex(to)}`);
  const now = known ? met(known, state) : state;
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
function popped(walk: Walk, registers: readonly Register[], { stack, origins }: State): State {
  let now = origins;
  registers.forEach((register, word) => {
    const origin = stack[word] ?? ROOM;
    if (origin === ROOM) wrong(walk, "pop of others than pushed");
    if (register !== PROGRAM_COUNTER) now = withOrigin(now, register, origin);
    else if (origin !== LINK) wrong(walk, "return to what was not lr");
  });
  return { stack: stack.slice(registers.length), origins: now };
}

/** The stack after sp grew by whole words of room, or room was made. */
function moved(walk: Walk, by: number, stack: Stack): Stack {
  const words = Math.abs(by) / 4;
  if (by < 0 && words % 1 === 0) return [...new Array<Origin>(words).fill(ROOM), ...stack];
  for (let word = 0; word < words; word++)
    if (by & 3 || stack[word] !== ROOM) wrong(walk, `no ${by} bytes to give back`);
  return stack.slice(words);
}

/** Checks that a word at sp is the routine's own, or one of its arguments, and a constant where constants are. */
function checkMemory(walk: Walk, { slot, literal, writes }: Decoded, stack: Stack): void {
  if (slot !== undefined && stack[slot / 4] !== ROOM) {
    const argument = slot - 4 * stack.length;
    const isArgument = argument >= 0 && argument < walk.routine.onStack && argument % 4 === 0;
    if (!isArgument || writes.length === 0) wrong(walk, `no word at sp + ${slot}`);
  }
  if (literal === undefined) return;
  if (literal & 3 || !inData(walk, literal) || !inData(walk, literal + 3))
    wrong(walk, `no constant at ${hex(literal)}`);
}

/** At a return the stack is as it was, and so are all registers that callers count on. */
function checkReturn(walk: Walk, { pops }: Decoded, { stack, origins }: State): void {
  if (stack.length > 0) wrong(walk, "return with something on the stack");
  if (!pops && origins[LINK] !== LINK) wrong(walk, "lr was changed");
  origins.forEach((origin, register) => {
    if (origin !== register && (register === BASE || !walk.routine.changes.has(register)))
      wrong(walk, `${registerName(register)} was changed`);
  });
}

/** A callee changes what it says, and comes back with the stack as it was. */
function afterCall(walk: Walk, target: number, { stack, origins }: State): State {
  const callee = walk.starts.get(target) ?? wrong(walk, `no routine at ${hex(target)}`);
  let now = origins;
  for (const register of callee.changes) now = withOrigin(now, register, NONE);
  return { stack, origins: now };
}

/** What is known after an instruction, of what is known before it. */
function after(walk: Walk, i: Decoded, before: State): State {
  let { stack, origins } = before;
  if (i.pops) return popped(walk, i.pops, before);
  if (i.pushes) stack = [...i.pushes.map((register) => origins[register]!), ...stack];
  if (i.sp !== undefined) stack = moved(walk, i.sp, stack);
  const copied = i.copies === undefined ? NONE : origins[i.copies]!;
  for (let n = 0; n < i.writes.length; n++) origins = withOrigin(origins, i.writes[n]!, copied);
  return { stack, origins };
}

/** Runs one instruction and goes on behind it. */
function step(walk: Walk, at: number): void {
  walk.at = at;
  const i =
    walk.instructions.get(at) ??
    decode(walk.view, at, walk.core) ??
    wrong(walk, "unknown instruction");
  walk.instructions.set(at, i);
  const before = walk.states.get(at)!;
  checkMemory(walk, i, before.stack);
  const state = after(walk, i, before);
  const { leaves, target } = i;
  if (leaves === "return") checkReturn(walk, i, state);
  else if (leaves === "call") goTo(walk, at + i.size, afterCall(walk, target!, state));
  else if (leaves && target !== walk.routine.at && walk.starts.has(target!)) {
    // A jump to another routine, which returns to this one's caller.
    const { stack, origins } = afterCall(walk, target!, state);
    checkReturn(walk, i, { stack, origins: withOrigin(origins, LINK, state.origins[LINK]!) });
  } else {
    if (target !== undefined) {
      walk.targets.add(target);
      goTo(walk, target, state);
    }
    if (!leaves) goTo(walk, at + i.size, state);
  }
}

const AT_START = Int8Array.from(range(0, FIRST_VIRTUAL));

/**
 * Checks machine code on every path.
 * @throws MachineCodeError with the routine and the byte at fault
 */
export function validatePaths(code: MachineCode): void {
  const { bytes, routines } = code;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const starts = new Map(routines.map((routine) => [routine.at, routine]));
  routines.forEach((routine, n) => {
    const { at } = routine;
    const walk: Walk = {
      ...code,
      view,
      routine,
      end: routines[n + 1]?.at ?? bytes.length,
      starts,
      states: new Map([[at, { stack: [], origins: AT_START }]]),
      instructions: new Map(),
      targets: new Set(),
      todo: [at],
      at,
    };
    while (walk.todo.length > 0) step(walk, walk.todo.pop()!);
    validateFlags(walk);
  });
}
