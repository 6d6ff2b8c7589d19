import { Stopped, UserError } from "../../common/errors.js";
import { printable, printableLines } from "../../common/text.js";

/** A token that looks like a flag, but is rather a name or an expression that begins with a dash. */
const NO_FLAG = /^error: unknown option '(-(?!-)[^']{2,}|--[^']*[./*^+ ()][^']*)'/;

/** What commander says about wrong usage, and what to do about a name that begins with a dash. */
export function explainUsage(text: string): string {
  const found = NO_FLAG.exec(text)?.[1];
  if (found === undefined) return text;
  const hint = `(if ${found} is a name or an expression, put it last, behind --: … -- '${found}')`;
  return `${text.trimEnd()}\n${hint}\n`;
}

/** Whether a command line asks for JSON. What stands behind -- are no flags. */
export function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return argv.slice(0, end < 0 ? undefined : end).includes("--json");
}

/** An error as one JSON value on a line. */
export const jsonError = (message: string, exitCode: number): string =>
  `${printable(JSON.stringify({ error: message, exitCode }))}\n`;

/** An error for people, in one line, and with --debug where it arose. */
export function describeError(error: unknown, debug: boolean): string {
  if (error instanceof Stopped) return `${printable(error.message)}\n`;
  const stack = debug && error instanceof Error ? `${printableLines(error.stack ?? "")}\n` : "";
  return `error: ${printable(messageOf(error))}\n${stack}`;
}

/** What went wrong, in a sentence. */
export function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UserError) return message;
  return `${message} (this is a bug in perceptino; please report it with what --debug shows)`;
}

/** Wrong usage in one line, as commander says it in several. */
export const usageMessage = (message: string): string =>
  explainUsage(message)
    .replace(/^error: /, "")
    .trim()
    .replace(/\s*\n\s*/g, " ");
