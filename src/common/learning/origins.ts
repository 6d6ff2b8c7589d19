import type { TableRow } from "../data/table.js";
import { growing } from "./growing.js";

/** Where readings stood in the data. */
export interface Origins {
  /** (count) the row of each, from 0, counted through all files and with those that were left out */
  readonly rows: Uint32Array;
  /** (count) the line of its file, from 1, on which each begins; nothing where lines do not tell rows apart */
  readonly lines?: Uint32Array;
  /** the files, each with the number of its first row */
  readonly files: readonly { readonly name: string; readonly first: number }[];
}

/** Where a reading stood. */
export interface Place {
  readonly file: string;
  /** in the file, from 0 */
  readonly row: number;
  /** in the file, from 1 */
  readonly line?: number;
}

/** Takes down which rows become readings. */
export function originsReader() {
  const rows = growing(Uint32Array);
  const lines = growing(Uint32Array);
  const files: { name: string; first: number }[] = [];
  let seen = 0;
  let last = 0;
  let apart = true; // whether each row has begun on a line of its own
  return {
    note(row: TableRow, taken: boolean): void {
      const { file } = row;
      if (file !== files.at(-1)?.name || row.before === "file") {
        files.push({ name: file, first: seen });
        last = 0;
      }
      if (taken) {
        const line = apart ? row.line : 0;
        apart &&= line > last;
        last = line;
        rows.push(seen);
        lines.push(line);
      }
      seen++;
    },
    all: (): Origins => ({ rows: rows.all(), ...(apart && { lines: lines.all() }), files }),
  };
}

/** The row of the data, from 0, in which a reading stood. */
export const rowOf = (origins: Origins | undefined, reading: number): number =>
  origins?.rows[reading] ?? reading;

/** Where a reading stood in its file. */
export function placeOf({ rows, lines, files }: Origins, reading: number): Place {
  const row = rows[reading]!;
  const { name, first } = files.findLast((file) => file.first <= row)!;
  return { file: name, row: row - first, ...(lines && { line: lines[reading]! }) };
}

/** Where readings that follow each other stood, in words: "walk.csv: line 12", "walk.csv: lines 3 to 12". */
export function describePlace(origins: Origins, first: number, last = first): string {
  const [from, to] = [placeOf(origins, first), placeOf(origins, last)];
  const [what, a, b] =
    from.line === undefined ? ["row", from.row + 1, to.row + 1] : ["line", from.line, to.line!];
  return a === b ? `${from.file}: ${what} ${a}` : `${from.file}: ${what}s ${a} to ${b}`;
}
