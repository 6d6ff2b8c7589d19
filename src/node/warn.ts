import { describeWarnings, type Warning } from "../common/learning/warnings.js";
import { printable, printableLines } from "../common/text.js";
import { coloured } from "./terminal/colours.js";

/** Tells of something that looks wrong: people in a sentence, machines as one JSON value on a line of its own. */
export function warn(
  options: { readonly json: boolean; readonly quiet?: boolean },
  warning: Warning,
): void {
  if (options.quiet) return;
  const text = options.json
    ? printable(JSON.stringify({ warning: warning.text, check: warning.check }))
    : coloured(printableLines(describeWarnings([warning]).join("\n")), process.stderr);
  process.stderr.write(`${text}\n`);
}
