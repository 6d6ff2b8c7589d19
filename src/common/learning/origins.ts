import type { TableRow } from "../data/table.js";
import { growing } from "./growing.js";

/** Where readings stood in the data, when they are not simply all rows of one file. */
export interface Origins {
  /** (count) the row of each, from 0, counted through all files and with those that were left out */
  readonly rows: Uint32Array;
  /** the files, each with the number of its first row */
  readonly files: readonly { readonly name: string; readonly first: number }[];
}

/** Takes down which rows become readings. */
export function originsReader() {
  const rows = growing(Uint32Array);
  const files: { name: string; first: number }[] = [];
  let seen = 0;
  let whole = 0; // rows from the first on that are all readings: they need not be taken down
  return {
    note({ file }: TableRow, taken: boolean): void {
      if (file !== files.at(-1)?.name) files.push({ name: file, first: seen });
      if (taken && whole === seen) whole++;
      else if (taken) rows.push(seen);
      seen++;
    },
    /** Nothing where each row of one file is a reading. */
    all(): Origins | undefined {
      if (files.length < 2 && whole === seen) return undefined;
      const all = Uint32Array.from({ length: whole + rows.length }, (_, i) => i);
      all.set(rows.all(), whole);
      return { rows: all, files };
    },
  };
}

/** The row of the data, from 0, in which a reading stood. */
export const rowOf = (origins: Origins | undefined, reading: number): number =>
  origins?.rows[reading] ?? reading;

/** The file, where there are several, and the row in it, from 0, in which a reading stood. */
export function placeOf(
  origins: Origins | undefined,
  reading: number,
): { readonly file?: string; readonly row: number } {
  const row = rowOf(origins, reading);
  if (!origins || origins.files.length < 2) return { row };
  const { name, first } = origins.files.findLast(({ first }) => first <= row)!;
  return { file: name, row: row - first };
}
