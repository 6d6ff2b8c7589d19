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
export function answerOf<T>(port: string, json: string, form: z.ZodType<T>, what: string): T {
  const { success, data } = form.safeParse(parsed(json));
  if (success) return data;
  throw new UserError(
    `${port}: got ${shown(printable(json))}, expected ${what}; is this an Espruino, and does nothing else print on its console?`,
  );
}

/** Forms of what boards tell. */
const NAMES = 200;
const word = z.string().max(100).transform(boardText);
const size = z.number().int().min(0).max(0xffffffff);
const file = z.object({ name: z.string().max(NAMES), size, crc: size });

export const FORMS = {
  size,
  text: z.string().max(100_000),
  maybeText: z.string().max(100_000).nullable(),
  word,
  /** length and CRC-32 */
  stored: z.tuple([size, size]),
  facts: z.object({
    version: word,
    board: word,
    modules: z.array(z.string().max(NAMES)).max(1000),
    able: z.boolean(),
    free: size,
    trash: size,
    files: z.array(file).max(10_000),
    head: z.string().max(100).optional(),
  }),
  boot: z.object({
    loader: z.boolean(),
    bangle: z.string().max(100).nullable(),
    files: z.array(z.string().max(100).nullable()).length(3),
  }),
} as const;
