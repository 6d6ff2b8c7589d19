import { type CsvError, parse } from "csv-parse/sync";
import { shown, UserError } from "../errors.js";
import { columnName } from "../network/network-file.js";
import { isLabel } from "./labels.js";

/** Readings of a data file, checked: every value is finite in float32, every label is 0 or 1. */
export interface Readings {
  /** (count, inputs), row by row */
  readonly values: Float32Array;
  /** (count, outputs), row by row; empty when the data has no labels */
  readonly labels: Float32Array;
  readonly count: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** The columns to read, in the network's order; names are unique as {@link columnName} has them. */
export interface ReadingColumns {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface ReadingOptions {
  /** what to call the file in an error */
  readonly source: string;
  readonly format: "csv" | "jsonl";
  /** false: label columns may be missing and are not read; `labels` is empty and `outputs` is 0 */
  readonly labelled: boolean;
}

/** Decimal or exponent notation. Each character can match in one way only, so matching is linear. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const A_NUMBER = "a finite decimal number such as 21.5 or 2.15e1";
const A_LABEL = "the label 0 or 1";

/** One column of the network: what it is called and where its value goes. */
interface Column {
  readonly name: string;
  readonly label: boolean;
}

/** Throws the UserError for what stands at a place of the file. Lines count from 1. */
type Refuse = (line: number, column: string | undefined, problem: string) => never;

/**
 * Reads the text of a data file: CSV with a header (columns in any order, others ignored), or JSON lines (one object a
 * line). Blank lines are passed over, except between the rows of a CSV file with one column, where such a line is an
 * empty cell.
 * @param text without or with a byte order mark; lines end in LF, CRLF or CR (JSON lines: LF or CRLF)
 * @throws UserError naming source, line (where the row begins), column, what was got and what was expected
 */
export function parseReadings(
  text: string,
  columns: ReadingColumns,
  options: ReadingOptions,
): Readings {
  const outputs = options.labelled ? columns.outputs : [];
  const wanted = [
    ...columns.inputs.map((name) => ({ name: columnName(name), label: false })),
    ...outputs.map((name) => ({ name: columnName(name), label: true })),
  ];
  expectUnique([...columns.inputs, ...columns.outputs]);
  const refuse: Refuse = (line, column, problem) => {
    const place = column === undefined ? "" : ` column ${JSON.stringify(column)}:`;
    throw new UserError(`${options.source}: line ${line}:${place} ${problem}`);
  };
  const body = text.replace(/^\uFEFF/, "");
  const nul = body.indexOf("\0");
  if (nul >= 0) {
    refuse(
      lineAt(body, nul),
      undefined,
      "got a NUL byte, expected UTF-8 text; is this a data file?",
    );
  }
  const table = growingTable(columns.inputs.length, outputs.length);
  (options.format === "csv" ? readCsv : readJsonLines)(body, wanted, refuse, table.push);
  return table.finish();
}

/** A column that is read twice would give a label away to the inputs. */
function expectUnique(names: readonly string[]): void {
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(columnName(name)).size);
  if (twice === undefined) return;
  throw new UserError(
    `columns: got ${shown(twice)} twice, expected names that differ in more than white space around them`,
  );
}

function readCsv(text: string, wanted: readonly Column[], refuse: Refuse, push: Push): void {
  const bytes = new TextEncoder().encode(text);
  let start = 0; // byte at which the current record begins
  let blank = -1; // byte of a blank line in a file of one column, which only later rows make a fault
  let rows = 0;
  let headerAt = 0;
  let header: string[] | undefined;
  let places: number[] = [];
  const lineOf = (byte: number) => {
    const before = new TextDecoder().decode(bytes.subarray(0, byte));
    return lineAt(before, before.length);
  };
  const onRecord = (cells: string[], end: number): void => {
    if (cells.length === 1 && cells[0] === "") {
      if (header?.length === 1 && blank < 0) blank = start;
    } else if (header === undefined) {
      headerAt = start;
      header = cells.map(columnName);
      places = findColumns(header, wanted, (column, problem) =>
        refuse(lineOf(start), column, problem),
      );
    } else {
      if (blank >= 0) readCell("", wanted[0]!, (got) => refuse(lineOf(blank), header?.[0], got));
      checkWidth(cells, header, (column, problem) => refuse(lineOf(start), column, problem));
      wanted.forEach((column, i) => {
        const refuseCell = (problem: string) => refuse(lineOf(start), column.name, problem);
        push(readCell(cells[places[i]!]!, column, refuseCell));
      });
      rows++;
    }
    start = end;
  };
  try {
    parse(bytes, {
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true, // rows are measured against the header in onRecord
      trim: true,
      on_record: (cells: string[], info) => {
        onRecord(cells, info.bytes);
        return null; // csv-parse then keeps nothing of the record
      },
    });
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code, column } = error as CsvError & { column?: unknown };
    refuse(lineOf(start), header?.[Number(column)], describeCsvError(String(code)));
  }
  if (header === undefined) {
    refuse(1, undefined, `got an empty file, expected a header with ${list(names(wanted))}`);
  } else if (rows === 0) {
    refuse(
      lineOf(headerAt),
      undefined,
      "got a header without rows, expected at least one row under it",
    );
  }
}

/** Where in a row each wanted column stands. Only a column that is read has to be unique. */
function findColumns(
  header: readonly string[],
  wanted: readonly Column[],
  refuse: (column: string, problem: string) => never,
): number[] {
  return wanted.map(({ name }) => {
    const place = header.indexOf(name);
    if (place < 0) {
      const one = header.length === 1 && /[;\t]/.test(header[0]!);
      const hint = one ? "; columns are separated by commas" : "";
      refuse(
        name,
        `got no such column, expected it among the file's columns ${list(header)}${hint}`,
      );
    }
    if (header.indexOf(name, place + 1) >= 0) {
      refuse(name, "got the column twice in the header, expected it once");
    }
    return place;
  });
}

function checkWidth(
  cells: readonly string[],
  header: readonly string[],
  refuse: (column: string | undefined, problem: string) => never,
): void {
  if (cells.length === header.length) return;
  const got = `got ${cells.length} cell${cells.length === 1 ? "" : "s"}`;
  const firstMissing = header[cells.length];
  refuse(firstMissing, `${got}, expected ${header.length}, one for each column of the header`);
}

function describeCsvError(code: string): string {
  switch (code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return "got a quoted cell that never ends, expected a closing quotation mark";
    case "CSV_INVALID_CLOSING_QUOTE":
    case "CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE":
      return 'got more text behind a quoted cell, expected a comma or the end of the line; a quotation mark within is written ""';
    case "INVALID_OPENING_QUOTE":
      return "got a quotation mark in the middle of a cell, expected quotation marks around the whole cell";
    default:
      return `got text that is not CSV (${code}), expected cells separated by commas`;
  }
}

function readCell(cell: string, column: Column, refuse: (problem: string) => never): number {
  const text = cell.trim();
  const expected = column.label ? A_LABEL : A_NUMBER;
  if (text === "") return refuse(`got an empty cell, expected ${expected}`);
  if (!DECIMAL.test(text)) return refuse(`got ${shown(text)}, expected ${expected}`);
  return checkNumber(Number(text), text, column, refuse);
}

function readJsonLines(text: string, wanted: readonly Column[], refuse: Refuse, push: Push): void {
  let rows = 0;
  const nameOf = remembered(columnName);
  const known = new Set(names(wanted));
  for (let line = 1, from = 0; from < text.length; line++) {
    const newline = text.indexOf("\n", from);
    const to = newline < 0 ? text.length : newline;
    const row = text.slice(from, to).trim();
    from = to + 1;
    if (row === "") continue;
    const record = parseObject(row, (problem) => refuse(line, undefined, problem));
    const fields = fieldsOf(record, known, nameOf, (name) =>
      refuse(line, name, "got the field twice in one object, expected it once"),
    );
    for (const column of wanted) {
      push(readField(fields, column, (problem) => refuse(line, column.name, problem)));
    }
    rows++;
  }
  if (rows === 0) {
    const fields = list(names(wanted));
    refuse(1, undefined, `got an empty file, expected one JSON object a line with ${fields}`);
  }
}

function parseObject(row: string, refuse: (problem: string) => never): Record<string, unknown> {
  const expected = 'expected one JSON object a line, like {"temperature": 21.5}';
  let value: unknown;
  try {
    value = JSON.parse(row);
  } catch {
    return refuse(`got ${shown(row)}, which is not JSON, ${expected}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refuse(`got ${shownJson(value)}, ${expected}`);
  }
  return value as Record<string, unknown>;
}

/** An object's values by the names of columns. Only a field that is read has to be there once. */
function fieldsOf(
  record: Record<string, unknown>,
  wanted: ReadonlySet<string>,
  nameOf: (key: string) => string,
  refuse: (name: string) => never,
): ReadonlyMap<string, unknown> {
  const fields = new Map<string, unknown>();
  for (const key of Object.keys(record)) {
    const name = nameOf(key);
    if (wanted.has(name) && fields.has(name)) refuse(name);
    fields.set(name, record[key]);
  }
  return fields;
}

/** Distinct texts whose results a reader remembers: the same keys come in each line. */
const MOST_REMEMBERED = 10_000;

function remembered(work: (text: string) => string): (text: string) => string {
  const results = new Map<string, string>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = work(text);
    if (results.size < MOST_REMEMBERED) results.set(text, result);
    return result;
  };
}

function readField(
  fields: ReadonlyMap<string, unknown>,
  column: Column,
  refuse: (problem: string) => never,
): number {
  const expected = column.label ? A_LABEL : A_NUMBER;
  if (!fields.has(column.name)) {
    const there = list([...fields.keys()]);
    return refuse(`got no such field, expected ${expected}; the object has the fields ${there}`);
  }
  const value = fields.get(column.name);
  if (typeof value !== "number") return refuse(`got ${shownJson(value)}, expected ${expected}`);
  return checkNumber(value, value, column, refuse);
}

/** Rounds to float32 and checks what came of it; `got` is what an error shows. */
function checkNumber(
  number: number,
  got: unknown,
  column: Column,
  refuse: (problem: string) => never,
): number {
  if (column.label) {
    if (isLabel(number)) return Math.abs(number); // −0 is the label 0
    return refuse(`got ${shown(got)}, expected ${A_LABEL}`);
  }
  const value = Math.fround(number);
  if (Number.isFinite(value)) return value;
  return refuse(
    `got ${shown(got)}, expected a number within float32, from -3.4028235e38 to 3.4028235e38`,
  );
}

/** Takes the next number: the inputs of a row, then its labels. */
type Push = (value: number) => void;

/** Collects rows of (inputs + outputs) numbers in float32 arrays that double when they are full. */
function growingTable(inputs: number, outputs: number): { push: Push; finish: () => Readings } {
  const width = inputs + outputs;
  let numbers = new Float32Array(1024);
  let length = 0;
  const push = (value: number): void => {
    if (length === numbers.length) {
      const larger = new Float32Array(2 * length);
      larger.set(numbers);
      numbers = larger;
    }
    numbers[length++] = value;
  };
  const finish = (): Readings => {
    const count = length / width;
    const values = new Float32Array(count * inputs);
    const labels = new Float32Array(count * outputs);
    for (let row = 0; row < count; row++) {
      const at = row * width;
      values.set(numbers.subarray(at, at + inputs), row * inputs);
      labels.set(numbers.subarray(at + inputs, at + width), row * outputs);
    }
    return { values, labels, count, inputs, outputs };
  };
  return { push, finish };
}

/** As {@link shown}, but without walking into lists and objects, which may be nested without limit. */
function shownJson(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" && value !== null ? "an object" : shown(value);
}

function list(items: readonly string[]): string {
  if (items.length === 0) return "(none)";
  const rest = items.length > 10 ? ` and ${items.length - 10} more` : "";
  return items.slice(0, 10).map(shown).join(", ") + rest;
}

const names = (columns: readonly Column[]) => columns.map((column) => column.name);

/** The line, counted from 1, of the character at an index. LF, CRLF and CR each end a line. */
export function lineAt(text: string, index: number): number {
  let line = 1;
  for (let i = 0; i < index; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) line++;
  }
  return line;
}
