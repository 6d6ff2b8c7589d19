/** What a column of numbers holds. */
export interface ColumnSummary {
  readonly name: string;
  readonly unit?: string;
  readonly least: number;
  readonly mean: number;
  readonly greatest: number;
  /** (groups, BINS) how many values of each group lie in each of as many equal parts of the range */
  readonly bins: readonly (readonly number[])[];
}

/** Bars of a histogram. */
export const BINS = 24;

/** A column among others. */
interface ColumnPlace {
  /** (rows, columns) */
  readonly values: ArrayLike<number>;
  readonly columns: number;
  readonly index: number;
}

/**
 * Summarises one column.
 * @param place at least one row
 * @param groupOf the group of a row, from 0
 * @param groups how many there are
 */
export function summariseColumn(
  title: { readonly name: string; readonly unit?: string | undefined },
  { values, columns, index }: ColumnPlace,
  groupOf: (row: number) => number = () => 0,
  groups = 1,
): ColumnSummary {
  const rows = values.length / columns;
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const value = values[row * columns + index]!;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
    sum += value;
  }
  const bins = Array.from({ length: groups }, () => new Array<number>(BINS).fill(0));
  for (let row = 0; row < rows; row++) {
    bins[groupOf(row)]![binOf(values[row * columns + index]!, least, greatest)]!++;
  }
  const { name, unit } = title;
  return { name, ...(unit !== undefined && { unit }), least, mean: sum / rows, greatest, bins };
}

/** A value's part of the range; where all are equal, the middle. */
const binOf = (value: number, least: number, greatest: number): number =>
  greatest > least
    ? Math.min(BINS - 1, Math.floor(((value - least) / (greatest - least)) * BINS))
    : BINS / 2;
