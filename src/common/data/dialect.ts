import { columnName } from "../network/network-spec.js";
import { csvRecords } from "./csv-records.js";
import { type Decimal, SEPARATORS, type Separator, type TableOptions } from "./data-file.js";
import { decimalOf } from "./decimal.js";
import { firstRowIs, isValue } from "./first-row.js";
import { list, type Refuse, refuserOf } from "./refusal.js";
import { type Extra, endInSeparator, extraCell, isInFront } from "./row-names.js";
import { separatorsThatFit } from "./separator.js";

/** How a CSV file is written. */
export interface Dialect {
  readonly separator: Separator;
  /** undefined while no number tells */
  readonly decimal: Decimal | undefined;
  /** the byte at which the rows begin, behind a "sep=" line */
  readonly start: number;
  readonly header: readonly string[] | undefined;
  /** whether the header is the last comment before the rows */
  readonly commented: boolean;
  /** what each row has more than the header: an empty last cell, or a number or name of its own in front */
  readonly extra: Extra;
  readonly said: readonly string[];
}

/** Bytes of a file by which its dialect is recognised. */
const HEAD = 65_536;

/** Rows by which it is recognised. */
const ROWS = 200;

/** Recognises how a CSV file is written, by its first rows. */
export function dialectOf(name: string, bytes: Uint8Array, options: TableOptions): Dialect {
  const refuse = refuserOf(name);
  const first = firstLine(bytes);
  const sep = /^"?sep=(.)"?\s*$/i.exec(first.text)?.[1] as Separator | undefined;
  if (sep !== undefined && !SEPARATORS.includes(sep)) {
    refuse(
      1,
      undefined,
      `got the separator ${JSON.stringify(sep)}, expected a comma, semicolon, tab, space or |`,
    );
  }
  const start = sep === undefined ? 0 : first.end;
  const head = headOf(bytes, start);
  const sampled = new Map<Separator, string[][]>();
  const separator = options.separator ?? sep ?? separatorOf(head, sampled, options.decimal, refuse);
  const rows = sampled.get(separator) ?? sampleRows(head, separator);
  const names = headerOf(head, rows, separator, options, refuse, sep === undefined ? 0 : 1);
  const body = names.inRows ? rows.slice(1) : rows;
  const decimal = options.decimal ?? decimalOf(body);
  const extra = extraCell(names.header, body, separator, head.text);
  const said = [
    ...(sep === undefined ? [] : ["a line that names the separator"]),
    `separated by ${SEPARATOR_NAMES[separator]}`,
    ...(decimal === "," ? ["decimal commas"] : []),
    names.commented ? "header in a comment" : names.header ? "with a header" : "without a header",
    ...(head.text.match(/^#/m) ? ["comments passed over"] : []),
    ...(isInFront(extra) ? [`${extra} without a header passed over`] : []),
    ...(extra === "trailing" ? ["rows that end in a separator"] : []),
  ];
  return { separator, decimal, start, ...names, extra, said };
}

const SEPARATOR_NAMES: Readonly<Record<Separator, string>> = {
  ",": "commas",
  ";": "semicolons",
  "\t": "tabs",
  "|": "|",
  " ": "spaces",
};

function firstLine(bytes: Uint8Array): { text: string; end: number } {
  const end = bytes.subarray(0, HEAD).findIndex((byte) => byte === 10 || byte === 13);
  if (end < 0) return { text: "", end: 0 };
  const next = bytes[end] === 13 && bytes[end + 1] === 10 ? end + 2 : end + 1;
  return { text: new TextDecoder().decode(bytes.subarray(0, end)), end: next };
}

interface Head {
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** The first whole lines of a file. */
function headOf(all: Uint8Array, start: number): Head {
  const rest = all.subarray(start);
  const newline = Math.max(rest.lastIndexOf(10, HEAD), rest.lastIndexOf(13, HEAD));
  const bytes = rest.length > HEAD && newline >= 0 ? rest.subarray(0, newline + 1) : rest;
  return { bytes, text: new TextDecoder().decode(bytes) };
}

/**
 * The first rows of a file that are not blank; what is wrong with them is told when they are read.
 * @param least cells of the first row: with fewer no more are looked at
 */
function sampleRows({ bytes }: Head, separator: Separator, least = 1): string[][] {
  const rows: string[][] = [];
  const ENOUGH = new Error("enough rows");
  try {
    csvRecords(bytes, separator, (cells) => {
      if (cells.length > 1 || cells[0] !== "") rows.push(cells);
      if (rows.length >= ROWS || (rows[0] && rows[0].length < least)) throw ENOUGH;
    });
  } catch (error) {
    if (error !== ENOUGH) throw error;
  }
  return rows;
}

/** @param sampled takes the rows as each separator cuts them that was tried */
function separatorOf(
  head: Head,
  sampled: Map<Separator, string[][]>,
  decimal: Decimal | undefined,
  refuse: Refuse,
): Separator {
  const fitting = separatorsThatFit((separator) => {
    // One that does not cut the first row fits none.
    const rows = sampleRows(head, separator, 2);
    if (rows[0] && rows[0].length > 1) sampled.set(separator, rows);
    return rows;
  });
  const [best, other] = fitting;
  if (best === undefined) return decimal === "," ? ";" : ",";
  if (other !== undefined) {
    refuse(
      1,
      undefined,
      `got columns that may be separated by ${SEPARATOR_NAMES[best]} or by ${SEPARATOR_NAMES[other]}, expected one way to read them; say --separator ${JSON.stringify(best)} or --separator ${JSON.stringify(other)}`,
    );
  }
  return best;
}

/**
 * The names of the columns: the first row, unless that is a reading; then the last comment before it, if there is one.
 * @param before lines before the head
 */
function headerOf(
  head: Head,
  rows: readonly string[][],
  separator: Separator,
  { header, namesFor }: TableOptions,
  refuse: Refuse,
  before: number,
): { header: readonly string[] | undefined; commented: boolean; inRows: boolean } {
  const [first] = rows;
  if (first === undefined) return { header: undefined, commented: false, inRows: false };
  const values = first.some(isValue);
  if (header === undefined && values) {
    const width = first.length - (endInSeparator(rows) ? 1 : 0);
    const names = commentedNames(head, separator);
    if (names?.length === width && areNames(names, separator, namesFor?.(width))) {
      return { header: names, commented: true, inRows: false };
    }
  }
  const is = header === undefined ? firstRowIs(first, rows.slice(1), namesFor?.(first.length)) : "";
  if (is === "either") {
    refuse(
      before + lineOfFirstRow(head),
      undefined,
      `got ${list(first)}, which may be the names of the columns or a reading already, expected one way to read it; say --header or --no-header`,
    );
  }
  return (header ?? is === "header")
    ? { header: first, commented: false, inRows: true }
    : { header: undefined, commented: false, inRows: false };
}

/** The first line that is neither blank nor a comment. */
const lineOfFirstRow = ({ text }: Head): number =>
  1 + text.split(/\r\n|\n|\r/).findIndex((line) => line.trim() !== "" && !line.startsWith("#"));

/** Whether the words of a comment name columns: the ones looked for, or where nobody knows those, words that no spaces separate. */
function areNames(
  names: readonly string[],
  separator: Separator,
  wanted: readonly string[] | undefined,
): boolean {
  if (names.some((name) => name === "" || isValue(name))) return false;
  const known = new Set(wanted?.map(columnName));
  return wanted ? names.some((name) => known.has(columnName(name))) : separator !== " ";
}

/** The last comment before the first row, as names. */
function commentedNames({ text }: Head, separator: Separator): readonly string[] | undefined {
  const lines = text.split(/\r\n|\n|\r/).map((line) => line.trim());
  const before = lines.slice(
    0,
    lines.findIndex((line) => line !== "" && !line.startsWith("#")),
  );
  const comment = before.filter((line) => line !== "").at(-1);
  if (comment === undefined) return undefined;
  const bytes = new TextEncoder().encode(comment.replace(/^#+\s*/, ""));
  return sampleRows({ bytes, text: "" }, separator)[0];
}
