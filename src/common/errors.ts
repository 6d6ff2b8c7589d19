/**
 * An error that a person caused and can mend: a wrong file, flag or pipe. Its message is one clear sentence that says
 * what was got, what was expected and what to do next; the command line prints it without a stack trace.
 */
export class UserError extends Error {
  override readonly name: string = "UserError";
  /** Exit code of the command line: 1 for a failed run. */
  readonly exitCode: number = 1;
}

/** A wrong use of the command line itself (an unknown flag, a flag's value out of range): exit code 2. */
export class UsageError extends UserError {
  override readonly name = "UsageError";
  override readonly exitCode = 2;
}

/** What was asked for ended because somebody stopped it, as by Ctrl-C; the command line turns it into exit code 130. */
export class Stopped extends UserError {
  override readonly name = "Stopped";
  constructor(message = "stopped") {
    super(message);
  }
}

/** How a value looks in an error message: short, quoted where it is text, never more than a line. */
export function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  const text = asJson(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** JSON.stringify calls itself: a file nested a hundred thousand deep, which JSON.parse reads, exhausts its stack. */
function asJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return "a value nested too deeply to show";
  }
}
