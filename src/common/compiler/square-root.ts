import type { Expression, Program, Routine, Statement, Type } from "./ir/ir.js";
import { local } from "./ir/ir.js";
import { mapStatements } from "./ir/map-statements.js";
import { separateLocals } from "./ir/separate-locals.js";
import { eachValue } from "./ir/walk.js";
import { type Kernels, routineOf } from "./kernels.js";
import { copies } from "./link/copies.js";

const isSquareRoot = (e: Expression): boolean => e.kind === "unary" && e.operator === "sqrt";

/** Whether a program takes the square root of anything. */
export function takesSquareRoots({ routines }: Program): boolean {
  let found = false;
  for (const { body } of routines) {
    eachValue(body, (e) => {
      found ||= isSquareRoot(e);
    });
  }
  return found;
}

/** The routine of assembly/square-root.ts, which needs nothing else, as the linker leaves routines. */
export function squareRootRoutine({ routines, exports, names }: Kernels): Routine {
  const kernel = routines.find(({ name }) => name === exports.get("squareRoot"));
  if (!kernel) throw new Error("squareRoot: got no such kernel");
  const routine = routineOf(kernel, names);
  const alone: Program = { routines: [routine], exports: new Map(), constants: new Map() };
  return copies(separateLocals(alone)).routines[0]!;
}

/**
 * A program for a target without a square root of float32 that is correctly rounded: each becomes a call of our routine.
 * Without any, the program is as it was.
 */
export function withSquareRootCalls(program: Program, kernels: Kernels): Program {
  if (!takesSquareRoots(program)) return program;
  const routine = squareRootRoutine(kernels);
  const routines = program.routines.map((one) => calling(one, routine.name));
  return { ...program, routines: [routine, ...routines] };
}

function calling(routine: Routine, target: string): Routine {
  const locals: Type[] = [...routine.locals];
  const body = withCalls(routine.body, (value, before) => {
    const result = locals.push("f32") - 1;
    before.push({ kind: "call", target, operands: [value], result });
    return local("f32", result);
  });
  return { ...routine, locals, body };
}

/**
 * Takes square roots out of the statements' values: a value has no side effects, so it may be computed before its statement.
 * @param call puts what takes the root of a value into a list, and gives its result
 */
function withCalls(
  statements: readonly Statement[],
  call: (value: Expression, before: Statement[]) => Expression,
): Statement[] {
  return statements.flatMap((s) => {
    const before: Statement[] = [];
    const value = (e: Expression): Expression =>
      e.kind === "unary" && e.operator === "sqrt" ? call(e.value, before) : e;
    const own = mapStatements([withCallsInside(s, call)], { value });
    return [...before, ...own];
  });
}

function withCallsInside(s: Statement, call: Parameters<typeof withCalls>[1]): Statement {
  if (s.kind === "if") {
    return { ...s, ifTrue: withCalls(s.ifTrue, call), ifFalse: withCalls(s.ifFalse, call) };
  }
  return s.kind === "loop" || s.kind === "block" ? { ...s, body: withCalls(s.body, call) } : s;
}
