import { columnName } from "../network/network-spec.js";
import { isMissing } from "./cells.js";
import { isNumberish } from "./decimal.js";
import { isDate } from "./times.js";

/** Names of columns that number them, as writers of tables make where nobody named any: 0, 1, 2 … */
const FEWEST_NUMBERED = 3;

/** Whether a cell is what a reading has, and no name. */
export const isValue = (cell: string): boolean => isNumberish(cell) || isDate(cell);

/**
 * What the first row of a file is: the names of its columns, or a reading. Texts beside numbers may be either: names of
 * columns stand above numbers, the texts of a reading come again below; where neither is so, nobody knows.
 * @param body the rows below it
 * @param wanted the names that are looked for, where they are known
 */
export function firstRowIs(
  first: readonly string[],
  body: readonly (readonly string[])[],
  wanted: readonly string[] | undefined,
): "header" | "reading" | "either" {
  if (!first.some(isValue)) return "header";
  const texts = [...first.keys()].filter((i) => !isValue(first[i]!) && !isMissing(first[i]!));
  if (texts.length === 0) return "reading";
  const known = new Set(wanted?.map(columnName));
  if (texts.some((i) => known.has(columnName(first[i]!)))) return "header";
  const [second] = body;
  if (second === undefined || second.length !== first.length) return "header";
  const below = (i: number) => body.flatMap((row) => row[i] ?? []);
  const isName = (i: number) =>
    below(i).some(isValue) && below(i).every((cell) => isValue(cell) || isMissing(cell));
  if (texts.some(isName)) return "header";
  const comesAgain = (i: number) => below(i).some((cell) => cell.trim() === first[i]!.trim());
  if (texts.every(comesAgain)) return "reading";
  return areNumbered(first.filter(isValue)) ? "header" : "either";
}

const areNumbered = (names: readonly string[]): boolean =>
  names.length >= FEWEST_NUMBERED &&
  names.every((name, i) => Number(name) === i || Number(name) === i + 1) &&
  new Set(names.map((name, i) => Number(name) - i)).size === 1;
