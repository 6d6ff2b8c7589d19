import { type Instruction, operation, type Register, STACK_POINTER } from "./instruction.js";

/*
Orders the instructions of each straight piece of code for a Cortex-M4's pipeline (Cortex-M4 Technical Reference Manual,
"Instruction set summary"): a float's result is not ready for the next instruction, and loads and stores in a row take one
cycle each where a single one takes two. On other cores the order does no harm.
*/

/** Cycles that an instruction takes beyond the first. */
const DEAR: Partial<Record<Instruction["op"], number>> = { fdiv: 13, fsqrt: 13, csel: 3 };

/** Orders each piece between labels, branches and calls anew; what it computes stays the same. */
export function schedule(code: readonly Instruction[]): Instruction[] {
  const out: Instruction[] = [];
  let piece: Instruction[] = [];
  const flush = (next: Instruction | undefined) => {
    const { rest, last } = countdownApart(piece, next);
    out.push(...ordered(rest), ...last);
    piece = [];
  };
  for (const i of code) {
    if (operation(i.op).barrier) {
      flush(i);
      out.push(i);
    } else piece.push(i);
  }
  flush(undefined);
  return out;
}

/** `x--` before `if (x)` stays there: one instruction then counts and compares. */
function countdownApart(
  piece: readonly Instruction[],
  next: Instruction | undefined,
): { readonly rest: readonly Instruction[]; readonly last: readonly Instruction[] } {
  const none = { rest: piece, last: [] };
  if (next?.op !== "bcc" || next.imm !== 0) return none;
  const counter = next.s[0]!;
  const at = piece.findLastIndex(({ d }) => d === counter);
  const i = piece[at];
  if (i?.op !== "addi" || i.s[0] !== counter || i.imm! >= 0) return none;
  if (piece.slice(at + 1).some(({ s }) => s.includes(counter))) return none;
  return { rest: piece.toSpliced(at, 1), last: [i] };
}

/** What must come after what in a piece, and what its instructions are to the pipeline. */
interface Dependences {
  /** by instruction: those that must come after it */
  readonly after: readonly (readonly number[])[];
  /** by instruction: how many must come before it */
  readonly before: Int32Array;
  /** by instruction: those that read its result */
  readonly readers: readonly (readonly number[])[];
  /** by instruction: see isLate() and isLoad() */
  readonly late: readonly boolean[];
  readonly loads: readonly boolean[];
}

/** How long loads and stores are put off, in tenths of a cycle, so that more of them stand in a row. */
const PATIENCE = [0, 60, 100, 500];

/** The best of some orders; the first of several. */
function ordered(piece: readonly Instruction[]): readonly Instruction[] {
  if (piece.length < 3) return piece;
  const dependences = dependencesOf(piece);
  const urgency = urgenciesOf(piece, dependences);
  const movable = dependences.loads.includes(true);
  let best: readonly number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const patience of movable ? PATIENCE : PATIENCE.slice(0, 1)) {
    const order = orderedBy(dependences, urgency, patience);
    const waits = waitsOf(order, dependences);
    if (waits < least) [best, least] = [order, waits];
    if (least === 0) break;
  }
  return best.map((at) => piece[at]!);
}

/** Cycles that instructions wait for results, and for loads and stores that stand alone or are the last of a row. */
function waitsOf(order: readonly number[], { readers, late, loads }: Dependences): number {
  let waits = 0;
  for (let n = 1; n < order.length; n++) {
    const at = order[n - 1]!;
    const next = order[n]!;
    if (loads[at] ? !loads[next] : late[at] && readers[at]!.includes(next)) waits++;
  }
  return waits;
}

/** The instruction that most others wait for comes first, unless it would itself have to wait. */
function orderedBy(
  { after, before, readers, late, loads }: Dependences,
  urgency: readonly number[],
  patience: number,
): readonly number[] {
  const waits = before.slice();
  const ready: number[] = [];
  for (let at = 0; at < waits.length; at++) if (waits[at] === 0) ready.push(at);
  const out: number[] = [];
  let waiting = NOBODY;
  let forLoads = 0;
  while (ready.length > 0) {
    let best = -1;
    let most = Number.NEGATIVE_INFINITY;
    for (let n = 0; n < ready.length; n++) {
      const at = ready[n]!;
      let score = 10 * urgency[at]! - at / 100;
      if (waiting.includes(at)) score -= 1000;
      if (loads[at]) score += forLoads;
      if (score > most) {
        most = score;
        best = n;
      }
    }
    const last = ready[best]!;
    while (++best < ready.length) ready[best - 1] = ready[best]!;
    ready.pop();
    out.push(last);
    const freed = after[last]!;
    for (let n = 0; n < freed.length; n++) if (--waits[freed[n]!]! === 0) ready.push(freed[n]!);
    waiting = late[last] ? readers[last]! : NOBODY;
    forLoads = loads[last] ? 150 + patience : -patience;
  }
  return out;
}

const NOBODY: readonly number[] = [];

/** Whether the result is not ready for the next instruction: all that the FPU computes. */
const isLate = ({ op }: Instruction): boolean =>
  operation(op).result === "f32" &&
  op !== "fmov" &&
  op !== "fconst" &&
  op !== "vldr" &&
  op !== "tof";

/** Whether it reads or writes memory; a float constant is a load too. */
const isLoad = ({ op }: Instruction): boolean =>
  operation(op).memory !== undefined || op === "fconst";

/** By instruction: cycles from it to the end of the longest chain of those that wait for it. */
function urgenciesOf(
  piece: readonly Instruction[],
  { after, readers, late }: Dependences,
): readonly number[] {
  const urgency = piece.map(() => 0);
  for (let at = piece.length - 1; at >= 0; at--) {
    const i = piece[at]!;
    const cycles = 1 + (DEAR[i.op] ?? 0) + (late[at] ? 1 : 0);
    let most = 0;
    for (const one of after[at]!)
      most = Math.max(most, urgency[one]! + (readers[at]!.includes(one) ? cycles : 0));
    urgency[at] = most;
  }
  return urgency;
}

function dependencesOf(piece: readonly Instruction[]): Dependences {
  const after = piece.map((): number[] => []);
  const before = new Int32Array(piece.length);
  const readers = piece.map((): number[] => []);
  /** by instruction, the last that was noted to come after it */
  const noted = new Int32Array(piece.length);
  /** by register, who set it, and who has read it since */
  const definitions: (number | undefined)[] = [];
  const uses: number[][] = [];
  const accesses: Access[] = [];
  const order = (first: number | undefined, second: number) => {
    if (first === undefined || first === second || noted[first] === second) return;
    noted[first] = second;
    after[first]!.push(second);
    before[second]!++;
  };
  const change = (register: Register, at: number) => {
    order(definitions[register], at);
    for (const use of uses[register] ?? NOBODY) order(use, at);
    definitions[register] = at;
    uses[register] = [];
  };
  for (let at = 0; at < piece.length; at++) {
    const i = piece[at]!;
    const { d, s, clobbers } = i;
    for (let n = 0; n < s.length; n++) {
      const from = definitions[s[n]!];
      order(from, at);
      if (from !== undefined) readers[from]!.push(at);
    }
    const access = accessOf(i, at, definitions);
    if (access) {
      for (let n = 0; n < accesses.length; n++)
        if (mayMeet(access, accesses[n]!)) order(accesses[n]!.at, at);
      accesses.push(access);
    }
    for (let n = 0; n < s.length; n++) {
      uses[s[n]!] ??= [];
      uses[s[n]!]!.push(at);
    }
    // What an instruction changes beside its result must not come between what others set and read.
    if (d !== undefined) change(d, at);
    if (clobbers) for (const register of clobbers) change(register, at);
  }
  return { after, before, readers, late: piece.map(isLate), loads: piece.map(isLoad) };
}

/** A load or a store of a word. */
interface Access {
  readonly at: number;
  readonly store: boolean;
  readonly base: Register;
  /** the instruction that gave the base its value */
  readonly definition: number | undefined;
  readonly offset: number;
}

function accessOf(
  i: Instruction,
  at: number,
  definitions: readonly (number | undefined)[],
): Access | undefined {
  const { memory } = operation(i.op);
  if (!memory) return undefined;
  const base = i.s.at(-1)!;
  const definition = definitions[base];
  return { at, store: memory === "store", base, definition, offset: i.imm! };
}

/** Whether two accesses may be of the same word and one of them stores. */
function mayMeet(a: Access, b: Access): boolean {
  if (!a.store && !b.store) return false;
  if (a.base === b.base && a.definition === b.definition) return a.offset === b.offset;
  // The network's memory is not on the stack.
  return (a.base === STACK_POINTER) === (b.base === STACK_POINTER);
}
