import { shown } from "../errors.js";
import { columnName } from "../network/network-spec.js";
import type { RefuseHere } from "./refusal.js";

/** How the values of one format of data file become numbers and texts; `expected` is what an error asks for. */
export interface DataValues {
  number(value: unknown, expected: string, refuse: RefuseHere): number;
  /** what is told apart by its text, as a class is or a recording: trimmed, in the composed form of Unicode */
  text(value: unknown, expected: string, refuse: RefuseHere): string;
}

/** Decimal or exponent notation. Each character can match in one way only, so matching is linear. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Cells of CSV: all are texts. */
export const CSV_VALUES: DataValues = {
  number(cell, expected, refuse) {
    const text = String(cell).trim();
    if (text === "") return refuse(`got an empty cell, expected ${expected}`);
    return DECIMAL.test(text) ? Number(text) : refuse(`got ${shown(text)}, expected ${expected}`);
  },
  text(cell, expected, refuse) {
    const text = columnName(String(cell));
    return text === "" ? refuse(`got an empty cell, expected ${expected}`) : text;
  },
};

/** Values of JSON: a text is no number, but a number names a class or a recording as its digits do. */
export const JSON_VALUES: DataValues = {
  number: (value, expected, refuse) =>
    typeof value === "number" ? value : refuse(`got ${shownJson(value)}, expected ${expected}`),
  text(value, expected, refuse) {
    const text = typeof value === "number" ? String(value) : value;
    return typeof text === "string" && columnName(text) !== ""
      ? columnName(text)
      : refuse(`got ${shownJson(value)}, expected ${expected}`);
  },
};

/** As {@link shown}, but without walking into lists and objects, which may be nested without limit. */
export function shownJson(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "object" && value !== null ? "an object" : shown(value);
}
