// Checks an allocation: on every path, each operand of each instruction holds what it holds in the lowered code.
//
// Both codes are run side by side on classes of equal values (equalities.ts): an instruction gives the same new class to
// its lowered and its allocated result, a move copies a class, a call gives what it changes classes that nobody has. Where
// paths meet, only what is equal on both stays equal; around loops until nothing changes.
//
// It needs of the allocator: `from` of each instruction that was lowered, in each piece between labels in the lowered
// order; of what it adds without `from`, only loads and stores of words at sp, moves and constants. It may leave out what
// is pure, labels that nobody goes to, a jump to what comes next, and what cannot be reached.
import {
  type Allocated,
  BASE,
  FIRST_FLOAT,
  type Instruction,
  isMove,
  LINK,
  type Lowered,
  labelsOf,
  operation,
  type Register,
  STACK_POINTER,
} from "../instruction.js";
import {
  type ConstantNumbers,
  constantNumbers,
  type Equalities,
  kept,
  meet,
} from "./equalities.js";
import { type Names, namesOf } from "./names.js";
import { refuseInstruction, registerName } from "./refuse.js";

/** What callers believe of a routine. */
export interface Callee {
  /** registers with arguments */
  readonly arguments: readonly Register[];
  /** bytes of arguments on the stack, from sp on */
  readonly onStack: number;
  readonly result?: Register;
  /** the registers that it changes, those of its callees included */
  readonly changes: ReadonlySet<Register>;
}

/** The allocated code while it is run. */
interface Run extends Allocated, Names {
  readonly lowered: Lowered;
  readonly self: Callee;
  readonly calleeOf: (name: string) => Callee | undefined;
  /** now, by name */
  readonly now: Equalities;
  /** by place of a label in the code: what is equal there on all ways that were seen */
  readonly atLabels: Map<number, Equalities>;
  readonly labels: ReadonlyMap<string, number>;
  readonly constants: ConstantNumbers;
  /** by instruction, whether what is the same on all ways was checked */
  readonly checked: Uint8Array;
  /** lowered instructions that jumps go over of which nothing is left */
  readonly goneOver: Set<number>;
  /** labels whose state changed since they were run */
  readonly changed: Set<number>;
  /** the place of the instruction that is run */
  at: number;
  /** the next class that nobody has */
  fresh: number;
}

/** Before the first instruction. */
const START = -1;

function wrong({ name, code, at }: Run, what: string): never {
  refuseInstruction(name, code, at, what);
}

/** Arrives at a label with what is equal now. */
function arrive(run: Run, label: string): void {
  const place = run.labels.get(label) ?? wrong(run, `no label ${label}`);
  const known = run.atLabels.get(place);
  if (known === undefined) run.atLabels.set(place, kept(run.now, run.kept, run.fresh));
  else if (!meet(known, run.now)) return;
  run.changed.add(place);
}

/**
 * Whether a jump goes to what comes next once nothing is left of what it goes over; that must then do nothing, and nobody
 * may have its results: they are there on some ways only.
 */
function goesOverDead(run: Run, jump: number): boolean {
  const { code } = run.lowered;
  for (let n = jump + 1; ; n++) {
    const i = code[n];
    if (i?.op === "label") {
      if (i.to === code[jump]!.to) return true;
    } else if (i?.op === "b" || (i && operation(i.op).pure)) {
      if (run.goneOver.has(n)) continue;
      run.goneOver.add(n);
      for (const place of run.atLabels.keys()) run.changed.add(place);
    } else return false;
  }
}

/** The class of what an instruction gives; of a move that of what it moves, which has a name. */
function classOf(run: Run, i: Instruction, nameOf: (register: Register) => number): number {
  if (isMove(i)) return run.now[nameOf(i.s[0]!)]!;
  return operation(i.op).constant ? run.constants(i.op, i.imm!) : run.fresh++;
}

/** What lowered instructions do that have no allocated one. */
function skip(run: Run, from: number, to: number): void {
  for (let n = from; n < to; n++) {
    const i = run.lowered.code[n]!;
    if (i.op === "label" || (i.op === "b" && goesOverDead(run, n))) continue;
    if (!operation(i.op).pure) wrong(run, `the lowered ${i.op} before it is missing`);
    run.now[run.meant(i.d!)] = run.goneOver.has(n) ? run.fresh++ : classOf(run, i, run.meant);
  }
}

/** The name of a word of so many bytes at sp. */
function wordAt(run: Run, offset: number, bytes: number): number {
  if (offset < 0 || offset & 3 || offset + 4 > bytes) wrong(run, "no such word at sp");
  return run.slot(offset);
}

/** An instruction that the allocator added. */
function added(run: Run, i: Instruction): void {
  const { now, frame } = run;
  const { imm = 0, s } = i;
  const { memory, constant } = operation(i.op);
  const slot = () => wordAt(run, s.at(-1) === STACK_POINTER ? imm : START, frame);
  if (memory === "store") now[slot()] = now[s[0]!]!;
  else if (memory === "load") now[i.d!] = now[slot()]!;
  else if (constant || isMove(i)) now[i.d!] = classOf(run, i, (register) => register);
  else wrong(run, "not lowered");
}

/** Checks what is the same on all ways to an instruction: that it is its lowered one, and what it changes. */
function checkOnce(run: Run, i: Instruction, l: Instruction | undefined): void {
  if (run.checked[run.at]) return;
  run.checked[run.at] = 1;
  checkChanges(run, i);
  const isLike =
    l === undefined ||
    (i.op === l.op &&
      i.imm === l.imm &&
      i.cond === l.cond &&
      i.to === l.to &&
      i.s.length === l.s.length &&
      (i.d === undefined) === (l.d === undefined));
  if (!isLike) wrong(run, `not the lowered ${l.op}`);
}

/** Checks that the operands of an allocated instruction hold what those of its lowered one do, as values of their type. */
function compare(run: Run, i: Instruction, l: Instruction): void {
  for (let k = 0; k < i.s.length; k++) {
    const got = i.s[k]!;
    const expected = l.s[k]!;
    const isFloat = run.lowered.types[expected] === "f32";
    if (run.now[got] !== run.now[run.meant(expected)] || got >= FIRST_FLOAT !== isFloat)
      wrong(run, `${registerName(got)} is not ${registerName(expected)}`);
  }
}

/** Checks that arguments or a result are where both sides of a call expect them. */
function checkPlaces(run: Run, ...places: (readonly unknown[])[]): void {
  const [got, expected] = places.map((registers) => registers.join());
  if (got !== expected) wrong(run, `got registers ${got}, expected ${expected}`);
}

/** Checks that a call hands over what its callee takes, where it takes it. */
function checkArguments(run: Run, i: Instruction): Callee {
  const callee = run.calleeOf(i.to!) ?? wrong(run, "no such routine before it");
  checkPlaces(run, i.s, callee.arguments);
  for (let offset = 0; offset < callee.onStack; offset += 4)
    if (run.now[run.slot(offset)] !== run.now[run.outgoing(offset)])
      wrong(run, `sp + ${offset} is not its argument`);
  for (const register of callee.changes)
    if (!i.clobbers?.has(register)) wrong(run, `the callee changes ${registerName(register)}`);
  return callee;
}

/** A call whose callee returns to the routine's caller. */
function tailCall(run: Run, i: Instruction): void {
  const { result, onStack } = checkArguments(run, i);
  if (onStack > 0) wrong(run, "arguments on the stack");
  checkPlaces(run, [run.self.result ?? result], [result]);
}

/** What an instruction leaves: a word for a call, what it changes on its way, and its result. */
function setResults(run: Run, i: Instruction, l: Instruction): void {
  const { now, meant } = run;
  // A lowered store at sp is an argument of a call.
  if (i.s[1] === STACK_POINTER) {
    const { imm = START } = i;
    now[wordAt(run, imm, Math.min(run.lowered.outgoing, run.frame))] = now[i.s[0]!]!;
    now[run.outgoing(imm)] = now[meant(l.s[0]!)]!;
  }
  // What it changes beside its result holds nothing that anybody has.
  if (i.clobbers) {
    for (const register of i.clobbers) {
      now[register] = run.fresh++;
      now[meant(register)] = run.fresh++;
    }
  }
  if (i.d === undefined) return;
  const value = classOf(run, l, meant);
  now[i.d] = value;
  now[meant(l.d!)] = value;
}

/** Checks what a routine says that it changes. */
function checkChanges(run: Run, { op, d, clobbers }: Instruction): void {
  if (d !== undefined) checkChange(run, d);
  if (clobbers) for (const register of clobbers) if (register !== LINK) checkChange(run, register);
  if (op === "call") checkChange(run, LINK);
}

function checkChange(run: Run, register: Register): void {
  if (register === BASE || !run.used.has(register))
    wrong(run, `the routine keeps ${registerName(register)}`);
}

/** Runs from one label to where the way ends: at the next label, a jump or a return. */
function runPiece(run: Run, start: number): void {
  const { lowered, code } = run;
  run.fresh = run.count;
  run.now.set(run.atLabels.get(start)!);
  let next = start === START ? 0 : code[start]!.from! + 1;
  for (let at = start + 1; ; at++) {
    run.at = at;
    const i = code[at] ?? wrong(run, "no return");
    if (i.from === undefined) {
      checkOnce(run, i, undefined);
      added(run, i);
      continue;
    }
    const l = lowered.code[i.from];
    if (l === undefined || i.from < next) wrong(run, "another order than lowered");
    if (run.goneOver.has(i.from) && i.op !== "label") wrong(run, "the jump over it is missing");
    skip(run, next, i.from);
    next = i.from + 1;
    checkOnce(run, i, l);
    compare(run, i, l);
    switch (i.op) {
      case "bcc":
        arrive(run, i.to!);
        break;
      case "label":
      case "b":
        arrive(run, i.to!);
        return;
      case "tail":
        tailCall(run, i);
        return;
      case "ret":
        checkPlaces(run, i.s, [run.self.result]);
        return;
      case "call":
        checkPlaces(run, [i.d], [checkArguments(run, i).result]);
    }
    setResults(run, i, l);
  }
}

/** What is equal at a routine's start: its arguments, and the registers that have the same use in both codes. */
function atStart({ kept, meant }: Names, { arguments: registers }: Callee): Equalities {
  const state = new Int32Array(kept).map((_, name) => name);
  for (const register of [...registers, BASE, STACK_POINTER, LINK])
    state[meant(register)] = register;
  return state;
}

/**
 * Checks that allocated code does what its lowered code does.
 * @param self what callers believe of the routine
 * @param calleeOf what it may believe of those that it calls
 * @throws MachineCodeError with the first instruction that does not
 */
export function validateValues(
  lowered: Lowered,
  allocated: Allocated,
  self: Callee,
  calleeOf: (name: string) => Callee | undefined,
): void {
  const { name, code, frame, used } = allocated;
  const names = namesOf(lowered, frame);
  const { slot, outgoing, meant, kept, count } = names;
  const labels = labelsOf(code);
  const run: Run = {
    // Field by field: an object that others are spread into is slower to read, and this one is read everywhere.
    name,
    code,
    frame,
    used,
    slot,
    outgoing,
    meant,
    kept,
    count,
    lowered,
    self,
    calleeOf,
    now: new Int32Array(count),
    atLabels: new Map([[START, atStart(names, self)]]),
    labels,
    constants: constantNumbers(),
    checked: new Uint8Array(code.length),
    goneOver: new Set(),
    changed: new Set([START]),
    at: START,
    fresh: count,
  };
  const order = [START, ...labels.values()]; // in the order of the code
  while (run.changed.size > 0)
    for (const start of order) if (run.changed.delete(start)) runPiece(run, start);
}
