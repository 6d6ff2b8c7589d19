// Kernels are linked cold, by code that runs for the first time: so these walks make no lists on their way, and each part is
// one call. Lists are gone through by index: before V8 optimises, which one program is too short for, an iterator makes an
// object for each item.

import type { Expression, Routine, Statement } from "./ir.js";

type Call = Extract<Statement, { kind: "call" }>;

/** The values that a value is made of. */
export function operandsOf(value: Expression): readonly Expression[] {
  switch (value.kind) {
    case "constant":
    case "global":
    case "local":
      return [];
    case "load":
      return [value.pointer];
    case "unary":
      return [value.value];
    case "binary":
      return [value.left, value.right];
    case "select":
      return [value.condition, value.ifTrue, value.ifFalse];
    case "vector":
      return value.operands;
  }
}

/** The locals that a value reads. */
export function localsIn(value: Expression): number[] {
  return value.kind === "local" ? [value.index] : operandsOf(value).flatMap(localsIn);
}

/** What statements read that have been asked for: a pass asks of those again that the one before left alone. */
const READ = new WeakMap<readonly Statement[], ReadonlySet<number>>();
/** The same for what they set. */
const SET = new WeakMap<readonly Statement[], ReadonlySet<number>>();

/** The locals that statements read. */
export function localsRead(statements: readonly Statement[]): ReadonlySet<number> {
  const known = READ.get(statements);
  if (known) return known;
  const found = new Set<number>();
  addReadsIn(statements, found);
  READ.set(statements, found);
  return found;
}

function addReadsIn(statements: readonly Statement[], found: Set<number>): void {
  for (let i = 0; i < statements.length; i++) {
    const s = statements[i]!;
    switch (s.kind) {
      case "set":
        addReads(s.value, found);
        break;
      case "store":
        addReads(s.pointer, found);
        addReads(s.value, found);
        break;
      case "call":
        for (let at = 0; at < s.operands.length; at++) addReads(s.operands[at]!, found);
        break;
      case "if":
        addReads(s.condition, found);
        addReadsIn(s.ifTrue, found);
        addReadsIn(s.ifFalse, found);
        break;
      case "loop":
      case "block":
        addReadsIn(s.body, found);
        break;
      case "branch":
        if (s.condition) addReads(s.condition, found);
        break;
      case "return":
        if (s.value) addReads(s.value, found);
    }
  }
}

function addReads(e: Expression, found: Set<number>): void {
  switch (e.kind) {
    case "local":
      found.add(e.index);
      return;
    case "binary":
      addReads(e.left, found);
      addReads(e.right, found);
      return;
    case "load":
      addReads(e.pointer, found);
      return;
    case "unary":
      addReads(e.value, found);
      return;
    case "select":
      addReads(e.condition, found);
      addReads(e.ifTrue, found);
      addReads(e.ifFalse, found);
      return;
    case "vector":
      for (const operand of e.operands) addReads(operand, found);
  }
}

/** Says what statements set, as they were read, so that nobody need read them all to know it. */
export function knowLocalsSet(statements: readonly Statement[], set: ReadonlySet<number>): void {
  SET.set(statements, set);
}

/** The locals that statements set. */
export function localsSet(statements: readonly Statement[]): ReadonlySet<number> {
  const known = SET.get(statements);
  if (known) return known;
  const found = new Set<number>();
  addSets(statements, found);
  SET.set(statements, found);
  return found;
}

function addSets(statements: readonly Statement[], found: Set<number>): void {
  for (let i = 0; i < statements.length; i++) {
    const s = statements[i]!;
    switch (s.kind) {
      case "set":
        found.add(s.index);
        break;
      case "call":
        if (s.result !== undefined) found.add(s.result);
        break;
      case "if":
        addSets(s.ifTrue, found);
        addSets(s.ifFalse, found);
        break;
      case "block":
        addSets(s.body, found);
        break;
      case "loop": // of which folding asks by itself
        for (const local of localsSet(s.body)) found.add(local);
    }
  }
}

/** The lists of statements that a statement holds. */
export function bodiesOf(s: Statement): readonly (readonly Statement[])[] {
  if (s.kind === "if") return [s.ifTrue, s.ifFalse];
  return s.kind === "loop" || s.kind === "block" ? [s.body] : [];
}

/** A statement with other lists of statements in the place of those that it holds. */
export function withBodies(
  s: Statement,
  map: (body: readonly Statement[]) => readonly Statement[],
): Statement {
  if (s.kind === "if") return { ...s, ifTrue: map(s.ifTrue), ifFalse: map(s.ifFalse) };
  return s.kind === "loop" || s.kind === "block" ? { ...s, body: map(s.body) } : s;
}

/** Visits statements and all those within them, in order. */
export function eachStatement(
  statements: readonly Statement[],
  visit: (s: Statement) => void,
): void {
  for (let i = 0; i < statements.length; i++) {
    const s = statements[i]!;
    visit(s);
    switch (s.kind) {
      case "if":
        eachStatement(s.ifTrue, visit);
        eachStatement(s.ifFalse, visit);
        break;
      case "loop":
      case "block":
        eachStatement(s.body, visit);
    }
  }
}

/** The calls in statements. */
export function callsIn(statements: readonly Statement[]): Call[] {
  const calls: Call[] = [];
  addCalls(statements, calls);
  return calls;
}

function addCalls(statements: readonly Statement[], calls: Call[]): void {
  for (let i = 0; i < statements.length; i++) {
    const s = statements[i]!;
    switch (s.kind) {
      case "call":
        calls.push(s);
        break;
      case "if":
        addCalls(s.ifTrue, calls);
        addCalls(s.ifFalse, calls);
        break;
      case "loop":
      case "block":
        addCalls(s.body, calls);
    }
  }
}

/**
 * The routines that are called by names, or by one of these.
 * @param routines in an order in which each comes after those that it calls, which stays
 */
export function reached(routines: readonly Routine[], names: Iterable<string>): Routine[] {
  const called = new Set(names);
  const kept = routines.toReversed().filter(({ name, body }) => {
    if (!called.has(name)) return false;
    for (const { target } of callsIn(body)) called.add(target);
    return true;
  });
  return kept.reverse();
}

/** Visits a value and all its parts. */
function eachPart(e: Expression, visit: (e: Expression) => void): void {
  visit(e);
  switch (e.kind) {
    case "binary":
      eachPart(e.left, visit);
      eachPart(e.right, visit);
      return;
    case "load":
      eachPart(e.pointer, visit);
      return;
    case "unary":
      eachPart(e.value, visit);
      return;
    case "select":
      eachPart(e.condition, visit);
      eachPart(e.ifTrue, visit);
      eachPart(e.ifFalse, visit);
      return;
    case "vector":
      for (const operand of e.operands) eachPart(operand, visit);
  }
}

/** Visits all values that statements evaluate, with all their parts. */
export function eachValue(statements: readonly Statement[], visit: (e: Expression) => void): void {
  eachStatement(statements, (s) => {
    eachValueOf(s, visit);
  });
}

/** Visits the values that a statement evaluates itself, with all their parts. */
function eachValueOf(s: Statement, visit: (e: Expression) => void): void {
  switch (s.kind) {
    case "set":
      eachPart(s.value, visit);
      return;
    case "store":
      eachPart(s.pointer, visit);
      eachPart(s.value, visit);
      return;
    case "call":
      for (const operand of s.operands) eachPart(operand, visit);
      return;
    case "if":
    case "branch":
      if (s.condition) eachPart(s.condition, visit);
      return;
    case "return":
      if (s.value) eachPart(s.value, visit);
  }
}

/** Statements, operations, reads and constants, as a measure of how long statements are. */
export function sizeOf(statements: readonly Statement[]): number {
  let size = 0;
  const count = (): void => {
    size++;
  };
  eachStatement(statements, count);
  eachValue(statements, count);
  return size;
}

/** Whether statements branch to a label. */
export function branchesTo(statements: readonly Statement[], label: string): boolean {
  for (let i = 0; i < statements.length; i++) {
    const s = statements[i]!;
    switch (s.kind) {
      case "branch":
        if (s.label === label) return true;
        break;
      case "if":
        if (branchesTo(s.ifTrue, label) || branchesTo(s.ifFalse, label)) return true;
        break;
      case "loop":
      case "block":
        if (branchesTo(s.body, label)) return true;
    }
  }
  return false;
}

/** Statements and all those within them. */
export function statementsIn(statements: readonly Statement[]): Statement[] {
  const all: Statement[] = [];
  eachStatement(statements, (s) => {
    all.push(s);
  });
  return all;
}

/** The values that a statement evaluates itself. */
export function valuesOf(s: Statement): readonly Expression[] {
  switch (s.kind) {
    case "set":
      return [s.value];
    case "store":
      return [s.pointer, s.value];
    case "call":
      return s.operands;
    case "if":
      return [s.condition];
    case "branch":
      return s.condition ? [s.condition] : [];
    case "return":
      return s.value ? [s.value] : [];
    default:
      return [];
  }
}
