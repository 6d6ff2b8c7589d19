import { quoted } from "../text.js";
import { z } from "../zod.js";

// The kinds of single fields that a network file has: each says what it expects, and describes itself in the JSON Schema.

export const FLOAT32_MAX = 3.4028234663852886e38;
/** The least positive number that a network file may hold; its inverse is finite in float32. */
const LEAST = 1e-37;
/** The most that a share below 1 may be: it is below 1 in float32 too. */
const MOST_SHARE = 0.9999999;

/**
 * What zod makes a schema of, its checks included: those that are added to a schema copy it, which takes as long as making
 * it, and most of these schemas are made for one network.
 */
const field = <T>(error: string, ...checks: readonly z.core.$ZodCheck<T>[]) => ({ error, checks });

/** A schema of which something is said in the JSON Schema: in zod's registry, not by a check that does nothing. */
export const about = <T extends z.core.$ZodType>(schema: T, meta: z.core.GlobalMeta): T => {
  z.globalRegistry.add(schema, meta);
  return schema;
};

export const described = <T extends z.core.$ZodType>(schema: T, description: string): T =>
  about(schema, { description });

export const whole = (from: number, to: number, describe: string) => {
  const error = `a whole number from ${from} to ${to}`;
  const checks = [z.minimum(from, { error }), z.maximum(to, { error })];
  return described(z.int(field(error, ...checks)), describe);
};

const number = (from: number, to: number, describe: string, error: string) => {
  const checks = [z.minimum(from, { error }), z.maximum(to, { error })];
  return described(z.number(field(error, ...checks)), describe);
};

export const real = (describe: string) =>
  number(-FLOAT32_MAX, FLOAT32_MAX, describe, "a finite number that fits in float32");

export const between = (from: number, to: number, describe: string) =>
  number(from, to, describe, `a number from ${from} to ${to}`);

export const positive = (to: number, describe: string) => between(LEAST, to, describe);

/** From 0, and below 1. */
export const share = (describe: string) => between(0, MOST_SHARE, describe);

export const flag = (describe: string) =>
  described(z.boolean({ error: "true or false" }), describe);

/** @param error when the values are not all that is allowed at this place */
export const oneOf = <const T extends readonly [string, ...string[]]>(
  values: T,
  describe: string,
  error = `one of ${quoted(values)}`,
) => described(z.enum(values, { error }), describe);

export const name = (describe: string) =>
  shortText(
    "a name of 1 to 64 characters without line breaks, not beginning or ending with a space",
    describe,
  );

/** What stands in a cell of the data. */
export const cell = (describe: string) =>
  shortText('a text of 1 to 64 characters in quotation marks, such as "broken" or "-1"', describe);

const shortText = (error: string, describe: string) => {
  const form = z.regex(/^(?!\s)[^\p{Cc}\u2028\u2029]{1,64}(?<!\s)$/u, { error });
  return described(z.string(field(error, z.normalize("NFC"), form)), describe);
};

export const listOf = <T extends z.ZodMiniType>(
  item: T,
  most: number,
  what: string,
  describe: string,
) => {
  const error = `a list of 1 to ${most} ${what}`;
  const checks = [z.minLength(1, { error }), z.maxLength(most, { error })];
  return described(z.array(item, field(error, ...checks)), describe);
};

/** A text that stands for a longer form, or that form; which of both a value is meant to be, network-issues.ts tells. */
export const shortOr = <S extends z.ZodMiniType, L extends z.ZodMiniType>(
  short: S,
  long: L,
  error: string,
) => z.union([short, long], { error });
