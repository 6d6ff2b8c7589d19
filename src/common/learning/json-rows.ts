import { shown } from "../errors.js";
import { columnName } from "../network/network-spec.js";
import { type Field, fieldsOf } from "./data-columns.js";
import { JSON_VALUES, shownJson } from "./data-values.js";
import type { RowTaker } from "./readings.js";
import { list, type Refuse } from "./refusal.js";

/** Reads JSON lines, object by object; the first one decides how classes are written. */
export function readJsonLines(text: string, rows: RowTaker, refuse: Refuse): void {
  const nameOf = remembered(columnName);
  let fields: readonly Field[] | undefined;
  let known = new Set<string>();
  let numbers = new Float64Array();
  for (let line = 1, from = 0; from < text.length; line++) {
    const newline = text.indexOf("\n", from);
    const to = newline < 0 ? text.length : newline;
    const row = text.slice(from, to).trim();
    from = to + 1;
    if (row === "") continue;
    const refuseHere = (column: string | undefined, problem: string) =>
      refuse(line, column, problem);
    const record = parseObject(row, (problem) => refuseHere(undefined, problem));
    if (!fields) {
      const there = new Set(Object.keys(record).map(columnName));
      fields = fieldsOf(rows.form((name) => there.has(name)));
      known = new Set(fields.map(({ name }) => name));
      numbers = new Float64Array(fields.length);
    }
    const values = valuesOf(record, known, nameOf, (name) =>
      refuseHere(name, "got the field twice in one object, expected it once"),
    );
    for (const [i, field] of fields.entries()) {
      numbers[i] = readField(values, field, (problem) => refuseHere(field.name, problem));
    }
    rows.take(numbers, refuseHere);
  }
  if (!fields) {
    const names = fieldsOf(rows.form(() => false)).map(({ name }) => name);
    refuse(1, undefined, `got an empty file, expected one JSON object a line with ${list(names)}`);
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
function valuesOf(
  record: Record<string, unknown>,
  wanted: ReadonlySet<string>,
  nameOf: (key: string) => string,
  refuse: (name: string) => never,
): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  for (const key of Object.keys(record)) {
    const name = nameOf(key);
    if (wanted.has(name) && values.has(name)) refuse(name);
    values.set(name, record[key]);
  }
  return values;
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
  values: ReadonlyMap<string, unknown>,
  field: Field,
  refuse: (problem: string) => never,
): number {
  if (!values.has(field.name)) {
    const there = list([...values.keys()]);
    return refuse(
      `got no such field, expected ${field.expected}${field.instead ? `, or ${field.instead}` : ""}; the object has the fields ${there}`,
    );
  }
  return field.read(values.get(field.name), JSON_VALUES, refuse);
}
