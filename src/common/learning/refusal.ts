import { shown } from "../errors.js";

/** Throws the UserError for what stands in a line of a data file, and in a column of it. Lines count from 1. */
export type Refuse = (line: number, column: string | undefined, problem: string) => never;

/** Throws the UserError for a value whose place is known. */
export type RefuseHere = (problem: string) => never;

/** Names in a sentence, of many the first ten. */
export function list(items: readonly string[]): string {
  if (items.length === 0) return "(none)";
  const rest = items.length > 10 ? ` and ${items.length - 10} more` : "";
  return items.slice(0, 10).map(shown).join(", ") + rest;
}

/** The line, counted from 1, of the character at an index. LF, CRLF and CR each end a line. */
export function lineAt(text: string, index: number): number {
  let line = 1;
  for (let i = 0; i < index; i++) {
    const code = text.charCodeAt(i);
    if (code === 10 || (code === 13 && text.charCodeAt(i + 1) !== 10)) line++;
  }
  return line;
}
