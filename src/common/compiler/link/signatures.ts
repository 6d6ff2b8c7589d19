import type { Program, Routine, Statement } from "../ir/ir.js";
import { mapStatements } from "../ir/map-statements.js";
import { callsIn, localsRead } from "../ir/walk.js";
import { withoutDeadSets } from "./dead-sets.js";

/** Takes away parameters whose arguments nobody reads, and the arguments at all calls. The entries keep theirs. */
export function signatures(program: Program): Program {
  const exported = new Set(program.exports.values());
  /** for each routine so far, which parameters it keeps */
  const kept = new Map<string, readonly boolean[]>();
  const routines = program.routines.map((routine) => {
    const fewer = callsIn(routine.body).some(({ target }) => kept.get(target)!.includes(false));
    const called = withoutDeadSets(
      fewer ? { ...routine, body: withArguments(routine.body, kept) } : routine,
    );
    const keeps = exported.has(routine.name)
      ? routine.parameters.map(() => true)
      : parametersRead(called);
    kept.set(routine.name, keeps);
    return keeps.every(Boolean) ? called : withParameters(called, keeps);
  });
  return { ...program, routines };
}

/** Which parameters' arguments are read: constants that are set first of all take their place. */
function parametersRead({ parameters, body }: Routine): boolean[] {
  const read = localsRead(body);
  const end = body.findIndex((s) => s.kind !== "set" || s.value.kind !== "constant");
  const replaced = new Set(
    body.slice(0, end < 0 ? body.length : end).flatMap((s) => (s.kind === "set" ? [s.index] : [])),
  );
  return parameters.map((_, i) => read.has(i) && !replaced.has(i));
}

function withArguments(
  statements: readonly Statement[],
  kept: ReadonlyMap<string, readonly boolean[]>,
): Statement[] {
  return statements.map((s): Statement => {
    switch (s.kind) {
      case "call": {
        const keeps = kept.get(s.target)!;
        return { ...s, operands: s.operands.filter((_, i) => keeps[i]) };
      }
      case "if":
        return {
          ...s,
          ifTrue: withArguments(s.ifTrue, kept),
          ifFalse: withArguments(s.ifFalse, kept),
        };
      case "loop":
      case "block":
        return { ...s, body: withArguments(s.body, kept) };
      default:
        return s;
    }
  });
}

/** The routine with the locals in another order: the parameters that it keeps, then all else. */
function withParameters(routine: Routine, keeps: readonly boolean[]): Routine {
  const all = [...routine.locals.keys()];
  const order = [...all.filter((i) => keeps[i]), ...all.filter((i) => !keeps[i])];
  const places = new Map(order.map((old, place) => [old, place]));
  const set = (index: number) => places.get(index)!;
  return {
    ...routine,
    parameters: routine.parameters.filter((_, i) => keeps[i]),
    locals: order.map((old) => routine.locals[old]!),
    body: mapStatements(routine.body, {
      set,
      value: (e) => (e.kind === "local" ? { ...e, index: set(e.index) } : e),
    }),
  };
}
