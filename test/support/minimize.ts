import assert from "node:assert/strict";
import fc from "fast-check";
import { UserError } from "../../src/common/errors.js";

export const refuses = (run: () => unknown, message: string) =>
  assert.throws(run, (error) => {
    assert.ok(error instanceof UserError, `expected a UserError, got ${String(error)}`);
    assert.equal(error.message, message);
    return true;
  });

export const near = (got: number, expected: number, tolerance: number) =>
  assert.ok(
    Math.abs(got - expected) <= tolerance,
    `got ${got}, expected ${expected} ± ${tolerance}`,
  );

export const real = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** (f(w + h) − f(w − h)) / 2h for each component of w. */
export const centralDifferences = (
  f: (w: readonly number[]) => number,
  w: readonly number[],
  h = 1e-5,
) =>
  w.map((_, i) => {
    const moved = (by: number) => f(w.map((value, j) => (j === i ? value + by : value)));
    return (moved(h) - moved(-h)) / (2 * h);
  });
