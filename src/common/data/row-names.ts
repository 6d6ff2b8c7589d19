import { isMissing } from "./cells.js";
import type { Separator } from "./data-file.js";
import { decimalOf, isNumberish } from "./decimal.js";
import { isDate } from "./times.js";

/** What each row has more than the header: an empty last cell, or a number or name of its own in front. */
export type Extra = "none" | "trailing" | "row numbers" | "row names";

/** Whether it stands before the cells of the header. */
export const isInFront = (extra: Extra): boolean =>
  extra === "row numbers" || extra === "row names";

/** Whether all rows end in a separator. */
export const endInSeparator = (rows: readonly string[][]): boolean =>
  rows.length > 0 && rows.every((cells) => cells.length > 1 && cells.at(-1) === "");

/**
 * What the rows have that the header has not, if all of them have one cell more.
 * @param rows the first ones
 * @param text in which they are, with the header
 */
export function extraCell(
  header: readonly string[] | undefined,
  rows: readonly string[][],
  separator: Separator,
  text: string,
): Extra {
  if (header === undefined) return endInSeparator(rows) ? "trailing" : "none";
  if (header.length < 1 || rows.length === 0) return "none";
  const longer = rows.filter((cells) => cells.length === header.length + 1);
  if (longer[0] !== rows[0] || 2 * longer.length <= rows.length) return "none";
  if (longer.every((cells) => cells.at(-1) === "")) return "trailing";
  if (longer.length < 2 || header.length < 2) return "none";
  if (areCounted(longer, separator)) return "row numbers";
  if (new Set(longer.map(([name]) => name)).size < longer.length) return "none";
  if (areQuotedNames(longer, text)) return "row names";
  const all = rows.every((cells) => longer.includes(cells) || cells.join() === header.join());
  return all && areBareNames(longer, separator) ? "row names" : "none";
}

/**
 * Whether the first cells count the rows from 0 or 1. Of numbers separated by commas a decimal comma could look so too,
 * therefore the second cells must then be no digits alone.
 */
function areCounted(rows: readonly string[][], separator: Separator): boolean {
  const begin = Number(rows[0]![0]);
  if (begin !== 0 && begin !== 1) return false;
  const counted = rows.every((cells, i) => cells[0] === String(begin + i));
  return counted && (separator !== "," || rows.some((cells) => !/^\d*$/.test(cells[1]!)));
}

/**
 * Whether first cells that are all different name the rows, as R writes them: in quotation marks like the header, while
 * numbers beside them have none. A decimal comma cannot look so.
 */
function areQuotedNames(rows: readonly string[][], text: string): boolean {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => !/^(?:\s*$|#)/.test(line));
  const some = lines.slice(0, rows.length + 1);
  const bare = (line: string) => line.replace(/"(?:[^"]|"")*"/g, "");
  const [header, ...others] = some;
  return (
    some.every((line) => line.startsWith('"')) &&
    !/\w/.test(bare(header!)) &&
    others.every((line) => /\d/.test(bare(line)))
  );
}

/**
 * Whether first cells that are all different name the rows, as R writes them without quotation marks: they are no numbers,
 * and nothing else explains why there is a cell more. A date and a time with a space between them are two cells, and so is
 * a number with a comma in it between commas.
 */
function areBareNames(rows: readonly string[][], separator: Separator): boolean {
  const names = rows.map(([name]) => name!);
  if (names.some(isMissing) || names.every(isNumberish)) return false;
  if (separator === " ") return !names.some((name) => isDate(name) || /^[\d.:/-]+$/.test(name));
  return separator !== "," || !rows.every(partOfNumbers(rows));
}

/** Tells rows in which two cells could be one number with a comma, as far as other numbers do not say how those look. */
function partOfNumbers(rows: readonly string[][]): (cells: readonly string[]) => boolean {
  const point = decimalOf(rows) === ".";
  const before = point ? /^[+-]?\d{1,3}$/ : /^[+-]?\d*$/;
  const behind = point ? /^\d{3}(?:\.\d*)?$/ : /^\d+(?:[eE][+-]?\d+)?$/;
  return (cells) =>
    cells.some((cell, i) => i > 0 && before.test(cells[i - 1]!) && behind.test(cell));
}
