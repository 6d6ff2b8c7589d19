import type { Program, Routine, Statement } from "../../ir/ir.js";
import { branchesTo, localsRead, localsSet, sizeOf } from "../../ir/walk.js";
import { withoutUnreached } from "../allocate/clean.js";
import { argumentPlaces, resultRegister } from "../calls.js";
import { duplicateTails } from "../duplicate-tails.js";
import { BASE, type Lowered, type Register, STACK_POINTER, wordOperation } from "../instruction.js";
import { branchOn, eitherWay } from "./conditions.js";
import {
  beginLowering,
  constantIn,
  emit,
  inLoop,
  jump,
  type Lowering,
  label,
  labelOf,
  made,
  newLabel,
  type Surroundings,
} from "./lowering.js";
import { lowerAs, lowerStore, moved } from "./values.js";

/** From the IR to instructions on virtual registers. */
export function lower(routine: Routine, surroundings: Surroundings): Lowered {
  const to = beginLowering(routine, surroundings);
  lowerParameters(to);
  const begun = new Set(routine.parameters.keys());
  routine.locals.forEach((type, i) => {
    if (type === "f32") beginLocal(to, i, begun);
  });
  lowerAll(to, routine.body, (s) => {
    for (const i of [...localsRead([s]), ...localsSet([s])]) beginLocal(to, i, begun);
  });
  const straight = to.out.flat();
  if (straight.at(-1)?.op !== "ret") straight.push({ op: "ret", s: [], depth: 0 });
  // What cannot be reached goes before the validator sees it, which asks for each jump that was lowered.
  const code = withoutUnreached(duplicateTails(straight, () => newLabel(to)));
  return { name: routine.name, code, types: to.types, outgoing: to.outgoing };
}

/** Takes the arguments from where calls put them: first from registers, which the others may then need. */
function lowerParameters(to: Lowering): void {
  const { routine, core, locals } = to;
  const { registers, stack } = argumentPlaces(routine, core);
  for (const [n, register] of registers) moved(to, register, locals[n]);
  for (const [n, imm] of stack)
    made(to, wordOperation("ldarg", routine.parameters[n]), [], locals[n], { imm });
}

/**
 * A local is 0 at first. An integer's 0 stands in front of the statement that is the first to name it, since before that it
 * would only take a register; floats have enough of them.
 */
function beginLocal(to: Lowering, i: number, begun: Set<number>): void {
  if (begun.has(i)) return;
  begun.add(i);
  const { routine, kinds, locals } = to;
  const isAddress = kinds.local(routine, i) === "address";
  const op = routine.locals[i] === "f32" ? "fconst" : isAddress ? "addr" : "iconst";
  constantIn(to, op, 0, locals[i]!);
}

/** @param before is told of each statement before it is lowered */
function lowerAll(
  to: Lowering,
  statements: readonly Statement[],
  before?: (s: Statement) => void,
): void {
  statements.forEach((s, i) => {
    before?.(s);
    const next = statements[i + 1];
    // The return behind it is lowered, too, and found to be out of reach.
    if (next && isTailCall(to, s, next)) emitCall(to, s, "tail");
    else lowerStatement(to, s);
  });
}

type Call = Extract<Statement, { kind: "call" }>;

/** Whether a statement calls a routine whose result the next statement returns. */
function isTailCall({ program, core }: Lowering, s: Statement, next: Statement): s is Call {
  if (s.kind !== "call" || next.kind !== "return" || s.result === undefined) return false;
  const returned = next.value?.kind === "local" && next.value.index === s.result;
  return returned && argumentPlaces(calleeOf(program, s), core).stack.length === 0;
}

const calleeOf = ({ routines }: Program, { target }: Call): Routine =>
  routines.find(({ name }) => name === target)!;

/** A call with its arguments in their places; says where its result is. */
function emitCall(to: Lowering, s: Call, op: "call" | "tail"): Register | undefined {
  const callee = calleeOf(to.program, s);
  const values = s.operands.map((operand, i) => lowerAs(to, operand, to.kinds.local(callee, i)));
  const registers = lowerArguments(to, callee, values);
  const result = op === "call" && callee.result ? resultRegister(callee.result) : undefined;
  emit(to, op, result, registers, { to: s.target, clobbers: to.clobbersOf(s.target) });
  return result;
}

function lowerStatement(to: Lowering, s: Statement): void {
  switch (s.kind) {
    case "set":
      lowerAs(to, s.value, to.kinds.local(to.routine, s.index), to.locals[s.index]!);
      return;
    case "store":
      lowerStore(to, s.pointer, s.offset, s.value);
      return;
    case "call":
      lowerCall(to, s);
      return;
    case "if":
      lowerIf(to, s);
      return;
    case "block":
      lowerAll(to, s.body);
      label(to, labelOf(to, s.label));
      return;
    case "loop":
      inLoop(to, () => lowerLoop(to, s));
      return;
    case "branch":
      if (s.condition) branchOn(to, s.condition, labelOf(to, s.label), true);
      else jump(to, labelOf(to, s.label));
      return;
    case "return": {
      const { result: type } = to.routine;
      const result = s.value && type && resultRegister(type);
      if (s.value && result !== undefined) moved(to, lowerAs(to, s.value, "number"), result);
      emit(to, "ret", undefined, result === undefined ? [] : [result]);
    }
  }
}

function lowerCall(to: Lowering, s: Call): void {
  const result = emitCall(to, s, "call");
  if (s.result === undefined || result === undefined) return;
  const local = to.locals[s.result]!;
  if (to.kinds.local(to.routine, s.result) === "address") emit(to, "add", local, [result, BASE]);
  else moved(to, result, local);
}

/** Puts values where a routine takes its arguments: first on the stack, for which they may need registers. */
function lowerArguments(to: Lowering, callee: Routine, values: readonly Register[]): Register[] {
  const { registers, stack } = argumentPlaces(callee, to.core);
  for (const [n, imm] of stack) {
    const op = wordOperation("str", callee.parameters[n]);
    emit(to, op, undefined, [values[n]!, STACK_POINTER], { imm });
  }
  to.outgoing = Math.max(to.outgoing, 4 * stack.length);
  return registers.map(([n, register]) => moved(to, values[n]!, register));
}

function lowerIf(to: Lowering, s: Extract<Statement, { kind: "if" }>): void {
  // In a loop a short way beside a long one is taken to be the exception: the long one runs straight on.
  const exchanged = to.depth > 0 && sizeOf(s.ifFalse) > 2 * sizeOf(s.ifTrue);
  const [first, second] = exchanged ? [s.ifFalse, s.ifTrue] : [s.ifTrue, s.ifFalse];
  eitherWay(
    to,
    (otherwise) => branchOn(to, s.condition, otherwise, exchanged),
    () => lowerAll(to, first),
    second.length > 0 ? () => lowerAll(to, second) : undefined,
  );
}

/** A loop that asks at its start whether it goes on asks at its end instead, and once before. */
function lowerLoop(to: Lowering, s: Extract<Statement, { kind: "loop" }>): void {
  const asked = askedFirst(s);
  if (!asked) {
    to.depth++;
    label(to, labelOf(to, s.label));
    lowerAll(to, s.body);
    to.depth--;
    return;
  }
  const { before, condition, body } = asked;
  const [head, leave] = [newLabel(to), newLabel(to)];
  lowerAll(to, before);
  branchOn(to, condition, leave, false);
  to.depth++;
  label(to, head);
  lowerAll(to, body);
  lowerAll(to, before);
  branchOn(to, condition, head, true);
  to.depth--;
  label(to, leave);
}

/** `loop { before; if (condition) { body; branch } }` in its parts; undefined where a loop is not like this. */
function askedFirst({ label, body }: Extract<Statement, { kind: "loop" }>) {
  const last = body.at(-1);
  if (last?.kind !== "if" || last.ifFalse.length > 0) return undefined;
  const end = last.ifTrue.at(-1);
  if (end?.kind !== "branch" || end.label !== label || end.condition) return undefined;
  const [before, rest] = [body.slice(0, -1), last.ifTrue.slice(0, -1)];
  if (branchesTo(before, label) || branchesTo(rest, label)) return undefined;
  // What is asked first stands twice in the code, and each label once.
  return before.every(({ kind }) => kind === "set" || kind === "store" || kind === "call")
    ? { before, condition: last.condition, body: rest }
    : undefined;
}
