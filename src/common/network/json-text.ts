import { UserError } from "../errors.js";

/**
 * Parses a text of JSON, with or without a byte order mark.
 * @throws UserError naming the line and column at which it is not JSON
 */
export function parseJson(text: string, source: string): unknown {
  const json = text.replace(/^\uFEFF/, "");
  const reason = whyNotJson(json);
  if (reason === undefined) return JSON.parse(json);
  const lines = json.slice(0, stoppedAt(json, reason)).split("\n");
  const where = `line ${lines.length}, column ${lines.at(-1)!.length + 1}`;
  throw new UserError(
    `${source}: ${where}: got text that is not JSON (${reason.replace(/\s+/g, " ").slice(0, 120)}), expected a JSON object; numbers are written like 0.05, without NaN or Infinity`,
  );
}

function whyNotJson(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The character at which JSON.parse stopped: V8 tells the position of most errors, but not that of an unexpected token. */
function stoppedAt(text: string, reason: string): number {
  const position = / JSON at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(reason);
  if (position) return Number(position[1]);
  const token = "Unexpected token";
  if (!reason.startsWith(token)) return text.length;
  // A beginning that reaches beyond the token fails because of it, a shorter one only because it ends.
  let before = 0;
  let beyond = text.length;
  while (beyond - before > 1) {
    const middle = (before + beyond) >> 1;
    if (whyNotJson(text.slice(0, middle))?.startsWith(token)) beyond = middle;
    else before = middle;
  }
  return before;
}
