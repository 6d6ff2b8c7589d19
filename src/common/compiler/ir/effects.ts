import type { Expression, Statement } from "./ir.js";

/** What statements change: locals, and whether memory. */
export interface Effects {
  readonly locals: Set<number>;
  memory: boolean;
}

/** What running the statements may change; a call may change all of memory. */
export function effectsOf(
  statements: readonly Statement[],
  effects: Effects = { locals: new Set(), memory: false },
): Effects {
  for (const s of statements) {
    if (s.kind === "set") effects.locals.add(s.index);
    if (s.kind === "store" || s.kind === "call") effects.memory = true;
    if (s.kind === "call" && s.result !== undefined) effects.locals.add(s.result);
    if (s.kind === "if") effectsOf([...s.ifTrue, ...s.ifFalse], effects);
    if (s.kind === "loop" || s.kind === "block") effectsOf(s.body, effects);
  }
  return effects;
}

/** Whether a value could come out differently after the effects. */
export function changedBy(value: Expression, effects: Effects): boolean {
  if (value.kind === "local") return effects.locals.has(value.index);
  if (value.kind === "load" && effects.memory) return true;
  return operandsOf(value).some((operand) => changedBy(operand, effects));
}

/** The values that a value is made of. */
export function operandsOf(value: Expression): readonly Expression[] {
  switch (value.kind) {
    case "constant":
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
export function localsRead(
  statements: readonly Statement[],
  found = new Set<number>(),
): Set<number> {
  const visit = (value: Expression | undefined): void => {
    if (value === undefined) return;
    if (value.kind === "local") found.add(value.index);
    operandsOf(value).forEach(visit);
  };
  for (const s of statements) {
    switch (s.kind) {
      case "set":
        visit(s.value);
        break;
      case "store":
        visit(s.pointer);
        visit(s.value);
        break;
      case "call":
        s.operands.forEach(visit);
        break;
      case "if":
        visit(s.condition);
        localsRead([...s.ifTrue, ...s.ifFalse], found);
        break;
      case "loop":
      case "block":
        localsRead(s.body, found);
        break;
      case "branch":
        visit(s.condition);
        break;
      case "return":
        visit(s.value);
        break;
    }
  }
  return found;
}
