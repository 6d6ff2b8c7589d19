// What the back end makes is checked here after it is made, always: a mistake of a stage is found before anything is
// written. None of it makes code; DESIGN.md says what each check proves.
import type { Routine } from "../../ir/ir.js";
import { argumentPlaces, resultRegister } from "../calls.js";
import type { Core } from "../core.js";
import {
  type Allocated,
  FIRST_FLOAT,
  LINK,
  type Lowered,
  type Register,
  range,
} from "../instruction.js";
import { validateOrder } from "./order.js";
import type { Extent } from "./paths.js";
import { type Callee, validateValues } from "./values.js";

export type { Callee } from "./values.js";

/** A routine after each stage. */
export interface Stages {
  readonly lowered: Lowered;
  readonly allocated: Allocated;
  readonly scheduled: Allocated;
}

/** What callers believe of a routine that changes these registers. */
export function calleeOf(routine: Routine, changes: ReadonlySet<Register>, core: Core): Callee {
  const { registers, stack } = argumentPlaces(routine, core);
  return {
    arguments: registers.map(([, register]) => register),
    onStack: 4 * stack.length,
    ...(routine.result && { result: resultRegister(routine.result) }),
    changes,
  };
}

/**
 * Checks a routine's allocation and order.
 * @param callees it and all that it calls, by name
 * @throws MachineCodeError with the routine and the instruction at fault
 */
export function validateRoutine(
  { lowered, allocated, scheduled }: Stages,
  callees: ReadonlyMap<string, Callee>,
): void {
  const { name } = lowered;
  validateValues(lowered, allocated, callees.get(name)!, (callee) => callees.get(callee));
  validateOrder(name, allocated.code, scheduled.code);
}

/** What an entry may change (AAPCS, 6.1.1 and 6.1.2.1): r0 to r3, r12, lr, s0 to s15. */
export const MAY_CHANGE: ReadonlySet<Register> = new Set([
  ...[0, 1, 2, 3, 12, LINK],
  ...range(FIRST_FLOAT, 16),
]);

/** Where the routines and entries are, as the labels say. */
export function extentsOf(
  labels: ReadonlyMap<string, number>,
  callees: ReadonlyMap<string, Callee>,
  entries: ReadonlySet<string>,
): Extent[] {
  const extents: Extent[] = [];
  for (const [name, at] of labels) {
    const callee = callees.get(name);
    if (callee) extents.push({ name, at, changes: callee.changes, onStack: callee.onStack });
    else if (entries.has(name)) extents.push({ name, at, changes: MAY_CHANGE, onStack: 0 });
  }
  return extents.sort((a, b) => a.at - b.at);
}
