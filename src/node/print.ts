import { printable, printableLines } from "../common/text.js";
import { coloured } from "./terminal/colours.js";

/**
 * Prints a command's result: text for people, or with --json one JSON value. Whatever steers a terminal is escaped, also in
 * JSON, where it means the same: results hold names and what boards tell.
 */
export function print(options: { json: boolean }, value: unknown, text: string): void {
  process.stdout.write(
    options.json
      ? `${printable(JSON.stringify(value))}\n`
      : `${coloured(printableLines(text), process.stdout)}\n`,
  );
}

/** Tells people on the way what happens; nothing with --json or --quiet. */
export function tell(
  options: { readonly json: boolean; readonly quiet?: boolean },
  text: string,
): void {
  if (!options.json && !options.quiet) process.stderr.write(`${printableLines(text)}\n`);
}
