// What tests of readings read, and what they hold it against.
import assert from "node:assert/strict";
import { UserError } from "../../src/common/errors.js";
import { parseReadings, type Readings } from "../../src/common/learning/readings.js";

export const COLUMNS = { inputs: ["a", "b"], outputs: ["y"] };
export const read = (text: string, labelled = true) =>
  parseReadings(text, COLUMNS, { source: "data", labelled });

export const message = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof UserError, `expected a UserError, got ${String(error)}`);
    return error.message;
  }
  return assert.fail("expected a UserError, got none");
};

/** Readings in plain lists, whatever lines they stood in. */
export const plain = ({ values, targets, origins: _, ...rest }: Readings) => ({
  ...rest,
  values: [...values],
  targets: [...targets],
});
/** The hint about rows that lack a value. */
export const gap =
  "; --missing drop leaves such rows out, --missing previous repeats the value before";
/** The hint about labels that are neither 0 nor 1. */
export const state =
  '; state what stands for no and yes in the network file, as in { "name": "y", "no": "…", "yes": "…" }, or let `init --data` do so; ';
export const ONE_ROW = { values: [1.5, 2], targets: [1], count: 1, inputs: 2, targetCount: 1 };
