import {
  type Constant,
  constant,
  type Expression,
  type Routine,
  type Statement,
} from "../ir/ir.js";
import { branchesTo, localsSet } from "../ir/walk.js";
import { foldCondition, foldExpression, foldPlace, isSame, negated } from "./fold-expression.js";

/** What is known at a place of a routine. */
interface Known {
  /** for each local what it holds: a constant, what another local holds, or that and a constant (an address) */
  values: (Expression | undefined)[];
  /** the locals that have been copies of a local, anywhere in the routine so far */
  readonly copies: Map<number, number[]>;
}
type SetLocal = Extract<Statement, { kind: "set" }>;
type Loop = Extract<Statement, { kind: "loop" }>;
type Block = Extract<Statement, { kind: "block" }>;
type If = Extract<Statement, { kind: "if" }>;

/** Puts constants and copies where they are used, computes what is constant, and drops what never runs. */
export function foldRoutine(routine: Routine): Routine {
  const { parameters, locals } = routine;
  const values = locals.map((type, i) => (i < parameters.length ? undefined : constant(type, 0)));
  const known: Known = { values, copies: new Map() };
  const body: Statement[] = [];
  foldList(routine.body, known, body);
  return { ...routine, body };
}

/** Folds statements into `out`; `known` becomes what holds at their end. Gives whether that is reached. */
function foldList(statements: readonly Statement[], known: Known, out: Statement[]): boolean {
  for (const s of statements) if (!foldStatement(s, known, out)) return false;
  return true;
}

function foldStatement(s: Statement, known: Known, out: Statement[]): boolean {
  const { values } = known;
  switch (s.kind) {
    case "set":
      foldSet(s, foldExpression(s.value, values), known, out);
      return true;
    case "store": {
      const to = foldPlace(foldExpression(s.pointer, values), s.offset, values);
      const value = foldExpression(s.value, values);
      out.push({ kind: "store", pointer: to.pointer, offset: to.offset, value });
      return true;
    }
    case "call":
      out.push({ ...s, operands: s.operands.map((e) => foldExpression(e, values)) });
      if (s.result !== undefined) forget(known, s.result);
      return true;
    case "if":
      return foldIf(s, foldCondition(s.condition, values), known, out);
    case "loop":
      return foldLoop(s, known, out);
    case "block":
      return foldBlock(s, known, out);
    case "branch": {
      const condition = s.condition && foldCondition(s.condition, values);
      if (condition?.kind === "constant" && condition.value === 0) return true;
      if (!condition || condition.kind === "constant") {
        out.push({ kind: "branch", label: s.label });
        return false;
      }
      out.push({ kind: "branch", label: s.label, condition });
      return true;
    }
    case "return":
      out.push(s.value ? { kind: "return", value: foldExpression(s.value, values) } : s);
      return false;
  }
}

function foldSet(s: SetLocal, value: Expression, known: Known, out: Statement[]): void {
  const { index } = s;
  if (value.kind === "local" && value.index === index) return;
  const before = known.values[index];
  if (value.kind === "constant" && before?.kind === "constant" && isSame(value, before)) return;
  forget(known, index);
  const of = localOf(value);
  if (of === index) {
    // a pointer goes on: what it was is gone
  } else if (of !== undefined) {
    known.values[index] = value;
    const copies = known.copies.get(of);
    if (!copies) known.copies.set(of, [index]);
    else if (!copies.includes(index)) copies.push(index);
  } else if (value.kind === "constant") known.values[index] = value;
  out.push(value === s.value ? s : { kind: "set", index, value });
}

function foldIf(s: If, condition: Expression, known: Known, out: Statement[]): boolean {
  if (condition.kind === "constant") {
    return foldList(condition.value === 0 ? s.ifFalse : s.ifTrue, known, out);
  }
  const knownTrue: Known = { ...known, values: known.values.slice() };
  const knownFalse = known;
  const ifTrue: Statement[] = [];
  const ifFalse: Statement[] = [];
  const endsTrue = foldList(s.ifTrue, knownTrue, ifTrue);
  const endsFalse = foldList(s.ifFalse, knownFalse, ifFalse);
  if (ifTrue.length > 0) out.push({ kind: "if", condition, ifTrue, ifFalse });
  else if (ifFalse.length > 0) {
    out.push({ kind: "if", condition: negated(condition), ifTrue: ifFalse, ifFalse: [] });
  }
  if (endsTrue && endsFalse) meet(known.values, knownTrue.values);
  else if (endsTrue) known.values = knownTrue.values;
  return endsTrue || endsFalse;
}

/**
 * What a loop's body sets is unknown at its start. Without what never runs it may set less, so it is folded until that is
 * no longer so.
 */
function foldLoop(s: Loop, known: Known, out: Statement[]): boolean {
  const before = known.values;
  let body = s.body;
  for (let set = localsSet(body); ; ) {
    known.values = before.slice();
    for (const local of set) forget(known, local);
    const folded: Statement[] = [];
    const ends = foldList(body, known, folded);
    body = folded;
    const fewer = localsSet(body);
    if (fewer.size < set.size) {
      set = fewer;
      continue;
    }
    if (branchesTo(body, s.label)) out.push({ kind: "loop", label: s.label, body });
    else out.push(...body);
    return ends;
  }
}

function foldBlock(s: Block, known: Known, out: Statement[]): boolean {
  const before = known.values.slice();
  const body: Statement[] = [];
  const ends = foldList(s.body, known, body);
  // A branch to where one comes anyway; what is known at the end is then known behind the block too, if it is the only one.
  const last = body.at(-1);
  if (last?.kind === "branch" && !last.condition && last.label === s.label) {
    body.pop();
    if (!branchesTo(body, s.label)) {
      out.push(...body);
      return true;
    }
  }
  if (!branchesTo(body, s.label)) {
    out.push(...body);
    return ends;
  }
  out.push({ kind: "block", label: s.label, body });
  known.values = before;
  for (const local of localsSet(body)) forget(known, local);
  return true;
}

/** The local that a value is, or is but for a constant. */
function localOf(e: Expression | undefined): number | undefined {
  if (e?.kind === "local") return e.index;
  if (e?.kind !== "binary" || e.type !== "i32" || e.operator !== "add") return undefined;
  return e.left.kind === "local" && e.right.kind === "constant" ? e.left.index : undefined;
}

/** A local gets a value that is not known. */
function forget({ values, copies }: Known, local: number): void {
  values[local] = undefined;
  const known = copies.get(local);
  if (!known) return;
  for (const copy of known) if (localOf(values[copy]) === local) values[copy] = undefined;
}

/** Leaves what is known where two ways meet. */
function meet(
  values: (Expression | undefined)[],
  others: readonly (Expression | undefined)[],
): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value) values[i] = both(value, others[i]);
  }
}

/** What is known of a local on two ways. */
function both(a: Expression | undefined, b: Expression | undefined): Expression | undefined {
  if (a?.kind === "local" && b?.kind === "local") return a.index === b.index ? a : undefined;
  if (a?.kind !== "constant" || b?.kind !== "constant") return undefined;
  return isSame(a as Constant, b as Constant) ? a : undefined;
}
