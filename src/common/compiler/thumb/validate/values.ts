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
  type Instruction,
  LINK,
  type Lowered,
  operation,
  type Register,
  STACK_POINTER,
} from "../instruction.js";
import { constantNumbers, type Equalities, kept, meet } from "./equalities.js";
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

interface Run {
  readonly lowered: Lowered;
  readonly allocated: Allocated;
  readonly self: Callee;
  readonly calleeOf: (name: string) => Callee | undefined;
  readonly names: Names;
  /** now, by name */
  readonly now: Equalities;
  /** by place of a label in the allocated code: what is equal there on all ways that were seen */
  readonly atLabels: Map<number, Equalities>;
  readonly labels: ReadonlyMap<string, number>;
  readonly constants: ReturnType<typeof constantNumbers>;
  /** by instruction, whether what is the same on all ways was checked */
  readonly checked: Uint8Array;
  /** lowered instructions that jumps go over of which nothing is left */
  readonly goneOver: Set<number>;
  /** labels whose state changed since they were run */
  readonly changed: Set<number>;
  /** the next class that nobody has */
  fresh: number;
}

/** Before the first instruction. */
const START = -1;

const isMove = ({ op }: Instruction) => op === "mov" || op === "fmov";

function refuseAt(run: Run, at: number, what: string): never {
  refuseInstruction(run.allocated.name, run.allocated.code, at, what);
}

/** Arrives at a label with what is equal now. */
function arrive(run: Run, at: number, label: string): void {
  const place = run.labels.get(label);
  if (place === undefined) refuseAt(run, at, `no label ${label}`);
  const known = run.atLabels.get(place);
  if (known === undefined) run.atLabels.set(place, kept(run.now, run.names.kept, run.fresh));
  else if (!meet(known, run.now)) return;
  run.changed.add(place);
}

/**
 * Whether a jump goes to what comes next once nothing is left of what it goes over; that must then do nothing, and nobody
 * may have its results: they are there on some ways only.
 */
function goesOverDead(run: Run, jump: number): boolean {
  const { code } = run.lowered;
  let end = jump + 1;
  for (; code[end]?.to !== code[jump]!.to || code[end]!.op !== "label"; end++) {
    const i = code[end];
    if (i === undefined || !(i.op === "label" || i.op === "b" || operation(i.op).pure))
      return false;
  }
  for (let n = jump + 1; n < end; n++) {
    if (code[n]!.op === "label" || run.goneOver.has(n)) continue;
    run.goneOver.add(n);
    for (const place of run.atLabels.keys()) run.changed.add(place);
  }
  return true;
}

/** The class of what an instruction gives; of a move that of what it moves, which has a name. */
function classOf(run: Run, i: Instruction, nameOf: (register: Register) => number): number {
  if (isMove(i)) return run.now[nameOf(i.s[0]!)]!;
  return operation(i.op).constant ? run.constants(i.op, i.imm!) : run.fresh++;
}

/** What lowered instructions do that have no allocated one. */
function skip(run: Run, from: number, to: number, at: number): void {
  const { lowered, names, now } = run;
  for (let n = from; n < to; n++) {
    const i = lowered.code[n]!;
    if (i.op === "label" || (i.op === "b" && goesOverDead(run, n))) continue;
    if (!operation(i.op).pure) refuseAt(run, at, `the lowered ${i.op} before it is missing`);
    now[names.lowered(i.d!)] = run.goneOver.has(n) ? run.fresh++ : classOf(run, i, names.lowered);
  }
}

/** The name of a word of so many bytes at sp. */
function wordAt(run: Run, at: number, offset: number, bytes: number): number {
  if (offset < 0 || offset & 3 || offset + 4 > bytes) refuseAt(run, at, "no such word at sp");
  return run.names.slot(offset);
}

/** An instruction that the allocator added. */
function added(run: Run, at: number, i: Instruction): void {
  const { now, allocated } = run;
  const { imm = 0, s } = i;
  const { memory, constant } = operation(i.op);
  const slot = () => wordAt(run, at, s.at(-1) === STACK_POINTER ? imm : START, allocated.frame);
  if (memory === "store") now[slot()] = now[s[0]!]!;
  else if (memory === "load") now[i.d!] = now[slot()]!;
  else if (constant || isMove(i)) now[i.d!] = classOf(run, i, (register) => register);
  else refuseAt(run, at, "not lowered");
}

/** Checks what is the same on all ways to an instruction: that it is its lowered one, and what it changes. */
function checkOnce(run: Run, at: number, i: Instruction, l: Instruction | undefined): void {
  if (run.checked[at]) return;
  run.checked[at] = 1;
  checkChanges(run, at, i);
  const isLike =
    l === undefined ||
    ((["op", "imm", "cond", "to"] as const).every((key) => i[key] === l[key]) &&
      !i.float === !l.float &&
      i.s.length === l.s.length &&
      (i.d === undefined) === (l.d === undefined));
  if (!isLike) refuseAt(run, at, `not the lowered ${l.op}`);
}

/** Checks that the operands of an allocated instruction hold what those of its lowered one do. */
function compare(run: Run, at: number, i: Instruction, l: Instruction): void {
  for (let k = 0; k < i.s.length; k++) {
    const [got, expected] = [i.s[k]!, l.s[k]!];
    if (run.now[got] !== run.now[run.names.lowered(expected)])
      refuseAt(run, at, `${registerName(got)} is not ${registerName(expected)}`);
  }
}

/** Checks that arguments or a result are where both sides of a call expect them. */
function checkPlaces(run: Run, at: number, ...places: (readonly unknown[])[]): void {
  const [got, expected] = places.map((registers) => registers.join());
  if (got !== expected) refuseAt(run, at, `got registers ${got}, expected ${expected}`);
}

/** Checks that a call hands over what its callee takes, where it takes it. */
function checkArguments(run: Run, at: number, i: Instruction): Callee {
  const callee = run.calleeOf(i.to!);
  if (callee === undefined) refuseAt(run, at, "no such routine before it");
  checkPlaces(run, at, i.s, callee.arguments);
  for (let offset = 0; offset < callee.onStack; offset += 4)
    if (run.now[run.names.slot(offset)] !== run.now[run.names.outgoing(offset)])
      refuseAt(run, at, `sp + ${offset} is not its argument`);
  for (const register of callee.changes)
    if (!i.clobbers?.has(register))
      refuseAt(run, at, `the callee changes ${registerName(register)}`);
  return callee;
}

/** What an instruction changes beside its result holds nothing that anybody has. */
function setClobbered(run: Run, i: Instruction): void {
  for (const register of i.clobbers ?? []) {
    run.now[register] = run.fresh++;
    run.now[run.names.lowered(register)] = run.fresh++;
  }
}

function call(run: Run, at: number, i: Instruction): void {
  checkPlaces(run, at, [i.d], [checkArguments(run, at, i).result]);
}

/** A call whose callee returns to the routine's caller. */
function tailCall(run: Run, at: number, i: Instruction): void {
  const { result, onStack } = checkArguments(run, at, i);
  if (onStack > 0) refuseAt(run, at, "arguments on the stack");
  checkPlaces(run, at, [run.self.result ?? result], [result]);
}

/** Gives the lowered and the allocated result the same class. */
function setResult(run: Run, i: Instruction, l: Instruction): void {
  const { now, names } = run;
  const value = classOf(run, l, names.lowered);
  now[i.d!] = value;
  now[names.lowered(l.d!)] = value;
}

/** A lowered store at sp is an argument of a call. */
function setArgument(run: Run, at: number, i: Instruction, l: Instruction): void {
  const { now, names, lowered, allocated } = run;
  const { imm = START } = i;
  now[wordAt(run, at, imm, Math.min(lowered.outgoing, allocated.frame))] = now[i.s[0]!]!;
  now[names.outgoing(imm)] = now[names.lowered(l.s[0]!)]!;
}

/** Checks what a routine says that it changes. */
function checkChanges(run: Run, at: number, i: Instruction): void {
  const { used } = run.allocated;
  const check = (register: Register) => {
    if (register === BASE || !used.has(register))
      refuseAt(run, at, `the routine keeps ${registerName(register)}`);
  };
  if (i.d !== undefined) check(i.d);
  for (const register of i.clobbers ?? []) if (register !== LINK) check(register);
  if (i.op === "call") check(LINK);
}

/** Runs from one label to where the way ends: at the next label, a jump or a return. */
function runPiece(run: Run, start: number): void {
  const { lowered, allocated } = run;
  run.fresh = run.names.count;
  run.now.set(run.atLabels.get(start)!);
  let next = start === START ? 0 : allocated.code[start]!.from! + 1;
  for (let at = start + 1; ; at++) {
    const i = allocated.code[at];
    if (i === undefined) refuseAt(run, at, "no return");
    if (i.from === undefined) {
      checkOnce(run, at, i, undefined);
      added(run, at, i);
      continue;
    }
    const l = lowered.code[i.from];
    if (l === undefined || i.from < next) refuseAt(run, at, "another order than lowered");
    if (run.goneOver.has(i.from) && i.op !== "label")
      refuseAt(run, at, "the jump over it is missing");
    skip(run, next, i.from, at);
    next = i.from + 1;
    checkOnce(run, at, i, l);
    compare(run, at, i, l);
    switch (i.op) {
      case "bcc":
        arrive(run, at, i.to!);
        break;
      case "label":
      case "b":
        arrive(run, at, i.to!);
        return;
      case "tail":
        tailCall(run, at, i);
        return;
      case "ret":
        checkPlaces(run, at, i.s, [run.self.result]);
        return;
      case "call":
        call(run, at, i);
    }
    if (i.s[1] === STACK_POINTER) setArgument(run, at, i, l);
    if (i.clobbers) setClobbered(run, i);
    if (i.d !== undefined) setResult(run, i, l);
  }
}

/** What is equal at a routine's start: its arguments, and the registers that have the same use in both codes. */
function atStart(names: Names, { arguments: registers }: Callee): Equalities {
  const state = Int32Array.from({ length: names.kept }, (_, name) => name);
  for (const register of [...registers, BASE, STACK_POINTER, LINK])
    state[names.lowered(register)] = register;
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
  const names = namesOf(lowered, allocated.frame);
  const labels = new Map<string, number>();
  allocated.code.forEach(({ op, to }, at) => {
    if (op === "label") labels.set(to!, at);
  });
  const run: Run = {
    lowered,
    allocated,
    self,
    calleeOf,
    names,
    now: new Int32Array(names.count),
    atLabels: new Map([[START, atStart(names, self)]]),
    labels,
    constants: constantNumbers(),
    checked: new Uint8Array(allocated.code.length),
    goneOver: new Set(),
    changed: new Set([START]),
    fresh: names.count,
  };
  const order = [START, ...labels.values()]; // in the order of the code
  while (run.changed.size > 0)
    for (const start of order) if (run.changed.delete(start)) runPiece(run, start);
}
