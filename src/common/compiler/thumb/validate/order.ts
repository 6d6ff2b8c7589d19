// Checks a schedule: each straight piece has the same instructions in an order in which each still reads what it read.
import {
  FIRST_VIRTUAL,
  type Instruction,
  operation,
  type Register,
  STACK_POINTER,
} from "../instruction.js";
import { refuseInstruction, registerName } from "./refuse.js";

const NOBODY = -1;
/** What is left in a register that an operation needs for itself. */
const ANYTHING = -2;

/** A load or store of a word. */
interface Access {
  /** its place in the piece as it was */
  readonly was: number;
  readonly at: number;
  readonly base: Register;
  /** the instruction that set the base, by its place in the piece as it was */
  readonly version: number;
  readonly offset: number;
  readonly store: boolean;
}

interface Trace {
  /** by instruction as it was and source, at MOST_SOURCES times the first and the second: who set it */
  readonly sources: Int32Array;
  /** who set each register last */
  readonly last: Int32Array;
  readonly accesses: readonly Access[];
}
/** Of a choice between two that depends on two more. */
const MOST_SOURCES = 4;

/**
 * Runs a piece on places instead of values.
 * @param was by instruction of the piece, its place in the piece as it was
 */
function trace(code: readonly Instruction[], start: number, was: Int32Array): Trace {
  const last = new Int32Array(FIRST_VIRTUAL).fill(NOBODY);
  const sources = new Int32Array(MOST_SOURCES * was.length);
  const accesses: Access[] = [];
  for (let at = 0; at < was.length; at++) {
    const { op, s, d, imm = 0, clobbers } = code[start + at]!;
    const own = was[at]!;
    for (let k = 0; k < s.length; k++) sources[MOST_SOURCES * own + k] = last[s[k]!]!;
    const { memory } = operation(op);
    if (memory) {
      const base = s.at(-1)!;
      const store = memory === "store";
      accesses.push({ was: own, at, base, version: last[base]!, offset: imm, store });
    }
    if (clobbers) for (const register of clobbers) last[register] = ANYTHING;
    if (d !== undefined) last[d] = own;
  }
  return { sources, last, accesses };
}

/** Whether two accesses cannot meet: at the same base apart, or one on the stack, whose address nobody has. */
function apart(a: Access, b: Access): boolean {
  if (a.base === b.base && a.version === b.version) return Math.abs(a.offset - b.offset) >= 4;
  return (a.base === STACK_POINTER) !== (b.base === STACK_POINTER);
}

/** The first access that went past one that it may meet. */
function wentPast(accesses: readonly Access[]): Access | undefined {
  let furthest = NOBODY;
  for (let n = 0; n < accesses.length; n++) {
    const access = accesses[n]!;
    if (access.was > furthest) {
      furthest = access.was;
      continue;
    }
    for (let m = 0; m < n; m++) {
      const before = accesses[m]!;
      if (before.was > access.was && (before.store || access.store) && !apart(before, access))
        return access;
    }
  }
  return undefined;
}

function checkPiece(
  name: string,
  before: readonly Instruction[],
  after: readonly Instruction[],
  start: number,
  end: number,
): void {
  function refuseAt(at: number, what: string): never {
    refuseInstruction(name, after, start + at, what);
  }
  const places = new Map<Instruction, number>();
  let moved = false;
  for (let at = start; at < end; at++) {
    places.set(before[at]!, at - start);
    moved ||= before[at] !== after[at];
  }
  if (!moved) return;
  const was = new Int32Array(end - start);
  for (let at = start; at < end; at++) {
    const place = places.get(after[at]!);
    if (place === undefined || !places.delete(after[at]!)) refuseAt(at - start, "once too often");
    was[at - start] = place;
  }
  const old = trace(
    before,
    start,
    Int32Array.from(was, (_, at) => at),
  );
  const now = trace(after, start, was);
  const wrong = now.sources.findIndex((who, source) => who !== old.sources[source]);
  if (wrong >= 0) {
    const at = was.indexOf(Math.floor(wrong / MOST_SOURCES));
    const register = after[start + at]!.s[wrong % MOST_SOURCES]!;
    refuseAt(at, `${registerName(register)} too early or too late`);
  }
  const lost = now.last.findIndex((who, register) => who !== old.last[register]);
  if (lost >= 0) refuseAt(end - start, `another last value in ${registerName(lost)}`);
  const past = wentPast(now.accesses);
  if (past) refuseAt(past.at, "past an access to the same word");
}

/**
 * Checks that scheduled code does what it did before. Both have the same instructions, not copies.
 * @throws MachineCodeError with the first instruction that stands wrong
 */
export function validateOrder(
  name: string,
  before: readonly Instruction[],
  after: readonly Instruction[],
): void {
  let start = 0;
  const end = Math.max(before.length, after.length);
  for (let at = 0; at <= end; at++) {
    const [old, now] = [before[at], after[at]];
    const barrier = (i: Instruction | undefined) => i === undefined || operation(i.op).barrier;
    if (!barrier(old) && !barrier(now)) continue;
    if (old !== now) refuseInstruction(name, after, at, "another label, branch, call or end");
    checkPiece(name, before, after, start, at);
    start = at + 1;
  }
}
