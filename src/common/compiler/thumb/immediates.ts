// Which constants lowering leaves in instructions, beyond what single encoded ones hold (encode/immediates.ts).
import { andable, eorable, isByte, orrable } from "./encode/immediates.js";

type Bitwise = "and" | "or" | "xor";

/** Thumb-2: whether an instruction or two combine with a constant, without a register for it. */
export function isLogical(operator: Bitwise, value: number): boolean {
  if (operator === "or") return orrable(value);
  return operator === "xor" ? eorable(value) : andable(value) || isMask(value);
}

/** How many bits a mask of the lowest bits has: 1 to 31; undefined for other numbers. */
export function lowestBits(value: number): number | undefined {
  const word = value >>> 0;
  return word !== 0 && word !== 0xffffffff && (word & (word + 1)) === 0
    ? 32 - Math.clz32(word)
    : undefined;
}

/** How many bits a mask of the highest bits leaves out: 1 to 31; undefined for other numbers. */
export const leftOut = (value: number): number | undefined => lowestBits(~value);

const isMask = (value: number): boolean =>
  lowestBits(value) !== undefined || leftOut(value) !== undefined;

/** Whether Thumb-1 masks with a constant by shifts, or takes out bits of the lowest byte. */
export const isNarrowMask = (operator: Bitwise, value: number): boolean =>
  operator === "and" && ((isMask(value) && !isByte(value)) || isByte(~value));
