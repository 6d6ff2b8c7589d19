/** Columns of a terminal that all tables and sentences keep within. */
export const WIDTH = 80;

/** A table with aligned columns; numbers to the right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const cells = [head, ...rows].map((row) =>
    row.map((cell) => (typeof cell === "number" ? count(cell) : cell)),
  );
  const widths = head.map((_, i) => cells.reduce((most, row) => Math.max(most, row[i]!.length), 0));
  const right = head.map((_, i) => rows.some((row) => typeof row[i] === "number"));
  return cells
    .map((row) =>
      row
        .map((cell, i) => (right[i] ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/**
 * A number with thousands set apart: 11,592; of a fraction at most three digits. Whole numbers by hand: to load a locale
 * takes longer than all else that a version or a help needs.
 */
export const count = (value: number): string =>
  Number.isInteger(value)
    ? String(value).replace(/\B(?=(\d{3})+$)/g, ",")
    : value.toLocaleString("en-US");

/** A share as a percentage: 97.3 %; what rounds to none or all and is not has three digits more: 99.967 %. */
export function percent(share: number | null): string {
  if (share === null) return "–";
  const value = (100 * share).toFixed(1);
  const rounded = (value === "100.0" && share < 1) || (value === "0.0" && share > 0);
  return `${rounded ? (100 * share).toFixed(3) : value} %`;
}

/** A number of things: 1 epoch, 1,200 epochs. */
export const counted = (value: number, thing: string): string =>
  `${count(value)} ${thing}${value === 1 ? "" : "s"}`;

/** What a file name or a foreign text may hold that would steer a terminal: control characters, directions of writing. */
const STEERING = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** Text on one line that a terminal shows as it is; other characters are escaped as in JSON. */
export const printable = (text: string): string =>
  text.replace(
    STEERING,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** The same for text of several lines. */
export const printableLines = (text: string): string => text.split("\n").map(printable).join("\n");

/** A text whose first letter is a capital. */
export const capital = (text: string): string => text.replace(/^./, (first) => first.toUpperCase());

/** Texts as they stand in a JSON file: "a", "b". */
export const quoted = (texts: readonly string[]): string =>
  texts.map((text) => JSON.stringify(text)).join(", ");

/** A name in so many characters: what is left out of its middle shows as …, as ends tell numbered names apart. */
export function cut(name: string, most: number): string {
  const letters = Array.from(name);
  if (letters.length <= most) return name;
  const end = Math.floor((most - 1) / 2);
  return `${letters.slice(0, most - 1 - end).join("")}…${letters.slice(letters.length - end).join("")}`;
}

/** What stays on one line: quoted names, numbers with their per cent, and words that are one thing. */
const TOGETHER = /"[^"]*"|\d (?:%|of\b)|learning rate|hidden layer/g;

/**
 * A text in lines of so many characters, where its words allow that; lines after the first begin with a margin.
 * @param width of a line, at least 20
 */
export function wrap(text: string, width: number, margin = ""): string {
  const words = text.replace(TOGETHER, (part) => part.replaceAll(" ", "\u00a0")).split(" ");
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined) lines.push(word);
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${margin}${word}`);
  }
  return lines.join("\n").replaceAll("\u00a0", " ");
}
