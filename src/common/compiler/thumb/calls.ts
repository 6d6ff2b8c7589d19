// How the blob's routines hand each other arguments and results.
import type { Routine, Type } from "../ir/ir.js";
import type { Core } from "./core.js";
import { floatRegister, type Register } from "./instruction.js";

/** Where an argument is: in a register, or some bytes from the first of those that go by the stack. */
export type ArgumentPlace = { readonly register: Register } | { readonly stack: number };

/** Where a routine's arguments are: integers in r0 on and floats in s0 on; what has no register left goes by the stack. */
export function argumentPlaces({ parameters }: Routine, core: Core): ArgumentPlace[] {
  let [integers, floats, bytes] = [0, 0, 0];
  return parameters.map((type): ArgumentPlace => {
    if (type === "f32" && floats < core.floats.length) return { register: floatRegister(floats++) };
    if (type === "i32" && integers < core.argumentRegisters) return { register: integers++ };
    bytes += 4;
    return { stack: bytes - 4 };
  });
}

/** Where a result is. */
export const resultRegister = (type: Type): Register => (type === "f32" ? floatRegister(0) : 0);
