import { count, quoted } from "../text.js";

/** Whether numbers tell classes apart that have these names: no name is a whole number itself. */
export const isNumbered = (names: readonly string[]): boolean => !names.some(isWhole);

/** Whether a text is a whole number. */
export const isWhole = (text: string): boolean => /^\d+$/.test(text);

/**
 * Tells which class a text of the data means: by its name, or by its number from 0. Where the name of a class is a whole
 * number itself, only names count: of the classes "1", "2" and "3", the text 1 means the first.
 * @param written what the data write for each class, where that is not its name
 * @returns the class's number; undefined when there is no such class
 */
export function classReader(
  names: readonly string[],
  written: readonly string[] = names,
): (text: string) => number | undefined {
  const numbers = new Map(names.map((name, number) => [name, number]));
  for (const [number, text] of written.entries()) numbers.set(text, number);
  if (isNumbered([...names, ...written])) {
    for (const number of names.keys()) numbers.set(`${number}`, number);
  }
  return (text) => numbers.get(text);
}

/** Classes that a sentence can name and still be read. */
const MOST_NAMED = 12;

/** What a class of the data may be, for an error: one of "still", "wave", or its number from 0 to 1. */
export function expectedClass(
  names: readonly string[],
  written: readonly string[] = names,
): string {
  const some = quoted(written.slice(0, MOST_NAMED));
  const more = names.length > MOST_NAMED ? ` and ${count(names.length - MOST_NAMED)} more` : "";
  const numbers = isNumbered([...names, ...written])
    ? `, or its number from 0 to ${names.length - 1}`
    : "";
  return `one of ${some}${more}${numbers}`;
}
