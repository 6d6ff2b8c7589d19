import { Assembler, modifiedImmediate } from "./encoder.js";

/** Whether one instruction adds a constant. */
export const isAddable = (value: number): boolean => Assembler.addable(value);

/** Whether one instruction compares with a constant. */
export const isComparable = (value: number): boolean => Assembler.comparable(value);

/** Whether one instruction combines with a constant. */
export const isLogical = (operator: "and" | "or" | "xor", value: number): boolean =>
  modifiedImmediate(value) !== undefined ||
  (operator === "and" && modifiedImmediate(~value) !== undefined);
