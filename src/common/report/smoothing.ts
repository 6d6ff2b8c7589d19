/** The value that so large a share of the others lies below: 0 gives the least, 0.5 the lower median, 1 the greatest. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))]!;
}

/** The middle value; of an even number of values the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
}

/** Epochs from which on a curve is smoothed; fewer are seen one by one. */
const LEAST_EPOCHS = 20;
/** Neighbours on either side at most. */
const MOST_NEIGHBOURS = 50;

/** How many neighbours on either side a curve of so many epochs is smoothed over: a twentieth; 0 leaves it as it is. */
export const neighbours = (epochs: number): number =>
  epochs < LEAST_EPOCHS ? 0 : Math.min(MOST_NEIGHBOURS, Math.max(2, Math.round(epochs / 20)));

/**
 * The running median: of each value and those beside it. At the ends there are fewer, all of one side, so that the last
 * point is no luckier than those before. A median and no mean, since a single leap would draw a mean along.
 */
export function runningMedian(values: readonly number[], reach: number): number[] {
  if (reach === 0) return [...values];
  return values.map((_, i) => median(values.slice(Math.max(0, i - reach), i + reach + 1)));
}

/** A list in ten parts, one after the other, as equal as whole numbers allow. */
export function tenths<T>(values: readonly T[]): T[][] {
  const cut = (i: number) => Math.round((i * values.length) / 10);
  return Array.from({ length: 10 }, (_, i) => values.slice(cut(i), cut(i + 1)));
}
