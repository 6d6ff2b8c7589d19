import { count, cut, table, WIDTH } from "../text.js";

/** Characters of a name beside numbers, at least. */
const NAME = 8;

/** A measure of about 1, to four places. */
export const fixed = (value: number | null): string =>
  value === null ? "–" : Math.abs(value) < 1000 ? value.toFixed(4) : figure(value);

/** A number of any size to four digits, in at most 9 characters. */
export function figure(value: number | null): string {
  if (value === null) return "–";
  const text = String(Number(value.toPrecision(4)));
  return text.length <= 9 ? text : value.toExponential(2);
}

/** A table within 80 columns: names, of which long ones are cut, and numbers to the right of them. */
export function rightTable(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const texts = [head, ...rows].map((row) =>
    row.map((cell) => (typeof cell === "number" ? count(cell) : cell)),
  );
  const widths = head.map((_, i) => texts.reduce((most, row) => Math.max(most, row[i]!.length), 0));
  const others = widths.slice(1).reduce((sum, width) => sum + 2 + width, 0);
  const room = Math.max(NAME, WIDTH - others);
  const aligned = texts.map(([name, ...cells]) => [
    cut(name!, room),
    ...cells.map((cell, i) => cell.padStart(widths[i + 1]!)),
  ]);
  return table(aligned[0]!, aligned.slice(1));
}

/** Facts with something between, on as many lines of 80 columns as they need. */
export function wrapped(facts: readonly string[], between = ","): string {
  const lines: string[] = [];
  for (const fact of facts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + fact.length + 2 < WIDTH) {
      lines[lines.length - 1] = `${last}${between} ${fact}`;
    } else lines.push(fact);
  }
  return lines.join(`${between}\n`);
}
