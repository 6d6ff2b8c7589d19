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
  /** by place in the piece as it was: who set what the instruction reads */
  readonly sources: readonly (readonly number[])[];
  /** who set each register last */
  readonly last: Int32Array;
  readonly accesses: readonly Access[];
}

/**
 * Runs a piece on places instead of values.
 * @param places by instruction, its place in the piece as it was
 */
function trace(piece: readonly Instruction[], places: ReadonlyMap<Instruction, number>): Trace {
  const last = new Int32Array(FIRST_VIRTUAL).fill(NOBODY);
  const sources: (readonly number[])[] = [];
  const accesses: Access[] = [];
  for (let at = 0; at < piece.length; at++) {
    const i = piece[at]!;
    const { op, s, d, imm = 0, clobbers } = i;
    const was = places.get(i)!;
    sources[was] = s.map((register) => last[register]!);
    const { memory } = operation(op);
    const base = s.at(-1)!;
    const version = last[base]!;
    if (memory) accesses.push({ was, at, base, version, offset: imm, store: memory === "store" });
    if (clobbers) for (const register of clobbers) last[register] = ANYTHING;
    if (d !== undefined) last[d] = was;
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

/** Checks the piece from one barrier to the next. */
function checkPiece(
  name: string,
  before: readonly Instruction[],
  code: readonly Instruction[],
  start: number,
): void {
  const after = code.slice(start, start + before.length);
  if (before.every((i, at) => i === after[at])) return;
  const check = (at: number, what: string) => {
    if (at >= 0) refuseInstruction(name, code, start + at, what);
  };
  const places = new Map(before.map((i, at) => [i, at]));
  const left = new Set(before);
  check(
    after.findIndex((i) => !left.delete(i)),
    "once too often",
  );
  const old = trace(before, places);
  const now = trace(after, places);
  const isMoved = (i: Instruction) => {
    const was = places.get(i)!;
    return now.sources[was]!.some((who, k) => who !== old.sources[was]![k]);
  };
  check(after.findIndex(isMoved), "an operand too early or too late");
  const lost = now.last.findIndex((who, register) => who !== old.last[register]);
  if (lost >= 0) check(before.length, `another last value in ${registerName(lost)}`);
  check(wentPast(now.accesses)?.at ?? NOBODY, "past an access to the same word");
}

const isBarrier = (i: Instruction | undefined) => i === undefined || operation(i.op).barrier;

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
    const old = before[at];
    const now = after[at];
    if (!isBarrier(old) && !isBarrier(now)) continue;
    if (old !== now) refuseInstruction(name, after, at, "another label, branch, call or end");
    checkPiece(name, before.slice(start, at), after, start);
    start = at + 1;
  }
}
