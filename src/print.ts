/** Prints a command's result: text for people, or with --json one JSON value. */
export function print(options: { json: boolean }, value: unknown, text: string): void {
  process.stdout.write(options.json ? `${JSON.stringify(value)}\n` : `${text}\n`);
}

/** Tells people on the way what happens; nothing with --json. */
export function tell(options: { json: boolean }, text: string): void {
  if (!options.json) process.stderr.write(`${text}\n`);
}

/** A table with aligned columns; numbers to the right. */
export function table(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const cells = [head, ...rows].map((row) =>
    row.map((cell) => (typeof cell === "number" ? count(cell) : cell)),
  );
  const widths = head.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)));
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

/** A whole number with thousands set apart: 11,592. */
export const count = (value: number): string => value.toLocaleString("en-US");

/** A share as a percentage: 97.3 %. */
export const percent = (share: number | null): string =>
  share === null ? "–" : `${(100 * share).toFixed(1)} %`;
