import { columnName } from "../network/network-spec.js";
import type { DataValues } from "./data-values.js";
import { isNumberish } from "./decimal.js";

/** What sensors and programs write in place of a number that they have not. */
const MISSING =
  /^(?:|[-?]|--|[+-]?(?:nan|inf|infinity|1\.#(?:qnan|ind|inf).*)|n\/?a|null|none|#n\/a)$/i;

/** Whether a cell says that there is no value: empty, NaN, NA, null, ?, inf and the like. */
export function isMissing(cell: unknown): boolean {
  if (typeof cell === "string") return cell.length < 16 && MISSING.test(cell.trim());
  return cell === undefined || cell === null;
}

/** The number that a cell holds; undefined when it is none. */
export function numberIn(cell: unknown, values: DataValues): number | undefined {
  try {
    const number = values.number(cell, "a number", () => {
      throw NONE;
    });
    return Number.isFinite(number) ? number : undefined;
  } catch (error) {
    if (error === NONE) return undefined;
    throw error;
  }
}

const NONE = new Error("no number");

/** Digits of a number that stays the same when it is read and written again. */
const SAFE_DIGITS = 15;

/**
 * How a label is written that is a number, whichever way the file writes it: 1.0, "1,0" and 01 are 1. Undefined for all else,
 * and for numbers so long that they would be rounded.
 */
export function numberText(text: string, values: DataValues): string | undefined {
  if (text.length > SAFE_DIGITS || !isNumberish(text)) return undefined;
  const number = numberIn(text, values);
  return number === undefined ? undefined : String(number + 0);
}

/** The text of a cell that names something: a label, a recording. */
export function textOf(cell: unknown): string | undefined {
  if (typeof cell !== "string" && typeof cell !== "number" && typeof cell !== "boolean") {
    return undefined;
  }
  const text = columnName(String(cell));
  return text === "" ? undefined : text;
}
