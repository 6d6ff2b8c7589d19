import type { Expression, Program, Routine } from "../ir/ir.js";
import { mapStatements } from "../ir/map-statements.js";
import { type Kernels, routineOf, targetsIn } from "../kernels.js";
import type { NetworkProgram } from "../network-program.js";

/**
 * Puts a network's routines and constants to the kernels: a whole program, with each routine that an entry needs, and no
 * name that is not in it. Kernels' bodies are read when a pass asks for them.
 */
export function bind(kernels: Kernels, network: NetworkProgram): Program {
  const own = new Map(network.routines.map((routine) => [routine.name, routine]));
  const others = new Map(kernels.routines.map((kernel) => [kernel.name, kernel]));
  const exports = new Map(network.entries.map((name) => [name, kernels.exports.get(name)!]));
  const target = (name: string): string => network.bindings.get(name) ?? name;
  const bound = new Map<string, Routine>();
  const add = (routine: Routine, calls: readonly string[]): void => {
    calls.forEach(reach);
    bound.set(routine.name, routine); // after those that it calls
  };
  const reach = (name: string): void => {
    if (bound.has(name)) return;
    const routine = own.get(name);
    const kernel = others.get(name);
    if (routine) {
      const body = mapStatements(routine.body, { target });
      add({ ...routine, body }, targetsIn(body));
    } else if (kernel) {
      const global = (_: string, constant: string): Expression => named(constant, name, network);
      add(routineOf(kernel, kernels.names, { global, target }), kernel.calls.map(target));
    } else throw new Error(`${name}: got a call of a routine that is nowhere`);
  };
  for (const name of exports.values()) reach(name);
  return { routines: [...bound.values()], exports, constants: network.constants };
}

/** A constant of the network that a routine names. */
function named(name: string, routine: string, { globals }: NetworkProgram): Expression {
  const value = globals.get(name);
  if (!value) throw new Error(`${routine}: got the name ${name}, which no network has`);
  return value;
}
