import type { Expression, Statement } from "./ir.js";

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
  }
}

/** The locals that a value reads. */
export function localsIn(value: Expression): number[] {
  return value.kind === "local" ? [value.index] : operandsOf(value).flatMap(localsIn);
}

/** The locals that statements read. */
export function localsRead(statements: readonly Statement[]): Set<number> {
  const found = new Set<number>();
  eachValue(statements, (e) => {
    if (e.kind === "local") found.add(e.index);
  });
  return found;
}

/** The locals that statements set. */
export function localsSet(
  statements: readonly Statement[],
  found = new Set<number>(),
): Set<number> {
  eachStatement(statements, (s) => {
    const set = localSetBy(s);
    if (set !== undefined) found.add(set);
  });
  return found;
}

/** The local that a statement sets itself. */
export const localSetBy = (s: Statement): number | undefined =>
  s.kind === "set" ? s.index : s.kind === "call" ? s.result : undefined;

/** The lists of statements that a statement holds. */
export function bodiesOf(s: Statement): readonly (readonly Statement[])[] {
  if (s.kind === "if") return [s.ifTrue, s.ifFalse];
  return s.kind === "loop" || s.kind === "block" ? [s.body] : [];
}

/** Visits statements and all those within them, in order. */
export function eachStatement(
  statements: readonly Statement[],
  visit: (s: Statement) => void,
): void {
  for (const s of statements) {
    visit(s);
    if (s.kind === "if") {
      eachStatement(s.ifTrue, visit);
      eachStatement(s.ifFalse, visit);
    } else if (s.kind === "loop" || s.kind === "block") eachStatement(s.body, visit);
  }
}

/** The calls in statements. */
export const callsIn = (statements: readonly Statement[]) =>
  statementsIn(statements).filter((s) => s.kind === "call");

/** Visits all values that statements evaluate, with all their parts. */
export function eachValue(statements: readonly Statement[], visit: (e: Expression) => void): void {
  const one = (e: Expression): void => {
    visit(e);
    for (const operand of operandsOf(e)) one(operand);
  };
  eachStatement(statements, (s) => {
    for (const value of valuesOf(s)) one(value);
  });
}

/** Whether statements evaluate a value like this, or one with such a part. */
export function someValue(
  statements: readonly Statement[],
  is: (e: Expression) => boolean,
): boolean {
  const inValue = (e: Expression): boolean => is(e) || operandsOf(e).some(inValue);
  return statements.some(
    (s) => valuesOf(s).some(inValue) || bodiesOf(s).some((body) => someValue(body, is)),
  );
}

/** Statements and operations, as a measure of how long statements are. */
export function sizeOf(statements: readonly Statement[]): number {
  let size = 0;
  const count = () => {
    size++;
  };
  eachStatement(statements, count);
  eachValue(statements, count);
  return size;
}

/** Whether statements branch to a label. */
export function branchesTo(statements: readonly Statement[], label: string): boolean {
  return statements.some((s) =>
    s.kind === "branch" ? s.label === label : bodiesOf(s).some((body) => branchesTo(body, label)),
  );
}

/** What a copy of statements is made with; what is left out stays as it is. */
export interface Mapping {
  /** instead of a value, whose operands are already mapped */
  readonly value?: (e: Expression) => Expression;
  /** instead of a local that is set */
  readonly set?: (index: number) => number;
  readonly label?: (label: string) => string;
  readonly target?: (target: string) => string;
}

/** A copy of a value in which each part is mapped, the innermost first. */
export function mapExpression(e: Expression, map: (e: Expression) => Expression): Expression {
  const inner = (part: Expression) => mapExpression(part, map);
  switch (e.kind) {
    case "constant":
    case "global":
    case "local":
      return map(e);
    case "load":
      return map({ ...e, pointer: inner(e.pointer) });
    case "unary":
      return map({ ...e, value: inner(e.value) });
    case "binary":
      return map({ ...e, left: inner(e.left), right: inner(e.right) });
    case "select":
      return map({
        ...e,
        condition: inner(e.condition),
        ifTrue: inner(e.ifTrue),
        ifFalse: inner(e.ifFalse),
      });
  }
}

/** A copy of statements with other values, locals, labels and targets of calls. */
export function mapStatements(statements: readonly Statement[], mapping: Mapping): Statement[] {
  const { set = (index) => index, label = (name) => name, target = (name) => name } = mapping;
  const value = (e: Expression): Expression =>
    mapping.value ? mapExpression(e, mapping.value) : e;
  const list = (body: readonly Statement[]): Statement[] => body.map(one);
  const one = (s: Statement): Statement => {
    switch (s.kind) {
      case "set":
        return { ...s, index: set(s.index), value: value(s.value) };
      case "store":
        return { ...s, pointer: value(s.pointer), value: value(s.value) };
      case "call":
        return {
          ...s,
          target: target(s.target),
          operands: s.operands.map(value),
          ...(s.result !== undefined && { result: set(s.result) }),
        };
      case "if":
        return {
          ...s,
          condition: value(s.condition),
          ifTrue: list(s.ifTrue),
          ifFalse: list(s.ifFalse),
        };
      case "loop":
      case "block":
        return { ...s, label: label(s.label), body: list(s.body) };
      case "branch":
        return {
          ...s,
          label: label(s.label),
          ...(s.condition && { condition: value(s.condition) }),
        };
      case "return":
        return s.value ? { ...s, value: value(s.value) } : s;
    }
  };
  return list(statements);
}

/** Statements and all those within them. */
export function statementsIn(statements: readonly Statement[]): Statement[] {
  return statements.flatMap((s) => {
    if (s.kind === "if") return [s, ...statementsIn(s.ifTrue), ...statementsIn(s.ifFalse)];
    return s.kind === "loop" || s.kind === "block" ? [s, ...statementsIn(s.body)] : [s];
  });
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
