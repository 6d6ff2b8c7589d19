// Rows of core registers to and from the stack, the lowest at the lowest address.
import { encoded, encodedIfHeld, type Halves } from "./encode.js";

const stacked =
  (name: "push" | "pop", extra: number) =>
  (registers: readonly number[]): Halves => {
    const l = registers.reduce((sum, register) => sum | (1 << register), 0);
    const rest = { r: (l >> extra) & 1, l: l & ~(1 << extra) };
    return (
      encodedIfHeld(name, rest) ??
      (registers.length === 1
        ? encoded(`${name}_one`, { a: registers[0] })
        : encoded(`${name}_wide`, { l }))
    );
  };

/** Pushes registers, r0 to r12 and lr; at least one. */
export const push = stacked("push", 14);
/** Pops registers: r0 to r12, and lr or pc (which returns). */
export const pop = stacked("pop", 15);
