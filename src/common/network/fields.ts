import * as v from "valibot";
import { quoted } from "../text.js";

// The kinds of single fields that a network file has: each says what it expects, and describes itself in the JSON Schema.
// What is expected stands where valibot has the message.

export const FLOAT32_MAX = 3.4028234663852886e38;
/** The least positive number that a network file may hold; its inverse is finite in float32. */
const LEAST = 1e-37;
/** The most that a share below 1 may be: it is below 1 in float32 too. */
const MOST_SHARE = 0.9999999;

export const described = <T extends v.GenericSchema>(schema: T, describe: string) =>
  v.pipe(schema, v.description(describe));

export const whole = (from: number, to: number, describe: string) => {
  const expected = `a whole number from ${from} to ${to}`;
  return v.pipe(
    v.number(expected),
    v.integer(expected),
    v.minValue(from, expected),
    v.maxValue(to, expected),
    v.description(describe),
  );
};

const number = (from: number, to: number, describe: string, expected: string) =>
  v.pipe(
    v.number(expected),
    v.minValue(from, expected),
    v.maxValue(to, expected),
    v.description(describe),
  );

export const real = (describe: string) =>
  number(-FLOAT32_MAX, FLOAT32_MAX, describe, "a finite number that fits in float32");

export const between = (from: number, to: number, describe: string) =>
  number(from, to, describe, `a number from ${from} to ${to}`);

export const positive = (to: number, describe: string) => between(LEAST, to, describe);

/** From 0, and below 1. */
export const share = (describe: string) => between(0, MOST_SHARE, describe);

export const flag = (describe: string) => described(v.boolean("true or false"), describe);

/** @param expected when the values are not all that is allowed at this place */
export const oneOf = <const T extends readonly string[]>(
  values: T,
  describe: string,
  expected = `one of ${quoted(values)}`,
) => described(v.picklist(values, expected), describe);

export const name = (describe: string) =>
  shortText(
    "a name of 1 to 64 characters without line breaks, not beginning or ending with a space",
    describe,
  );

/** What stands in a cell of the data. */
export const cell = (describe: string) =>
  shortText('a text of 1 to 64 characters in quotation marks, such as "broken" or "-1"', describe);

const shortText = (expected: string, describe: string) =>
  v.pipe(
    v.string(expected),
    v.normalize("NFC"),
    v.regex(/^(?!\s)[^\p{Cc}\u2028\u2029]{1,64}(?<!\s)$/u, expected),
    v.description(describe),
  );

/** A schema that leaves what it is given to another, by what that is, as `lazy` does; in the JSON Schema it is itself. */
const by = <T extends v.GenericSchema>(
  schema: T,
  choose: (value: unknown) => v.GenericSchema,
): T => ({
  ...schema,
  "~run": (dataset, config) => choose(dataset.value)["~run"](dataset, config),
});

/** @param expected in place of what is no list, when a list is not all that is allowed at this place */
export const listOf = <T extends v.GenericSchema>(
  item: T,
  most: number,
  what: string,
  describe: string,
  expected?: string,
) => {
  const bounds = `a list of 1 to ${most} ${what}`;
  const list = v.pipe(
    v.array(item, expected ?? bounds),
    v.minLength(1, bounds),
    v.maxLength(most, bounds),
    v.description(describe),
  );
  // Of a list that is too long, what is in it does not matter.
  return by(list, (value) =>
    Array.isArray(value) && value.length > most ? v.never(bounds) : list,
  );
};

/** An object with these fields and no others. */
export const objectOf = <const T extends v.ObjectEntries>(fields: T, expected: string) => {
  // What is expected of a field that is missing, valibot asks the object.
  const ofField = (key: unknown) => (fields[key as string] as { message?: string })?.message;
  const object = v.strictObject(fields, ({ path }) => (path && ofField(path[0].key)) ?? expected);
  // To valibot a list is an object as well.
  return by(object, (value) => (Array.isArray(value) ? v.never(expected) : object));
};

/** A text that stands for a longer form, or that form: what is no text is meant to be the form. */
export const shortOr = <S extends v.GenericSchema<string, unknown>, L extends v.GenericSchema>(
  short: S,
  long: L,
  describe: string,
) => {
  const either = by(v.union([short, long]), (value) => (typeof value === "string" ? short : long));
  return described(either, describe);
};

/** What may be left out; what it is then is told in the JSON Schema, and filled in by who knows the other fields. */
export const elseLater = <T extends v.GenericSchema>(field: T, value: v.InferInput<T>) =>
  v.pipe(v.optional(field), v.metadata({ default: value }));
