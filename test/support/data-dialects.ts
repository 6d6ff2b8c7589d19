import { gzipSync } from "node:zlib";
import fc from "fast-check";
import type { Decimal, Encoding, Separator, TableOptions } from "../../src/common/data/table.js";

/** A table to be written: what is read of it, and columns of others around that. */
export interface Written {
  /** float32 values of the columns "a" and "b", and a label 0 or 1 */
  readonly rows: readonly { readonly a: number; readonly b: number; readonly y: 0 | 1 }[];
}

/** How it is written as CSV. */
export interface CsvDialect {
  readonly separator: Separator;
  readonly decimal: Decimal;
  readonly encoding: Encoding;
  readonly mark: boolean;
  readonly newline: string;
  readonly quotes: "none" | "all" | "texts";
  readonly header: "row" | "comment" | "none" | "again";
  readonly sep: boolean;
  readonly comments: boolean;
  readonly trailing: "none" | "both" | "rows";
  /** what stands before each row without a header */
  readonly front: "nothing" | "number" | "name";
  readonly note: boolean;
  readonly lastNewline: boolean;
  readonly gzip: boolean;
}

const float = fc.float({ noNaN: true, noDefaultInfinity: true });
/** Numbers as sensors write them, beside all that float32 has. */
const decimal = fc
  .integer({ min: -99_999, max: 99_999 })
  .map((thousandths) => Math.fround(thousandths / 1000));

export const tables: fc.Arbitrary<Written> = fc.record({
  rows: fc.array(
    fc.record({
      a: fc.oneof(float, decimal),
      b: fc.oneof(decimal, float),
      y: fc.constantFrom(0 as const, 1 as const),
    }),
    { minLength: 2, maxLength: 12 },
  ),
});

export const csvDialects: fc.Arbitrary<CsvDialect> = fc.record({
  separator: fc.constantFrom<Separator>(",", ";", "\t", "|", " "),
  decimal: fc.constantFrom<Decimal>(".", ","),
  encoding: fc.constantFrom<Encoding>("utf-8", "utf-16le", "utf-16be", "windows-1252"),
  mark: fc.boolean(),
  newline: fc.constantFrom("\n", "\r\n", "\r"),
  quotes: fc.constantFrom("none", "all", "texts"),
  header: fc.constantFrom("row", "comment", "none", "again"),
  sep: fc.boolean(),
  comments: fc.boolean(),
  trailing: fc.constantFrom("none", "both", "rows"),
  front: fc.constantFrom("nothing", "number", "name"),
  note: fc.boolean(),
  lastNewline: fc.boolean(),
  gzip: fc.boolean(),
});

const textOf = (value: number, decimal: Decimal): string =>
  (Object.is(value, -0) ? "-0" : String(value)).replace(".", decimal);

/** The bytes of a table in a dialect; what does not go together in it is left out. */
export function writeCsv({ rows }: Written, dialect: CsvDialect): Uint8Array {
  const { separator, decimal, newline, quotes, header } = dialect;
  const numbered = dialect.front !== "nothing" && header !== "none" && header !== "comment";
  const ending = dialect.trailing !== "none" && separator !== " " && !numbered;
  const noted = dialect.note && header !== "none" && header !== "comment";
  const cell = (text: string, isText: boolean) =>
    quotes === "all" || (quotes === "texts" && isText) || text.includes(separator)
      ? `"${text}"`
      : text;
  const line = (cells: readonly (readonly [string, boolean])[], end: boolean) =>
    cells.map(([text, isText]) => cell(text, isText)).join(separator) + (end ? separator : "");
  const names = ["a", "b", "y", ...(noted ? ["prüfung"] : [])];
  const head = line(
    names.map((name) => [name, true]),
    ending && dialect.trailing === "both",
  );
  const lines = rows.map(({ a, b, y }, i) =>
    line(
      [
        ...(numbered ? [[dialect.front === "name" ? `r${i}x` : String(i + 1), true] as const] : []),
        [textOf(a, decimal), false],
        [textOf(b, decimal), false],
        [String(y), false],
        ...(noted ? [["größe", true] as const] : []),
      ],
      ending && (dialect.trailing === "rows" || header === "row" || header === "again"),
    ),
  );
  if (header === "again") lines.splice(1, 0, head);
  const all = [
    ...(dialect.sep ? [`sep=${separator}`] : []),
    ...(dialect.comments ? ["# measured by hand"] : []),
    ...(header === "comment" ? [`# ${names.join(separator)}`] : []),
    ...(header === "row" || header === "again" ? [head] : []),
    ...lines,
  ];
  if (dialect.comments) all.splice(all.length - 1, 0, "# a pause; with, all | kinds of marks");
  const text = all.join(newline) + (dialect.lastNewline ? newline : "");
  const bytes = encode(text, dialect);
  return dialect.gzip ? gzipSync(bytes) : bytes;
}

function encode(text: string, { encoding, mark }: CsvDialect): Uint8Array {
  switch (encoding) {
    case "utf-8":
      return Buffer.from((mark ? "\ufeff" : "") + text);
    case "windows-1252":
      return Buffer.from(text, "latin1");
    case "utf-16le":
      return Buffer.from((mark ? "\ufeff" : "") + text, "utf16le");
    case "utf-16be":
      return Buffer.from((mark ? "\ufeff" : "") + text, "utf16le").swap16();
  }
}

/** What of a dialect can be said by options. */
export const optionsOf = ({ separator, decimal, encoding, header }: CsvDialect): TableOptions => ({
  separator,
  decimal,
  encoding,
  ...(header !== "comment" && { header: header !== "none" }),
});

export type JsonForm = "lines" | "list" | "lists" | "named lists" | "columns" | "acquisition";
export const JSON_FORMS: readonly JsonForm[] = [
  "lines",
  "list",
  "lists",
  "named lists",
  "columns",
  "acquisition",
];

/** The text of a table in a form of JSON; in an acquisition the label is a sensor too. */
export function writeJson({ rows }: Written, form: JsonForm, indent: number): string {
  const number = (value: number) => (Object.is(value, -0) ? "-0" : String(value));
  const objects = rows.map(({ a, b, y }) => `{"b": ${number(b)}, "y": ${y}, "a": ${number(a)}}`);
  const lists = rows.map(({ a, b, y }) => `[${number(a)}, ${number(b)}, ${y}]`);
  const space = "\n".padEnd(1 + indent);
  const list = (items: readonly string[]) => `[${space}${items.join(`,${space}`)}\n]`;
  const column = (key: "a" | "b" | "y") => `[${rows.map((row) => number(row[key])).join(", ")}]`;
  switch (form) {
    case "lines":
      return objects.join("\n");
    case "list":
      return list(objects);
    case "lists":
      return list(lists);
    case "named lists":
      return list(['["a", "b", "y"]', ...lists]);
    case "columns":
      return `{${space}"a": ${column("a")},${space}"b": ${column("b")}, "y": ${column("y")}}`;
    case "acquisition":
      return `{"protected": {"ver": "v1"}, "signature": "00", "payload": {"interval_ms": 10,
        "sensors": [{"name": "a", "units": "g"}, {"name": "b", "units": "g"}, {"name": "y", "units": ""}],
        "values": ${list(lists)}}}`;
  }
}
