import { splitUnit } from "../data/names.js";
import { count, counted, cut, table, WIDTH, wrap } from "../text.js";
import { paceOf } from "./choose-window.js";
import { type ColumnProfile, isMixed, isNumeric } from "./column-profile.js";
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
export function describeColumns({ columns, time }: Pick<DataProfile, "columns" | "time">): string {
  const some = columns.slice(0, MOST_COLUMNS);
  const gaps = some.some(({ missing }) => missing > 0);
  const head = ["column", "holds", ...(gaps ? ["gaps"] : [])];
  const rows = some.map((column) => [
    cut(titleOf(column), NAME),
    kindOf(column, time),
    ...(gaps ? [column.missing] : []),
  ]);
  const before = table(head, rows).split("\n");
  const room = WIDTH - 2 - Math.max(...before.map((line) => line.length));
  const lines = table(
    [...head, "values"],
    rows.map((row, i) => [...row, valuesOf(some[i]!, time, room)]),
  );
  const rest = columns.length - some.length;
  return rest > 0 ? `${lines}\nand ${counted(rest, "column")} more` : lines;
}

const titleOf = ({ name, unit }: ColumnProfile): string =>
  unit === undefined || splitUnit(name).unit ? name || "(no name)" : `${name} [${unit}]`;

function kindOf(column: ColumnProfile, time: string | undefined): string {
  if (column.missing === column.rows) return "nothing";
  if (!isNumeric(column))
    return column.name === time ? "dates" : isMixed(column) ? "mixed" : "text";
  return column.whole ? "whole numbers" : "numbers";
}

/**
 * The range of numbers; of texts the most frequent ones and how often they come.
 * @param room characters that it may take
 */
function valuesOf(column: ColumnProfile, time: string | undefined, room: number): string {
  if (isNumeric(column) && column.values.size > 2) {
    return `${rounded(column.least)} to ${rounded(column.greatest)}`;
  }
  if (column.values.size === 0) return "";
  const [[first] = [""]] = column.values;
  if (column.name === time && first !== "") return cut(`from ${first} on`, room);
  if (isMixed(column) && column.text) {
    const texts = column.rows - column.missing - column.numbers;
    const numbers = counted(column.numbers, "number");
    return cut(`${numbers}, ${counted(texts, "text")} such as ${column.text.cell}`, room);
  }
  const values = column.more ? `more than ${count(column.values.size)}, such as ${first}` : "";
  return column.more ? cut(values, room) : frequent(column.values, room);
}

/** Values and how often each comes, the most frequent first, as many as there is room for: walk (30), sit (28) and 3 more. */
function frequent(values: ReadonlyMap<string, number>, room: number): string {
  const all = [...values]
    .sort(([, a], [, b]) => b - a)
    .map(([value, times]) => `${cut(value, NAME)} (${count(times)})`);
  for (let shown = all.length; shown > 0; shown--) {
    const rest = all.length - shown;
    const text = `${all.slice(0, shown).join(", ")}${rest > 0 ? ` and ${count(rest)} more` : ""}`;
    if (text.length <= room) return text;
  }
  return `${count(all.length)} values`;
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
