import { type CsvError, parse } from "csv-parse/sync";
import { UserError } from "../errors.js";
import { columnName } from "../network/network-spec.js";
import { type Field, fieldsOf } from "./data-columns.js";
import { CSV_VALUES } from "./data-values.js";
import type { RowTaker } from "./readings.js";
import { lineAt, list, type Refuse } from "./refusal.js";

/** Reads CSV with a header, row by row. */
export function readCsv(text: string, rows: RowTaker, refuse: Refuse): void {
  const bytes = new TextEncoder().encode(text);
  let start = 0; // byte at which the current record begins
  let blank = -1; // byte of a blank line in a file of one column, which only later rows make a fault
  let count = 0;
  let headerAt = 0;
  let header: string[] | undefined;
  let fields: readonly Field[] = [];
  let places: readonly number[] = [];
  let numbers = new Float64Array();
  const lineOf = (byte: number) => {
    const before = new TextDecoder().decode(bytes.subarray(0, byte));
    return lineAt(before, before.length);
  };
  const refuseHere = (column: string | undefined, problem: string) =>
    refuse(lineOf(start), column, problem);
  const onRecord = (cells: string[], end: number): void => {
    if (cells.length === 1 && cells[0] === "") {
      if (header?.length === 1 && blank < 0) blank = start;
    } else if (header === undefined) {
      headerAt = start;
      const names = cells.map(columnName);
      header = names;
      fields = fieldsOf(rows.form((name) => names.includes(name)));
      places = findColumns(header, fields, refuseHere);
      numbers = new Float64Array(fields.length);
    } else {
      if (blank >= 0) {
        const [only] = fields;
        only?.read("", CSV_VALUES, (got) => refuse(lineOf(blank), header?.[0], got));
      }
      checkWidth(cells, header, refuseHere);
      for (const [i, field] of fields.entries()) {
        numbers[i] = field.read(cells[places[i]!]!, CSV_VALUES, (problem) =>
          refuseHere(field.name, problem),
        );
      }
      rows.take(numbers, refuseHere);
      count++;
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
    const names = fieldsOf(rows.form(() => false)).map(({ name }) => name);
    refuse(1, undefined, `got an empty file, expected a header with ${list(names)}`);
  } else if (count === 0) {
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
  fields: readonly Field[],
  refuse: (column: string, problem: string) => never,
): number[] {
  return fields.map(({ name, instead }) => {
    const place = header.indexOf(name);
    if (place < 0) {
      const one = header.length === 1 && /[;\t]/.test(header[0]!);
      const hint = one ? "; columns are separated by commas" : "";
      refuse(
        name,
        `got no such column, expected it${instead ? `, or ${instead},` : ""} among the file's columns ${list(header)}${hint}`,
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
