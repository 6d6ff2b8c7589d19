import type { Expression, Program } from "../ir/ir.js";
import { mapStatements } from "../ir/map-statements.js";
import type { NetworkProgram } from "../network-program.js";

/**
 * Writes at each load of an integer what the planner says that it holds. A load through a pointer that is not constant may
 * give any 32 bits.
 */
export function integerLoads(program: Program, { integers }: NetworkProgram): Program {
  const typed = (e: Expression): Expression => {
    if (e.kind !== "load" || e.type !== "i32" || e.pointer.kind !== "constant") return e;
    return integers.get(e.pointer.value + e.offset) === "count" ? { ...e, holds: "count" } : e;
  };
  const routines = program.routines.map((routine) => {
    const body = mapStatements(routine.body, { value: typed });
    return body === routine.body ? routine : { ...routine, body };
  });
  return { ...program, routines };
}
