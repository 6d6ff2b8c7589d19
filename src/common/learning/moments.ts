/** Below this, 1 / deviation would leave float32; a network file states none below it either. */
const LEAST_DEVIATION = 1e-37;

/** Mean and standard deviation. */
export interface Moments {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * Mean and standard deviation (of a population) of one column of an array (…, columns) over some of its rows, in float64.
 * @param rows at least one
 */
export function momentsOf(
  values: Float32Array,
  columns: number,
  column: number,
  rows: Uint32Array,
): Moments {
  const value = (row: number) => values[row * columns + column]!;
  const first = value(rows[0]!);
  // The mean of equal numbers may round, and would then leave them a deviation.
  if (rows.every((row) => value(row) === first)) return { mean: first, deviation: 0 };
  let sum = 0;
  for (const row of rows) sum += value(row);
  const mean = sum / rows.length;
  let squares = 0;
  for (const row of rows) squares += (value(row) - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / rows.length) };
}

/** What to divide by: of what never changes, 1. */
export const divisorOf = ({ deviation }: Pick<Moments, "deviation">): number =>
  deviation > LEAST_DEVIATION ? deviation : 1;
