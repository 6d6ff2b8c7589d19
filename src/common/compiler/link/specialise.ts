import type { Constant, Program, Routine, Statement } from "../ir/ir.js";
import { callsIn } from "../ir/walk.js";
import { foldRoutine } from "./fold.js";
import { isSame } from "./fold-expression.js";

type Call = Extract<Statement, { kind: "call" }>;

/**
 * Callers first, folds each routine with the arguments that are the same constant at all calls which are left. A routine
 * that nobody calls any more is gone.
 */
export function specialise(program: Program): Program {
  const calls = new Map<string, Call[]>();
  const exported = new Set(program.exports.values());
  const kept: Routine[] = [];
  for (const routine of program.routines.toReversed()) {
    const from = calls.get(routine.name) ?? [];
    if (from.length === 0 && !exported.has(routine.name)) continue;
    const known = exported.has(routine.name) ? [] : sharedArguments(routine, from);
    const folded = foldRoutine({ ...routine, body: [...known, ...routine.body] });
    kept.push(folded);
    for (const call of callsIn(folded.body)) {
      calls.set(call.target, [...(calls.get(call.target) ?? []), call]);
    }
  }
  return { ...program, routines: kept.reverse() };
}

/** Sets the parameters for which all calls give the same constant. */
function sharedArguments(routine: Routine, calls: readonly Call[]): Statement[] {
  return routine.parameters.flatMap((_, index): Statement[] => {
    const [first, ...others] = calls.map(({ operands }) => operands[index]!);
    const same = (value: Call["operands"][number]) =>
      value.kind === "constant" && isSame(value, first as Constant);
    if (first?.kind !== "constant" || !others.every(same)) return [];
    return [{ kind: "set", index, value: first }];
  });
}
