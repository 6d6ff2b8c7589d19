import { YES_NO_WORDS, type YesNo } from "../data/yes-no-words.js";
import { type ColumnProfile, isNumeric, sortedLabels } from "./column-profile.js";

/** Pairs of numbers that mean no and yes, the second of which is the larger. */
const NUMBERS: readonly (readonly [number, number])[] = [
  [0, 1],
  [-1, 1],
  [1, 2],
];

/**
 * How no and yes are written in a column of any two values: as {@link yesNoOf} knows them; else the smaller number, or
 * what comes first in the alphabet, is no.
 */
export function anyTwoOf(column: ColumnProfile): YesNo {
  const known = yesNoOf(column);
  if (known) return known;
  const [no, yes] = sortedLabels(column) as [string, string];
  return { no, yes };
}

/** How no and yes are written in a column that holds two values which mean them; undefined for any other. */
export function yesNoOf(column: ColumnProfile): YesNo | undefined {
  const texts = [...column.values.keys()];
  if (column.more || texts.length !== 2) return undefined;
  const [first, second] = texts as [string, string];
  for (const [no, yes] of [
    [first, second],
    [second, first],
  ] as const) {
    if (isNumeric(column) ? isPair(Number(no), Number(yes)) : isWords(no, yes)) return { no, yes };
  }
  return undefined;
}

const isPair = (no: number, yes: number) => NUMBERS.some(([a, b]) => no === a && yes === b);
const isWords = (no: string, yes: string) =>
  YES_NO_WORDS.some((pair) => pair.no === no.toLowerCase() && pair.yes === yes.toLowerCase());
