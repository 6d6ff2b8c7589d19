const WHOLE = /^(?:0|[1-9]\d*)$/;

/**
 * Tells which class a text of the data means: by its name, or by its number from 0. Where the name of a class is a whole
 * number itself, only names count: of the classes "1", "2" and "3", the text 1 means the first.
 * @returns the class's number; undefined when there is no such class
 */
export function classReader(names: readonly string[]): (text: string) => number | undefined {
  const numbers = new Map(names.map((name, number) => [name, number]));
  if (!names.some((name) => WHOLE.test(name))) {
    for (const number of names.keys()) numbers.set(`${number}`, number);
  }
  return (text) => numbers.get(text);
}
