import type { Program, Routine, Statement } from "../ir/ir.js";
import { operandsOf, valuesOf } from "../ir/walk.js";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
/** A loop's body counts as often as this when names are given. */
const LOOP_WEIGHT = 8;

/** Short names of the form a, b, …, z, aa, ab …, none of them a keyword. */
function nameOf(index: number): string {
  const letter = LOWER[index % LOWER.length]!;
  return index < LOWER.length ? letter : `${nameOf(Math.floor(index / LOWER.length) - 1)}${letter}`;
}
const KEYWORDS = new Set(["do", "if", "in"]);
const NAMES = Array.from({ length: 200 }, (_, i) => nameOf(i)).filter(
  (name) => !KEYWORDS.has(name),
);

/** The routines' JavaScript names: what the kernels call them. */
export function jsRoutineNames(program: Program): ReadonlyMap<string, string> {
  return new Map(program.routines.map(({ name }, i) => [name, `f${i}`]));
}

/** Names of a routine's locals, the most used ones first: a small engine looks for names one after the other. */
export function localNames(routine: Routine): readonly string[] {
  const order = localsByUse(routine);
  const names: string[] = [];
  order.forEach((local, i) => {
    names[local] = NAMES[i]!;
  });
  return names;
}

/** All locals, the most used first. */
export function localsByUse(routine: Routine): number[] {
  const uses = routine.locals.map(() => 0);
  const count = (value: ReturnType<typeof valuesOf>[number], weight: number): void => {
    if (value.kind === "local") uses[value.index]! += weight;
    for (const operand of operandsOf(value)) count(operand, weight);
  };
  const visit = (statements: readonly Statement[], weight: number): void => {
    for (const s of statements) {
      for (const value of valuesOf(s)) count(value, weight);
      if (s.kind === "set") uses[s.index]! += weight;
      if (s.kind === "if") visit([...s.ifTrue, ...s.ifFalse], weight);
      if (s.kind === "block") visit(s.body, weight);
      if (s.kind === "loop") visit(s.body, LOOP_WEIGHT * weight);
    }
  };
  visit(routine.body, 1);
  return uses.map((_, local) => local).sort((a, b) => uses[b]! - uses[a]!);
}
