import { UserError } from "../errors.js";
import { columnName } from "../network/network-spec.js";
import { count, counted } from "../text.js";
import { csvFile } from "./csv-file.js";
import type { Before, DataFile, TableOptions } from "./data-file.js";
import type { DataValues } from "./data-values.js";
import { decode } from "./decode.js";
import type { FileTable } from "./file-table.js";
import { jsonFile, looksLikeJson } from "./json-file.js";
import { labelOfFile } from "./names.js";
import { list } from "./refusal.js";

export type { Before, DataFile, Decimal, Encoding, Separator, TableOptions } from "./data-file.js";
export type { DataValues } from "./data-values.js";

/** The rows of one or several data files, which a network knows nothing of yet. */
export interface Table {
  /** names without white space around them, composed (NFC), in the order of the first file; a unit stays in the name */
  readonly columns: readonly string[];
  /** what was recognised, in words */
  readonly said: readonly string[];
  /** the first file, whether it names its columns, and the line in it with their names or the first row */
  readonly header: { readonly file: string; readonly named: boolean; readonly line: number };
  /** of the first file */
  readonly form: "csv" | "json";
  /** Reads the rows, anew each time. Throws a UserError that names file, line and column for what is no row. */
  eachRow(take: (row: TableRow) => void): void;
}

/** A row of a table. */
export interface TableRow {
  /** in the order of the table's columns: texts of CSV, values of JSON; undefined where an object has no such field */
  readonly cells: readonly unknown[];
  readonly file: string;
  /** on which the row begins, counted from 1; counted when it is asked for, and quickly for one row after the other */
  readonly line: number;
  /** what stands between the row and the one before it */
  readonly before: Before | undefined;
  /** how numbers are written in this file */
  readonly values: DataValues;
}

/**
 * Reads data files as one table. How each is written is recognised, as far as the options do not say it.
 * @param files at least one; gzip is undone before, by uncompressed()
 * @throws UserError when a file is empty or no text, can be read in several ways, or has other columns than the first
 */
export function readTable(files: readonly DataFile[], options: TableOptions = {}): Table {
  const tables = files.map((file) => labelled(file, fileTable(file, options), options));
  const [first] = tables;
  if (first === undefined) throw new UserError("readings: got no file, expected at least one");
  const places = tables.map((table, i) => placesIn(files[i]!.name, table, first));
  return {
    columns: first.columns,
    said: saidOf(tables, options),
    header: { file: files[0]!.name, named: first.named, line: first.firstLine },
    form: first.form,
    eachRow(take) {
      for (const [i, { name }] of files.entries()) {
        const table = tables[i]!;
        const place = places[i];
        table.each((cells, line, before) =>
          take(rowOf(name, table, place ? place.map((at) => cells[at]) : cells, line, before)),
        );
      }
    },
  };
}

/** A row as it is handed out. */
export const rowOf = (
  file: string,
  { values }: FileTable,
  cells: readonly unknown[],
  line: () => number,
  before: Before | undefined,
): TableRow => ({
  cells,
  file,
  get line() {
    return line();
  },
  before,
  values,
});

/** What was recognised, in one line: CSV, UTF-16LE, separated by tabs, with a header. */
export const describeTable = ({ said }: Pick<Table, "said">): string => said.join(", ");

const ENCODING_NAMES = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16LE",
  "utf-16be": "UTF-16BE",
  "windows-1252": "not UTF-8 but Windows-1252 (Latin-1)",
} as const;

export function fileTable(file: DataFile, options: TableOptions): FileTable {
  const { bytes, encoding } = decode(file, options.encoding);
  const read = looksLikeJson(bytes) ? jsonFile : csvFile;
  const table = read(file.name, bytes, options);
  const [form = "", ...said] = table.said;
  const not8 = encoding === "utf-8" ? [] : [ENCODING_NAMES[encoding]];
  return { ...table, said: [form, ...not8, ...said] };
}

/** The table with a column more, if labels come from the names of files. */
function labelled(file: DataFile, table: FileTable, options: TableOptions): FileTable {
  const { labelFrom, labelColumn = "label" } = options;
  if (labelFrom === undefined) return table;
  const column = columnName(labelColumn);
  const label = labelOfFile(file.name, labelFrom);
  if (label === undefined) {
    throw new UserError(
      `${file.name}: got no label in the name of its ${labelFrom === "name" ? "file" : "folder"}, expected one for --label-from ${labelFrom}; name it after its class`,
    );
  }
  if (table.columns.includes(column)) {
    throw new UserError(
      `${file.name}: got a column ${JSON.stringify(column)} and --label-from ${labelFrom}, expected labels from one of both; leave the option out`,
    );
  }
  return {
    ...table,
    columns: [...table.columns, column],
    each: (take) => table.each((cells, line, before) => take([...cells, label], line, before)),
    more() {},
  };
}

/** Where the columns of the first file are in another one; undefined when they are at the same places. */
function placesIn(name: string, table: FileTable, first: FileTable): number[] | undefined {
  const { columns } = table;
  const same = columns.length === first.columns.length;
  if (same && columns.every((column, i) => column === first.columns[i])) return undefined;
  const missing = first.columns.find((column) => column !== "" && !columns.includes(column));
  const more = columns.find((column) => column !== "" && !first.columns.includes(column));
  if (missing !== undefined || more !== undefined) {
    throw new UserError(
      `${name}: got the columns ${list(columns)}, expected those of the first file: ${list(first.columns)}; leave the file out or name its columns alike`,
    );
  }
  const taken = new Map<string, number>();
  return first.columns.map((column) => {
    const at = columns.indexOf(column, taken.get(column) ?? 0);
    taken.set(column, at + 1);
    return at;
  });
}

function saidOf(tables: readonly FileTable[], { labelFrom }: TableOptions): readonly string[] {
  const said = [...new Set(tables.map(({ said }) => said.join(", ")))];
  const many = tables.length > 1 ? [`${count(tables.length)} files`] : [];
  const one = said.length === 1 ? tables[0]!.said : [said.join("; ")];
  const labels = labelFrom === undefined ? [] : [labelsSaid(tables, labelFrom)];
  return [...many, ...one, ...labels];
}

function labelsSaid(tables: readonly FileTable[], from: "name" | "folder"): string {
  return `labels from the ${from === "name" ? "names" : "folders"} of ${counted(tables.length, "file")}`;
}
