import { shown, UserError } from "../errors.js";
import { printable } from "../text.js";
import { z } from "../zod.js";
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
export function answerOf<T>(port: string, json: string, form: z.ZodMiniType<T>, what: string): T {
  const { success, data } = form.safeParse(parsed(json));
  if (success) return data;
  throw new UserError(
    `${port}: got ${shown(printable(json))}, expected ${what}; is this an Espruino, and does nothing else print on its console?`,
  );
}

/** Forms of what boards tell. */
const NAMES = 200;
const text = (most: number) => z.string().check(z.maxLength(most));
const word = z.pipe(text(100), z.transform(boardText));
const size = z.int().check(z.minimum(0), z.maximum(0xffffffff));
const file = z.object({ name: text(NAMES), size, crc: size });

export const FORMS = {
  size,
  text: text(100_000),
  maybeText: z.nullable(text(100_000)),
  word,
  /** length and CRC-32 */
  stored: z.tuple([size, size]),
  /** CRC-32s, as Espruino has them: from -2^31 on where its numbers are signed */
  sums: z
    .array(z.int().check(z.minimum(-0x80000000), z.maximum(0xffffffff)))
    .check(z.maxLength(100_000)),
  facts: z.object({
    version: word,
    board: word,
    modules: z.array(text(NAMES)).check(z.maxLength(1000)),
    able: z.boolean(),
    free: size,
    trash: size,
    files: z.array(file).check(z.maxLength(10_000)),
    head: z.optional(text(100)),
  }),
  boot: z.object({
    loader: z.boolean(),
    bangle: z.nullable(text(100)),
    files: z.array(z.nullable(text(100))).check(z.length(3)),
  }),
} as const;
