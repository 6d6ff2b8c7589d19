// The instructions of the monitor by the names that ARM's manual has for them, made by the back end's own encoder. All are of
// ARMv6-M, and the shortest form is taken: on low registers the integer operations set the flags by their results.

import { encoded, type Halves } from "../../../common/compiler/thumb/encode/encode.js";

export const mov = (d: number, a: number): Halves => encoded("mov", { d, a });
export const movConstant = (d: number, i: number): Halves => encoded("movi", { d, i });
export const mvn = (d: number, a: number): Halves => encoded("mvn", { d, a });
export const add = (d: number, a: number, b: number): Halves => encoded("add", { d, a, b });
export const addConstant = (d: number, a: number, value: number): Halves =>
  value < 0 ? encoded("subi", { d, a, i: -value }) : encoded("addi", { d, a, i: value });
export const eor = (d: number, a: number, b: number): Halves => encoded("xor", { d, a, b });
export const orr = (d: number, a: number, b: number): Halves => encoded("or", { d, a, b });
export const lsl = (d: number, a: number, i: number): Halves => encoded("shl", { d, a, i });
export const lsr = (d: number, a: number, i: number): Halves => encoded("shr_u", { d, a, i });
export const cmp = (a: number, b: number): Halves => encoded("cmp", { a, b });
export const cmpConstant = (a: number, i: number): Halves => encoded("cmpi", { a, i });
/** Loads from `base` and an offset in bytes. */
export const ldr = (d: number, base: number, offset = 0): Halves =>
  encoded("ldr", { d, a: base, i: offset });
export const str = (value: number, base: number, offset = 0): Halves =>
  encoded("str", { a: value, b: base, i: offset });
/** Goes to the address in a register, which the back end itself does with lr alone. */
export const bx = (register: number): Halves => [0x4700 | (register << 3)];
