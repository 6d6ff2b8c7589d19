import { type CsvError, parse } from "csv-parse/sync";
import type { Separator } from "./data-file.js";

/** What is wrong with a file as CSV. */
export interface CsvFault {
  readonly problem: string;
  /** the number of the cell in its row, from 0 */
  readonly column: number;
}

/**
 * Cuts CSV into records and cells, without the white space around them; lines that begin with # are passed over, and a
 * blank line is a record of one empty cell.
 * @param bytes UTF-8
 * @param take gets the cells of each, and the number of the byte behind it; true ends the reading
 * @returns what is wrong, if something is
 */
export function csvRecords(
  bytes: Uint8Array,
  separator: Separator,
  take: (cells: string[], end: number) => void,
): CsvFault | undefined {
  const spaces = separator === " ";
  let thrown: { readonly error: unknown } | undefined;
  const onRecord = (cells: string[], info: { readonly bytes: number }): null => {
    try {
      take(spaces ? withoutRuns(cells) : cells, info.bytes);
    } catch (error) {
      thrown = { error };
      throw error;
    }
    return null; // csv-parse then keeps nothing of the record
  };
  try {
    parse(bytes, {
      delimiter: spaces ? [" ", "\t"] : separator,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true, // rows are measured against the header
      trim: true,
      comment: "#",
      comment_no_infix: true,
      on_record: onRecord,
    });
    return undefined;
  } catch (error) {
    if (thrown) throw thrown.error;
    const { code, column } = error as CsvError & { readonly column?: unknown };
    return { problem: describeCsvError(String(code)), column: Number(column) };
  }
}

/** Columns that spaces align have several between them. */
function withoutRuns(cells: string[]): string[] {
  const some = cells.filter((cell) => cell !== "");
  return some.length === 0 ? [""] : some;
}

function describeCsvError(code: string): string {
  switch (code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return "got a quoted cell that never ends, expected a closing quotation mark";
    case "CSV_INVALID_CLOSING_QUOTE":
    case "CSV_NON_TRIMABLE_CHAR_AFTER_CLOSING_QUOTE":
      return 'got more text behind a quoted cell, expected a separator or the end of the line; a quotation mark within is written ""';
    case "INVALID_OPENING_QUOTE":
      return "got a quotation mark in the middle of a cell, expected quotation marks around the whole cell";
    default:
      return `got text that is not CSV (${code}), expected cells and separators between them`;
  }
}
