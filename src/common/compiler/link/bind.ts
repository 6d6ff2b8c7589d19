import type { Constant, Expression, Program, Routine } from "../ir/ir.js";
import { callsIn, mapStatements } from "../ir/walk.js";
import type { Kernels } from "../kernels.js";
import type { NetworkProgram } from "../network-program.js";

/**
 * Puts a network's routines and constants to the kernels: a whole program, with each routine that an entry needs, and no
 * name that is not in it.
 */
export function bind(kernels: Kernels, network: NetworkProgram): Program {
  const sources = new Map(
    [...kernels.routines, ...network.routines].map((routine) => [routine.name, routine]),
  );
  const exports = new Map(network.entries.map((name) => [name, kernels.exports.get(name)!]));
  const bound = new Map<string, Routine>();
  const reach = (name: string): void => {
    if (bound.has(name)) return;
    const source = sources.get(name);
    if (!source) throw new Error(`${name}: got a call of a routine that is nowhere`);
    const routine = boundRoutine(source, network);
    for (const { target } of callsIn(routine.body)) reach(target);
    bound.set(name, routine); // after those that it calls
  };
  for (const name of exports.values()) reach(name);
  return { routines: [...bound.values()], exports, constants: network.constants };
}

function boundRoutine(routine: Routine, { globals, bindings }: NetworkProgram): Routine {
  const named = (name: string): Constant => {
    const value = globals.get(name);
    if (!value) throw new Error(`${routine.name}: got the name ${name}, which no network has`);
    return value;
  };
  const value = (e: Expression) => (e.kind === "global" ? named(e.name) : e);
  const target = (name: string) => bindings.get(name) ?? name;
  const body = mapStatements(routine.body, { value, target });
  return body === routine.body ? routine : { ...routine, body };
}
