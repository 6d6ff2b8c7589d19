import { isMissing } from "./cells.js";
import { SEPARATORS, type Separator } from "./data-file.js";
import { isNumberish } from "./decimal.js";
import { isDate } from "./times.js";

/** How well a separator must do beside the best one to be an alternative to it. */
const RIVAL = 0.95;

/**
 * The separators by which some rows may be written, the best one first; the others are those that do it as well. A
 * separator fits when the rows have as many cells as the header, or one more or less, and their cells look like something
 * that nothing separates further.
 * @param rowsBy the first rows of a file as a separator cuts them
 */
export function separatorsThatFit(rowsBy: (separator: Separator) => string[][]): Separator[] {
  const judged = ORDER.map((separator) => ({
    separator,
    score: scoreOf(rowsBy(separator), separator),
  }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
  const [best] = judged;
  if (best === undefined) return [];
  // Where tabs do, spaces do as well: among those, tabs count too.
  const others = judged.filter(({ separator }) => best.separator !== "\t" || separator !== " ");
  const rivals = others.filter(({ score }) => score >= RIVAL * best.score && score >= RIVAL);
  return [
    best.separator,
    ...rivals.map((each) => each.separator).filter((s) => s !== best.separator),
  ];
}

const ORDER: readonly Separator[] = ["\t", ";", "|", ",", " "];

/** From 0 to 1: the share of rows of one width, times the share of cells that are whole. */
function scoreOf(rows: readonly string[][], separator: Separator): number {
  const [header, ...others] = rows;
  if (header === undefined || header.length < 2) return 0;
  const body = others.length > 0 ? others : rows;
  const widths = new Map<number, number>();
  for (const { length } of body) widths.set(length, (widths.get(length) ?? 0) + 1);
  const [width = 0, often = 0] = [...widths].sort((a, b) => b[1] - a[1])[0] ?? [];
  if (Math.abs(width - header.length) > 1 || width < 2) return 0;
  const cells = rows.flat();
  return (
    (often / body.length) * (cells.filter((cell) => isWhole(cell, separator)).length / cells.length)
  );
}

/** Whether nothing seems to separate a cell further. */
function isWhole(cell: string, separator: Separator): boolean {
  if (isNumberish(cell) || isMissing(cell) || isDate(cell) || cell.includes(separator)) return true;
  if (/\d[ ][-+\d.,]/.test(cell)) return false;
  return !SEPARATORS.some((other) => other !== " " && cell.includes(other));
}
