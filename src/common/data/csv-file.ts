import { columnName } from "../network/network-spec.js";
import { counted } from "../text.js";
import { csvRecords } from "./csv-records.js";
import type { Before, TableOptions } from "./data-file.js";
import { csvValues } from "./data-values.js";
import { type Dialect, dialectOf } from "./dialect.js";
import type { FileTable } from "./file-table.js";
import { lineAt, linesIn, type Refuse, refuserOf } from "./refusal.js";
import { isInFront } from "./row-names.js";

/** The table of a CSV file. */
export function csvFile(name: string, bytes: Uint8Array, options: TableOptions): FileTable {
  const refuse = refuserOf(name);
  const dialect = dialectOf(name, bytes, options);
  const columns = columnsOf(name, bytes, dialect, options);
  return {
    form: "csv",
    columns,
    named: dialect.header !== undefined,
    firstLine: firstLineOf(bytes, dialect),
    said: ["CSV", ...dialect.said],
    values: csvValues(dialect.decimal),
    each: (take) => eachRow(bytes, dialect, columns, refuse, take),
    more: (later, lines, take) =>
      eachRow(later, { ...dialect, start: 0 }, columns, refuse, take, lines),
  };
}

/** What the columns are called. Of a file that holds no row the reading tells what is wrong. */
function columnsOf(
  name: string,
  bytes: Uint8Array,
  dialect: Dialect,
  options: TableOptions,
): readonly string[] {
  const { header, separator, start, extra } = dialect;
  if (header) return header.map(columnName);
  let width = 0;
  const ENOUGH = new Error("the first row");
  try {
    const fault = csvRecords(bytes.subarray(start), separator, (cells) => {
      if (cells.length === 1 && cells[0] === "") return;
      width = cells.length - (extra === "trailing" ? 1 : 0);
      throw ENOUGH;
    });
    if (fault) refuserOf(name)(firstLineOf(bytes, dialect), undefined, fault.problem);
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
  if (width === 0) {
    refuserOf(name)(1, undefined, "got an empty file, expected rows of readings under a header");
  }
  const names = options.namesFor?.(width);
  return names?.length === width
    ? names
    : Array.from({ length: width }, (_, i) => `column ${i + 1}`);
}

/** The first line that is not blank, or the last comment before it if that is the header. */
function firstLineOf(bytes: Uint8Array, { start, commented }: Dialect): number {
  let at = start;
  for (let byte = bytes[at]; byte !== undefined; byte = bytes[at]) {
    const next = byte === 35 ? behindComments(bytes, at) : at + 1;
    if (byte > 32 && byte !== 35) break;
    at = next;
  }
  return lineAt(bytes, at) - (commented ? 1 : 0);
}

type Take = Parameters<FileTable["each"]>[0];

/**
 * Reads row after row; measures each against the header.
 * @param lines before the bytes, when those are not the file's first ones
 */
function eachRow(
  all: Uint8Array,
  dialect: Dialect,
  columns: readonly string[],
  refuse: Refuse,
  take: Take,
  lines?: number,
): void {
  const { header, extra, commented } = dialect;
  const bytes = all.subarray(dialect.start);
  const widths = widthsOf(dialect, columns);
  const first = isInFront(extra) ? 1 : 0;
  let start = 0; // byte at which the current record begins, or comments before it
  let waiting = header !== undefined && !commented && lines === undefined; // for the header
  let before: Before | undefined = lines === undefined ? "file" : undefined;
  const blanks: number[] = []; // bytes of blank lines in a file of one column, which only later rows make cells
  let count = 0;
  const lineIn = linesIn(all);
  const lineOf = (byte: number) =>
    (lines ?? 0) + lineIn(dialect.start + behindComments(bytes, byte));
  const isHeader = (cells: readonly string[]) =>
    header !== undefined &&
    cells.length === header.length &&
    columnName(cells[0]!) === columns[0] &&
    cells.every((cell, i) => columnName(cell) === columns[i]);
  const give = (cells: readonly string[], at: number) => {
    take(cells, () => lineOf(at), before);
    before = undefined;
    count++;
  };
  const fault = csvRecords(bytes, dialect.separator, (cells, end) => {
    const at = start;
    start = end;
    if (cells.length === 1 && cells[0] === "") {
      if (columns.length === 1 && count > 0) blanks.push(at);
      else before ??= "blank";
    } else if (waiting) {
      waiting = false;
    } else if (isHeader(cells)) {
      if (count > 0 || lines !== undefined) before = "header";
    } else {
      for (const blank of blanks.splice(0)) give([""], blank);
      if (!widths.includes(cells.length)) {
        refuse(lineOf(at), columns[cells.length], describeWidth(cells, dialect, columns, count));
      }
      if (extra === "trailing" && cells.at(-1) !== "") {
        refuse(lineOf(at), undefined, describeWidth(cells, dialect, columns, count));
      }
      give(extra === "none" ? cells : cells.slice(first, first + columns.length), at);
    }
  });
  if (fault) refuse(lineOf(start), columns[fault.column], fault.problem);
  if (count === 0 && lines === undefined) {
    refuse(
      firstLineOf(all, dialect),
      undefined,
      "got a header without rows, expected at least one row under it",
    );
  }
}

/** How many cells a row may have. A header that ends in a separator has a column too many, which has no name. */
function widthsOf({ extra }: Dialect, columns: readonly string[]): readonly number[] {
  const width = columns.length;
  if (extra !== "none") return [width + 1];
  return width > 1 && columns.at(-1) === "" ? [width, width - 1] : [width];
}

function describeWidth(
  cells: readonly string[],
  { header, extra, separator }: Dialect,
  columns: readonly string[],
  before: number,
): string {
  const expected = columns.length + (extra === "none" ? 0 : 1);
  const of = header ? "each column of the header" : "each column of the first row";
  const more =
    extra === "none"
      ? ""
      : `, and ${extra === "trailing" ? "an empty one behind them" : `a ${extra === "row names" ? "name" : "number"} of the row before them`}`;
  const first = cells.length > expected && before === 0;
  const named = first && cells.length === expected + 1 && header;
  const hint = [
    ...(named
      ? ["; if each row begins with a number or name of its own, name that column too"]
      : []),
    ...(first && separator === ","
      ? ["; if commas are decimal marks, say --separator and --decimal ,"]
      : []),
  ].join("");
  return `got ${counted(cells.length, "cell")}, expected ${expected}, one for ${of}${more}${hint}`;
}

/** The byte behind the comments that begin at a byte. */
function behindComments(bytes: Uint8Array, byte: number): number {
  let at = byte;
  while (bytes[at] === 35) {
    while (at < bytes.length && bytes[at] !== 10 && bytes[at] !== 13) at++;
    at += bytes[at] === 13 && bytes[at + 1] === 10 ? 2 : 1;
  }
  return Math.min(at, bytes.length);
}
