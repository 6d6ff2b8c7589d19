import { splitUnit } from "../data/names.js";
import { count, counted, cut, table, WIDTH, wrap } from "../text.js";
import { paceOf } from "./choose-window.js";
import { type ColumnProfile, isNumeric } from "./column-profile.js";
import type { DataProfile } from "./data-profile.js";

/** Columns that a table shows; those between are left out. */
const MOST_COLUMNS = 24;
/** Characters of a column's name in a table. */
const NAME = 24;

/** What data are, in a sentence: 31,275 rows in 65 recordings, 50 times a second. */
export function describeRows({ rows, recordings, rate }: DataProfile): string {
  const where = recordings > 1 ? ` in ${counted(recordings, "recording")}` : "";
  return `${counted(rows, "row")}${where}${rate === undefined ? "" : `, ${paceOf(rate)}`}`;
}

/** A table of what each column holds, at most 80 characters wide. */
export function describeColumns({ columns }: DataProfile): string {
  const some = columns.slice(0, MOST_COLUMNS);
  const gaps = some.some(({ missing }) => missing > 0);
  const head = ["column", "holds", ...(gaps ? ["gaps"] : []), "values"];
  const rows = some.map((column) => [
    cut(titleOf(column), NAME),
    kindOf(column),
    ...(gaps ? [column.missing] : []),
    valuesOf(column),
  ]);
  const lines = table(head, rows)
    .split("\n")
    .map((line) => (line.length > WIDTH ? `${line.slice(0, WIDTH - 1)}…` : line));
  const rest = columns.length - some.length;
  return [...lines, ...(rest > 0 ? [`and ${counted(rest, "column")} more`] : [])].join("\n");
}

const titleOf = ({ name, unit }: ColumnProfile): string =>
  unit === undefined || splitUnit(name).unit ? name || "(no name)" : `${name} [${unit}]`;

function kindOf(column: ColumnProfile): string {
  if (column.missing === column.rows) return "nothing";
  if (!isNumeric(column)) return "text";
  return column.whole ? "whole numbers" : "numbers";
}

/** The range of numbers; of texts the most frequent ones and how often they come. */
function valuesOf(column: ColumnProfile): string {
  if (isNumeric(column) && column.values.size > 2) {
    return `${rounded(column.least)} to ${rounded(column.greatest)}`;
  }
  if (column.more) return `more than ${count(column.values.size)}`;
  return [...column.values]
    .sort(([, a], [, b]) => b - a)
    .map(([value, times]) => `${value} ${count(times)}`)
    .join(", ");
}

const rounded = (value: number): string => String(Number(value.toPrecision(6)));

/** Choices and their reasons, one below the other, at most 80 characters wide. */
export function describeChoices(
  choices: readonly { readonly field: string; readonly reason: string }[],
): string {
  const indent = 2 + Math.max(...choices.map(({ field }) => field.length));
  return choices
    .map(({ field, reason }) => wrap(`${field.padEnd(indent)}${reason}`, WIDTH, " ".repeat(indent)))
    .join("\n");
}
