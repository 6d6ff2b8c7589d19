import { shown } from "../errors.js";
import { columnName } from "../network/network-spec.js";
import type { TableOptions } from "./data-file.js";
import { JSON_VALUES, shownJson } from "./data-values.js";
import { acquisition, isAcquisition } from "./edge-impulse.js";
import type { FileTable } from "./file-table.js";
import { lenientJson } from "./lenient-json.js";
import { type Refuse, refuserOf } from "./refusal.js";

type Fields = Readonly<Record<string, unknown>>;

/** Whether a text begins as JSON does that holds rows. */
export function looksLikeJson(bytes: Uint8Array): boolean {
  return /^\s*(?:\{|\[\s*[[{\]])/.test(new TextDecoder().decode(bytes.subarray(0, 4096)));
}

/** The table of a JSON file: one object a line, a list of objects or of lists, an object of lists, or an acquisition. */
export function jsonFile(name: string, bytes: Uint8Array, options: TableOptions): FileTable {
  const refuse = refuserOf(name);
  const text = new TextDecoder().decode(bytes);
  const whole = wholeJson(text);
  if (isAcquisition(whole)) return acquisition(whole, refuse);
  if (Array.isArray(whole)) return listTable(whole, options, linesOfItems(text), refuse);
  const columns = isObject(whole) ? columnsTable(whole) : undefined;
  return columns ?? linesTable(text, options, refuse);
}

/** The value of a text that is one JSON value; undefined where it is several lines with one each, or none. */
function wholeJson(text: string): unknown {
  const first = text.trimStart().split("\n", 1)[0]!;
  if (
    text.trimStart().startsWith("{") &&
    !isLastLine(text, first) &&
    isObject(lenientJson(first))
  ) {
    return undefined;
  }
  return lenientJson(text);
}

const isLastLine = (text: string, line: string): boolean => text.trim() === line.trim();

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An object of lists that are equally long, but not one window with its label: {"x": [1, 2], "y": [0, 1]}. */
function columnsTable(value: Fields): FileTable | undefined {
  const lists = Object.values(value);
  const rows = Array.isArray(lists[0]) ? lists[0].length : 0;
  if (rows === 0 || !lists.every((each) => Array.isArray(each) && each.length === rows)) {
    return undefined;
  }
  return {
    form: "json",
    columns: Object.keys(value).map(columnName),
    named: true,
    firstLine: 1,
    said: ["JSON, a list for each column"],
    values: JSON_VALUES,
    each(take) {
      for (let i = 0; i < rows; i++) {
        const cells = lists.map((each) => (each as unknown[])[i]);
        take(cells, () => 1, i === 0 ? "file" : undefined);
      }
    },
    more: nothingMore,
  };
}

/** What is one JSON value has no lines that come later. */
const nothingMore = (): void => {};

const EXPECTED = 'expected one JSON object a line, like {"temperature": 21.5}';

const linesTable = (text: string, options: TableOptions, refuse: Refuse): FileTable =>
  objectsTable("JSON lines", () => objectsIn(text, refuse), options, refuse);

/** The objects of lines that have so many others before them. */
function* objectsIn(text: string, refuse: Refuse, before = 0): Generator<Item> {
  for (let line = before + 1, from = 0; from < text.length; line++) {
    const newline = text.indexOf("\n", from);
    const to = newline < 0 ? text.length : newline;
    const row = text.slice(from, to).trim();
    from = to + 1;
    if (row === "") continue;
    const value = lenientJson(row);
    if (value === undefined) {
      refuse(line, undefined, `got ${shown(row)}, which is not JSON, ${EXPECTED}`);
    }
    const at = line;
    yield { value, line: () => at };
  }
}

interface Item {
  readonly value: unknown;
  readonly line: () => number;
}

function listTable(
  items: readonly unknown[],
  options: TableOptions,
  lineOf: (item: number) => number,
  refuse: Refuse,
): FileTable {
  if (Array.isArray(items[0])) return listsTable(items, options, lineOf, refuse);
  const objects = function* (): Generator<Item> {
    for (const [i, value] of items.entries()) yield { value, line: () => lineOf(i) };
  };
  return objectsTable("a JSON list of objects", objects, options, refuse);
}

/** A list of lists, the first of which may hold the names. */
function listsTable(
  items: readonly unknown[],
  { namesFor }: TableOptions,
  lineOf: (item: number) => number,
  refuse: Refuse,
): FileTable {
  const [first] = items as [unknown[]];
  const named = first.every((cell) => typeof cell === "string");
  const numbered = first.map((_, i) => `column ${i + 1}`);
  const columns = named
    ? (first as string[]).map(columnName)
    : (namesFor?.(first.length) ?? numbered);
  return {
    form: "json",
    columns,
    named,
    firstLine: lineOf(0),
    said: ["a JSON list of lists", named ? "with a header" : "without a header"],
    values: JSON_VALUES,
    each(take) {
      for (const [i, row] of items.entries()) {
        if (named && i === 0) continue;
        if (!Array.isArray(row) || row.length !== columns.length) {
          refuse(
            lineOf(i),
            undefined,
            `got ${shownJson(row)}, expected a list of ${columns.length} like the first`,
          );
        }
        take(row, () => lineOf(i), i === (named ? 1 : 0) ? "file" : undefined);
      }
    },
    more: nothingMore,
  };
}

/** Objects as rows; the first one's fields are the columns. */
function objectsTable(
  form: string,
  objects: () => Iterable<Item>,
  { listRows }: TableOptions,
  refuse: Refuse,
): FileTable {
  const [first] = objects();
  if (first === undefined) {
    refuse(1, undefined, "got an empty file, expected one JSON object a line");
  }
  const columns = Object.keys(fieldsOf(first, refuse)).map(columnName);
  const cellsOf = cellReader(columns, refuse);
  const rowsOf = (
    items: Iterable<Item>,
    first: "file" | undefined,
    take: Parameters<FileTable["each"]>[0],
  ): void => {
    let before = first;
    for (const item of items) {
      const cells = cellsOf(fieldsOf(item, refuse), item.line);
      const rows = listRows !== undefined && cells.some(Array.isArray) ? listRows : undefined;
      if (rows === undefined) take(cells, item.line, before);
      else takeLists(cells, rows, item, columns, refuse, take);
      before = undefined;
    }
  };
  return {
    form: "json",
    columns,
    named: true,
    firstLine: first.line(),
    said: [form],
    values: JSON_VALUES,
    each: (take) => rowsOf(objects(), "file", take),
    more: (bytes, lines, take) => {
      const text = new TextDecoder().decode(bytes);
      rowsOf(objectsIn(text, refuse, lines), undefined, take);
    },
  };
}

function fieldsOf({ value, line }: Item, refuse: Refuse): Fields {
  return isObject(value)
    ? value
    : refuse(line(), undefined, `got ${shownJson(value)}, ${EXPECTED}`);
}

/** Lists of a window as its rows; a value that is no list holds for each of them. */
function takeLists(
  cells: readonly unknown[],
  rows: number,
  { line }: Item,
  columns: readonly string[],
  refuse: Refuse,
  take: Parameters<FileTable["each"]>[0],
): void {
  for (const [i, cell] of cells.entries()) {
    if (!Array.isArray(cell) || cell.length === rows) continue;
    refuse(
      line(),
      columns[i],
      `got a list of ${cell.length}, expected a list of ${rows}, the rows of the network's window`,
    );
  }
  for (let row = 0; row < rows; row++) {
    const some = cells.map((cell) => (Array.isArray(cell) ? cell[row] : cell));
    take(some, line, row === 0 ? "list" : undefined);
  }
}

/** An object's values in the order of the columns. Objects are mostly written alike, key by key. */
function cellReader(columns: readonly string[], refuse: Refuse) {
  const nameOf = remembered(columnName);
  return (fields: Fields, line: () => number): unknown[] => {
    const keys = Object.keys(fields);
    const alike =
      keys.length === columns.length && keys.every((key, i) => nameOf(key) === columns[i]);
    if (alike) return keys.map((key) => fields[key]);
    const values = new Map<string, unknown>();
    for (const key of keys) {
      const name = nameOf(key);
      if (values.has(name) && columns.includes(name)) {
        refuse(line(), name, "got the field twice in one object, expected it once");
      }
      values.set(name, fields[key]);
    }
    return columns.map((name) => values.get(name));
  };
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

/** Finds the lines on which the items of a list begin: those of its own depth are counted, texts passed over. */
function linesOfItems(text: string): (item: number) => number {
  let lines: number[] | undefined;
  return (item) => {
    lines ??= [...beginnings(text)];
    return lines[item] ?? 1;
  };
}

function* beginnings(text: string): Generator<number> {
  let depth = 0;
  let line = 1;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},]|\r\n|[\n\r]/g)) {
    if (token === "\n" || token[0] === "\r") line++;
    if ((token === "[" || token === "{") && ++depth === 2) yield line;
    if (token === "]" || token === "}") depth--;
  }
}
