import { shown, UserError } from "../errors.js";

/** Throws the UserError for what stands in a line of a data file, and in a column of it. Lines count from 1. */
export type Refuse = (line: number, column: string | undefined, problem: string) => never;

/** Throws the UserError for a value whose place is known. */
export type RefuseHere = (problem: string) => never;

/** Refuses what stands in a file of that name. */
export const refuserOf =
  (file: string): Refuse =>
  (line, column, problem) => {
    const place = column === undefined ? "" : ` column ${JSON.stringify(column)}:`;
    throw new UserError(`${file}: line ${line}:${place} ${problem}`);
  };

/** Names in a sentence, of many the first ten. */
export function list(items: readonly string[]): string {
  if (items.length === 0) return "(none)";
  const rest = items.length > 10 ? ` and ${items.length - 10} more` : "";
  return items.slice(0, 10).map(shown).join(", ") + rest;
}

const LF = 10;
const CR = 13;

/** The line, counted from 1, of the byte at an index of a UTF-8 text. LF, CRLF and CR each end a line. */
export function lineAt(bytes: Uint8Array, index: number): number {
  return linesIn(bytes)(index);
}

/** As {@link lineAt}, of bytes that are asked for one after the other: each is looked at once. */
export function linesIn(bytes: Uint8Array): (index: number) => number {
  let at = 0;
  let line = 1;
  return (index) => {
    if (index < at) [at, line] = [0, 1];
    for (; at < index; at++) {
      if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] !== LF)) line++;
    }
    return line;
  };
}
