import type { Routine, Statement } from "../../ir/ir.js";
import { branchesTo, sizeOf } from "../../ir/walk.js";
import { duplicateTails } from "../duplicate-tails.js";
import { floatRegister, type Instruction, type Lowered, type Register } from "../instruction.js";
import { branchOn } from "./conditions.js";
import {
  beginLowering,
  constantIn,
  emit,
  inLoop,
  type Lowering,
  labelOf,
  newLabel,
  type Surroundings,
} from "./lowering.js";
import { lowerAs, lowerStore, moved } from "./values.js";

/** Where the arguments of calls within the code are: integers from r0 on, floats from s0 on. */
export function argumentRegisters({ parameters }: Routine): Register[] {
  let [integers, floats] = [0, 0];
  return parameters.map((type) => (type === "f32" ? floatRegister(floats++) : integers++));
}

/** Where a routine's result is: r0 or s0. */
const resultRegister = ({ result }: Routine): Register | undefined =>
  result && (result === "f32" ? floatRegister(0) : 0);

/** From the IR to instructions on virtual registers. */
export function lower(routine: Routine, surroundings: Surroundings): Lowered {
  const to = beginLowering(routine, surroundings);
  const given = argumentRegisters(routine);
  routine.locals.forEach((type, i) => {
    const register = to.locals[i]!;
    if (i < given.length) moved(to, given[i]!, register);
    else if (type === "f32") constantIn(to, "fconst", 0, register);
    else constantIn(to, to.kinds.local(routine, i) === "address" ? "addr" : "iconst", 0, register);
  });
  lowerAll(to, routine.body);
  const code = duplicateTails(to.out.flat(), () => newLabel(to));
  if (code.at(-1)?.op !== "ret") code.push({ op: "ret", s: [], depth: 0 } satisfies Instruction);
  return { name: routine.name, code, classes: to.classes };
}

function lowerAll(to: Lowering, statements: readonly Statement[]): void {
  for (const s of statements) lowerStatement(to, s);
}

const label = (to: Lowering, name: string) => emit(to, "label", undefined, [], { to: name });
const jump = (to: Lowering, name: string) => emit(to, "b", undefined, [], { to: name });

function lowerStatement(to: Lowering, s: Statement): void {
  switch (s.kind) {
    case "set": {
      const { type } = s.value;
      const kind = type === "f32" ? "number" : to.kinds.local(to.routine, s.index);
      lowerAs(to, s.value, kind, to.locals[s.index]!);
      return;
    }
    case "store":
      return lowerStore(to, s.pointer, s.offset, s.value);
    case "call":
      return lowerCall(to, s);
    case "if":
      return lowerIf(to, s);
    case "block":
      lowerAll(to, s.body);
      return label(to, labelOf(to, s.label));
    case "loop":
      return inLoop(to, () => lowerLoop(to, s));
    case "branch":
      if (s.condition) return branchOn(to, s.condition, labelOf(to, s.label), true);
      return jump(to, labelOf(to, s.label));
    case "return": {
      const result = s.value && resultRegister(to.routine);
      if (s.value && result !== undefined) moved(to, lowerAs(to, s.value, "number"), result);
      return emit(to, "ret", undefined, result === undefined ? [] : [result]);
    }
  }
}

function lowerCall(to: Lowering, s: Extract<Statement, { kind: "call" }>): void {
  const callee = to.program.routines.find(({ name }) => name === s.target)!;
  const places = argumentRegisters(callee);
  const values = s.operands.map((operand, i) =>
    lowerAs(to, operand, operand.type === "f32" ? "number" : to.kinds.local(callee, i)),
  );
  values.forEach((value, i) => {
    moved(to, value, places[i]!);
  });
  const result = resultRegister(callee);
  emit(to, "call", result, places, { to: s.target, clobbers: to.clobbersOf(s.target) });
  if (s.result !== undefined && result !== undefined) moved(to, result, to.locals[s.result]!);
}

function lowerIf(to: Lowering, s: Extract<Statement, { kind: "if" }>): void {
  const end = newLabel(to);
  if (s.ifFalse.length === 0) {
    branchOn(to, s.condition, end, false);
    lowerAll(to, s.ifTrue);
    return label(to, end);
  }
  const otherwise = newLabel(to);
  // In a loop a short way beside a long one is taken to be the exception: the long one runs straight on.
  const exchanged = to.depth > 0 && sizeOf(s.ifFalse) > 2 * sizeOf(s.ifTrue);
  branchOn(to, s.condition, otherwise, exchanged);
  lowerAll(to, exchanged ? s.ifFalse : s.ifTrue);
  jump(to, end);
  label(to, otherwise);
  lowerAll(to, exchanged ? s.ifTrue : s.ifFalse);
  label(to, end);
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
  return { before, condition: last.condition, body: rest };
}
