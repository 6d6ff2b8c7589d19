import { columnName } from "../network/network-spec.js";
import type { DataValues } from "./data-values.js";

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

/** The text of a cell that names something: a label, a recording. */
export function textOf(cell: unknown): string | undefined {
  if (typeof cell !== "string" && typeof cell !== "number" && typeof cell !== "boolean") {
    return undefined;
  }
  const text = columnName(String(cell));
  return text === "" ? undefined : text;
}
