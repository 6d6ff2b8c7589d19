import type { Expression, Statement } from "./ir.js";
import { operandsOf } from "./walk.js";

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
