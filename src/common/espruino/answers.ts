import * as v from "valibot";
import { shown, UserError } from "../errors.js";
import { printable } from "../text.js";
import { fromBytes } from "./quote.js";

/** Longest text of a board that an error tells. */
const LONGEST = 300;

/** A board's text for people: UTF-8 where it is, on one line, never more than a few. */
export function boardText(bytes: string): string {
  const text = printable(fromBytes(bytes));
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

/** What a board told as JSON; undefined when it is none. */
export function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * Checks what a board told. This is the only way by which its answers get in.
 * @param json a value as `evaluate` gives it
 * @throws UserError unless it has the form
 */
export function answerOf<T>(
  port: string,
  json: string,
  form: v.GenericSchema<unknown, T>,
  what: string,
): T {
  const { success, output } = v.safeParse(form, parsed(json), { abortEarly: true });
  if (success) return output;
  throw new UserError(
    `${port}: got ${shown(printable(json))}, expected ${what}; is this an Espruino, and does nothing else print on its console?`,
  );
}

const NAMES = 200;
const text = (most: number) => v.pipe(v.string(), v.maxLength(most));
const whole = (from: number, to: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(from), v.maxValue(to));
/** A list of at most so many. */
export const upTo = <T extends v.GenericSchema>(most: number, item: T) =>
  v.pipe(v.array(item), v.maxLength(most));
const word = v.pipe(text(100), v.transform(boardText));
const size = whole(0, 0xffffffff);
const file = v.object({ name: text(NAMES), size, crc: size });

/** Forms of what boards tell. */
export const FORMS = {
  size,
  text: text(100_000),
  maybeText: v.nullable(text(100_000)),
  word,
  /** length and CRC-32 */
  stored: v.strictTuple([size, size]),
  /** CRC-32s, as Espruino has them: from -2^31 on where its numbers are signed */
  sums: upTo(100_000, whole(-0x80000000, 0xffffffff)),
  facts: v.object({
    version: word,
    board: word,
    modules: upTo(1000, text(NAMES)),
    able: v.boolean(),
    free: size,
    trash: size,
    files: upTo(10_000, file),
    head: v.optional(text(100)),
  }),
  boot: v.object({
    loader: v.boolean(),
    bangle: v.nullable(text(100)),
    files: v.pipe(v.array(v.nullable(text(100))), v.length(3)),
  }),
} as const;
