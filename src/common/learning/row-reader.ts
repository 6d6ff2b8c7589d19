import { isMissing } from "../data/cells.js";
import { refuserOf } from "../data/refusal.js";
import type { TableRow } from "../data/table.js";
import { counted } from "../text.js";
import type { Field } from "./data-columns.js";

/** What becomes of a row that lacks a value: refused, left out, or filled with the value before. */
export const MISSING = ["refuse", "drop", "previous"] as const;
export type Missing = (typeof MISSING)[number];

/** Reads the fields of rows, one row after the other. */
export interface RowReader {
  /** The numbers of a row, which the next one overwrites; nothing when it is left out. */
  read(row: TableRow): Float64Array | undefined;
  /** Refuses what stands in the row that was read last. */
  readonly refuse: (column: string | undefined, problem: string) => never;
  dropped(): number;
  /** How many rows were left out and how many values filled. */
  told(): string[];
}

const HINT = "; --missing drop leaves such rows out, --missing previous repeats the value before";

/**
 * A reader of rows.
 * @param places of the fields in a row
 * @param inputs how many of the fields are inputs; only those can be filled
 */
export function rowReader(
  fields: readonly Field[],
  places: readonly number[],
  inputs: number,
  missing: Missing,
): RowReader {
  const numbers = new Float64Array(fields.length);
  let known = false; // whether there is a value before, in this file
  let current: TableRow | undefined;
  let dropped = 0;
  let filled = 0;
  const refuse: RowReader["refuse"] = (column, problem) =>
    refuserOf(current!.file)(current!.line, column, problem);
  const refusals = fields.map((field, i) => (problem: string): never => {
    const cell = current!.cells[places[i]!];
    refuse(field.name, problem + (isMissing(cell) && missing === "refuse" ? HINT : ""));
  });
  const lacks = (i: number, cell: unknown) => isMissing(cell) && fields[i]!.knows?.(cell) !== true;
  const fill = (row: TableRow): boolean => {
    let gaps = 0;
    for (let i = 0; i < fields.length; i++) {
      if (!lacks(i, row.cells[places[i]!])) continue;
      if (missing === "drop" || i >= inputs || !known) return false;
      gaps++;
    }
    filled += gaps;
    return true;
  };
  return {
    read(row) {
      current = row;
      if (row.before !== undefined && row.before !== "blank") known = false;
      if (missing !== "refuse" && !fill(row)) {
        dropped++;
        return undefined;
      }
      for (let i = 0; i < fields.length; i++) {
        const cell = row.cells[places[i]!];
        if (missing === "previous" && lacks(i, cell)) continue;
        numbers[i] = fields[i]!.read(cell, row.values, refusals[i]!);
      }
      known = true;
      return numbers;
    },
    refuse,
    dropped: () => dropped,
    told: () => [
      ...(dropped > 0 ? [`${counted(dropped, "row")} without a value left out`] : []),
      ...(filled > 0 ? [`${counted(filled, "value")} filled with the one before`] : []),
    ],
  };
}
