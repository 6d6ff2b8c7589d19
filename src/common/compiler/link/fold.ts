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
  readonly values: (Expression | undefined)[];
  /** the locals that another one has been a copy of, anywhere in the routine so far */
  readonly copied: Set<number>;
}
type Loop = Extract<Statement, { kind: "loop" }>;
type Block = Extract<Statement, { kind: "block" }>;
type If = Extract<Statement, { kind: "if" }>;

/** Puts constants and copies where they are used, computes what is constant, and drops what never runs. */
export function foldRoutine(routine: Routine): Routine {
  const { parameters, locals } = routine;
  const values = locals.map((type, i) => (i < parameters.length ? undefined : constant(type, 0)));
  const known: Known = { values, copied: new Set() };
  const body: Statement[] = [];
  foldList(routine.body, known, body);
  return { ...routine, body };
}

/** Folds statements into `out`; `known` becomes what holds at their end. Gives whether that is reached. */
function foldList(statements: readonly Statement[], known: Known, out: Statement[]): boolean {
  return statements.every((s) => foldStatement(s, known, out));
}

function foldStatement(s: Statement, known: Known, out: Statement[]): boolean {
  const value = (e: Expression): Expression => foldExpression(e, known.values);
  switch (s.kind) {
    case "set":
      foldSet(s.index, value(s.value), known, out);
      return true;
    case "store":
      out.push({
        ...s,
        ...foldPlace(value(s.pointer), s.offset, known.values),
        value: value(s.value),
      });
      return true;
    case "call":
      out.push({ ...s, operands: s.operands.map(value) });
      if (s.result !== undefined) forget(known, s.result);
      return true;
    case "if":
      return foldIf(s, foldCondition(s.condition, known.values), known, out);
    case "loop":
      return foldLoop(s, known, out);
    case "block":
      return foldBlock(s, known, out);
    case "branch": {
      const condition = s.condition && foldCondition(s.condition, known.values);
      if (condition?.kind === "constant" && condition.value === 0) return true;
      if (!condition || condition.kind === "constant") {
        out.push({ kind: "branch", label: s.label });
        return false;
      }
      out.push({ ...s, condition });
      return true;
    }
    case "return":
      out.push(s.value ? { ...s, value: value(s.value) } : s);
      return false;
  }
}

function foldSet(index: number, value: Expression, known: Known, out: Statement[]): void {
  if (value.kind === "local" && value.index === index) return;
  const before = known.values[index];
  if (value.kind === "constant" && before?.kind === "constant" && isSame(value, before)) return;
  forget(known, index);
  const of = localOf(value);
  if (of === index) {
    // a pointer goes on: what it was is gone
  } else if (of !== undefined) {
    known.values[index] = value;
    known.copied.add(of);
  } else if (value.kind === "constant") known.values[index] = value;
  out.push({ kind: "set", index, value });
}

function foldIf(s: If, condition: Expression, known: Known, out: Statement[]): boolean {
  if (condition.kind === "constant") {
    return foldList(condition.value === 0 ? s.ifFalse : s.ifTrue, known, out);
  }
  const knownTrue = copyOf(known);
  const knownFalse = copyOf(known);
  const ifTrue: Statement[] = [];
  const ifFalse: Statement[] = [];
  const endsTrue = foldList(s.ifTrue, knownTrue, ifTrue);
  const endsFalse = foldList(s.ifFalse, knownFalse, ifFalse);
  if (ifTrue.length > 0) out.push({ ...s, condition, ifTrue, ifFalse });
  else if (ifFalse.length > 0) {
    out.push({ ...s, condition: negated(condition), ifTrue: ifFalse, ifFalse: [] });
  }
  if (endsTrue && endsFalse) {
    knownTrue.values.forEach((value, i) => {
      knownTrue.values[i] = both(value, knownFalse.values[i]);
    });
  }
  replace(known, endsTrue ? knownTrue : knownFalse);
  return endsTrue || endsFalse;
}

/**
 * What a loop's body sets is unknown at its start. Without what never runs it may set less, so it is folded until that is
 * no longer so.
 */
function foldLoop(s: Loop, known: Known, out: Statement[]): boolean {
  const before = copyOf(known);
  let body = s.body;
  for (let set = localsSet(body); ; ) {
    replace(known, before);
    for (const local of set) forget(known, local);
    const folded: Statement[] = [];
    const ends = foldList(body, known, folded);
    body = folded;
    const fewer = localsSet(body);
    if (fewer.size < set.size) {
      set = fewer;
      continue;
    }
    if (branchesTo(body, s.label)) out.push({ ...s, body });
    else out.push(...body);
    return ends;
  }
}

function foldBlock(s: Block, known: Known, out: Statement[]): boolean {
  const before = copyOf(known);
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
  out.push({ ...s, body });
  replace(known, before);
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
function forget({ values, copied }: Known, local: number): void {
  values[local] = undefined;
  if (!copied.has(local)) return;
  for (let i = 0; i < values.length; i++) {
    if (localOf(values[i]) === local) values[i] = undefined;
  }
}

/** What is known where two ways meet. */
function both(a: Expression | undefined, b: Expression | undefined): Expression | undefined {
  if (a?.kind === "local" && b?.kind === "local") return a.index === b.index ? a : undefined;
  if (a?.kind !== "constant" || b?.kind !== "constant") return undefined;
  return isSame(a as Constant, b as Constant) ? a : undefined;
}

const copyOf = ({ values, copied }: Known): Known => ({ values: values.slice(), copied });

function replace({ values }: Known, by: Known): void {
  for (let i = 0; i < values.length; i++) values[i] = by.values[i];
}
