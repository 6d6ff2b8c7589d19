import { Assembler, modifiedImmediate } from "./encoder.js";

/** Whether one instruction adds a constant. */
export const isAddable = (value: number): boolean => Assembler.addable(value);

/** Whether one instruction compares with a constant. */
export const isComparable = (value: number): boolean => Assembler.comparable(value);

/** Whether an instruction or two combine with a constant, without a register for it. */
export const isLogical = (operator: "and" | "or" | "xor", value: number): boolean =>
  modifiedImmediate(value) !== undefined ||
  (operator === "and" && (modifiedImmediate(~value) !== undefined || isMask(value)));

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

const isByte = (value: number): boolean => value >>> 0 < 256;

/** Whether Thumb-1 masks with a constant by shifts, or takes out bits of the lowest byte. */
export const isNarrowMask = (operator: "and" | "or" | "xor", value: number): boolean =>
  operator === "and" && ((isMask(value) && !isByte(value)) || isByte(~value));
