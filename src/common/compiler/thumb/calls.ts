// How the blob's routines hand each other arguments and results.
import type { Routine, Type } from "../ir/ir.js";
import type { Core } from "./core.js";
import { floatRegister, type Register } from "./instruction.js";

/** Where arguments are, by their numbers. */
export interface ArgumentPlaces {
  readonly registers: readonly (readonly [argument: number, register: Register])[];
  /** bytes from the first of those that go by the stack */
  readonly stack: readonly (readonly [argument: number, offset: number])[];
}

/** Where a routine's arguments are: integers in r0 on and floats in s0 on; what has no register left goes by the stack. */
export function argumentPlaces({ parameters }: Routine, core: Core): ArgumentPlaces {
  const registers: [number, Register][] = [];
  const stack: [number, number][] = [];
  let [integers, floats] = [0, 0];
  parameters.forEach((type, n) => {
    if (type === "f32" && floats < core.floats.length) registers.push([n, floatRegister(floats++)]);
    else if (type === "i32" && integers < core.argumentRegisters) registers.push([n, integers++]);
    else stack.push([n, 4 * stack.length]);
  });
  return { registers, stack };
}

/** Where a result is. */
export const resultRegister = (type: Type): Register => (type === "f32" ? floatRegister(0) : 0);
