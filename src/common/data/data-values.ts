import { shown } from "../errors.js";
import { columnName } from "../network/network-spec.js";
import type { Decimal } from "./data-file.js";
import { decimalSaidBy, isDecimal, isWithComma, manyMarks } from "./decimal.js";
import type { RefuseHere } from "./refusal.js";

/** How the values of one data file become numbers and texts; `expected` is what an error asks for. */
export interface DataValues {
  number(value: unknown, expected: string, refuse: RefuseHere): number;
  /** what is told apart by its text, as a class is or a recording: trimmed, in the composed form of Unicode */
  text(value: unknown, expected: string, refuse: RefuseHere): string;
}

const HOW = "say which by --decimal . or --decimal ,";

/**
 * Cells of CSV: all are texts. A file has one decimal mark: the one given or recognised, else that of its first number
 * that can only be read in one way.
 */
export function csvValues(given: Decimal | undefined): DataValues {
  let decimal = given;
  const withPoint: (text: string, refuse: RefuseHere) => number = (text, refuse) => {
    if (decimal === "," && text.includes(".")) {
      refuse(`got ${shown(text)} in a file with decimal commas, expected one decimal mark; ${HOW}`);
    }
    if (decimal === undefined && text.includes(".")) decimal = ".";
    return Number(text);
  };
  const withComma: typeof withPoint = (text, refuse) => {
    decimal ??= decimalSaidBy(text);
    if (decimal === ",") return Number(text.replace(",", "."));
    return refuse(
      decimal === undefined
        ? `got ${shown(text)}, expected a number without thousands separators: the comma may be one, or a decimal comma; ${HOW}`
        : `got ${shown(text)} in a file with decimal points, expected one decimal mark and no thousands separators; ${HOW}`,
    );
  };
  return {
    number(cell, expected, refuse) {
      const text = String(cell).trim();
      if (text === "") return refuse(`got an empty cell, expected ${expected}`);
      if (isDecimal(text)) return withPoint(text, refuse);
      if (isWithComma(text)) return withComma(text, refuse);
      const many = manyMarks(text) ? "; thousands separators are not read" : "";
      return refuse(`got ${shown(text)}, expected ${expected}${many}`);
    },
    text(cell, expected, refuse) {
      const text = columnName(String(cell));
      return text === "" ? refuse(`got an empty cell, expected ${expected}`) : text;
    },
  };
}

/** Values of JSON: a text is no number, but a number or true names a class or a recording as it is written. */
export const JSON_VALUES: DataValues = {
  number: (value, expected, refuse) =>
    typeof value === "number" ? value : refuse(`got ${shownJson(value)}, expected ${expected}`),
  text(value, expected, refuse) {
    const written = typeof value === "number" || typeof value === "boolean";
    const text = written ? String(value) : value;
    return typeof text === "string" && columnName(text) !== ""
      ? columnName(text)
      : refuse(`got ${shownJson(value)}, expected ${expected}`);
  },
};

/** As {@link shown}, but without walking into lists and objects, which may be nested without limit. */
export function shownJson(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (value === undefined) return "no such field";
  return typeof value === "object" && value !== null ? "an object" : shown(value);
}
