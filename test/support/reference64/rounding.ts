import type { Random } from "../random.js";

/**
 * What happens to the product of two numbers and to the result of a function: nothing in float64. Another rounding shows how
 * far small errors spread, and with that how far float32 may be from float64.
 */
export type Rounding = (value: number) => number;

export const exact: Rounding = (value) => value;

/** Errors of up to `unit` of each value, drawn from a seed's numbers. */
export const jittered =
  (random: Random, unit: number): Rounding =>
  (value) =>
    value * (1 + random.uniform(-unit, unit));
