import type { Decimal } from "./data-file.js";

/** Decimal or exponent notation. Each character can match in one way only, so matching is linear. */
const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const WITH_COMMA = /^[+-]?(?:\d+,\d*|,\d+)(?:[eE][+-]?\d+)?$/;
/** Three digits behind a comma and one to three before it, no zero alone: 1,234 may be a thousand or a little more than one. */
const MAYBE_THOUSANDS = /^[+-]?[1-9]\d{0,2},\d{3}$/;
const MANY_MARKS = /^[+-]?\d{1,3}(?:[., '\u00a0\u202f]\d{3})*(?:[.,]\d*)?$/;

/** Whether a text is a number with a decimal point, or a whole one. */
export const isDecimal = (text: string): boolean => DECIMAL.test(text);

/** Whether a text is a number with one comma in it. */
export const isWithComma = (text: string): boolean => WITH_COMMA.test(text);

/** Whether a text looks like a number with separators of thousands. */
export const manyMarks = (text: string): boolean => MANY_MARKS.test(text);

/** Whether a text is a number, whatever its decimal mark. */
export const isNumberish = (text: string): boolean => isDecimal(text) || isWithComma(text);

/** The decimal mark of a number that can only be read in one way. */
export function decimalSaidBy(text: string): Decimal | undefined {
  if (isWithComma(text)) return MAYBE_THOUSANDS.test(text) ? undefined : ",";
  return isDecimal(text) && text.includes(".") ? "." : undefined;
}

/** The decimal mark that all numbers of some cells have; undefined where they have none, or both. */
export function decimalOf(rows: readonly (readonly string[])[]): Decimal | undefined {
  const marks = new Set(rows.flatMap((cells) => cells.map(decimalSaidBy)));
  marks.delete(undefined);
  const [mark] = marks;
  return marks.size === 1 ? mark : undefined;
}
