import { shown, UserError } from "../errors.js";

/** The smallest float32 above 0: a float32 kernel may round a probability to 0. */
const PROBABILITY_MIN = 2 ** -149;

/** How one class of several is told from the others. Rates are null where they are 0/0. */
export interface ClassRates {
  /** observations of the class */
  readonly readings: number;
  /** share of those predicted as this class that are of it */
  readonly precision: number | null;
  /** share of those of this class that were found */
  readonly recall: number | null;
  /** harmonic mean of the two */
  readonly f1: number | null;
}

/** How many observations of each class (rows) were predicted as each class (columns). */
export type ConfusionMatrix = readonly (readonly number[])[];

/** The class with the largest of k probabilities in each row, the first of equals. */
export function likeliest(probabilities: ArrayLike<number>, k: number): Uint32Array {
  return Uint32Array.from({ length: probabilities.length / k }, (_, row) => {
    let best = 0;
    for (let j = 1; j < k; j++) {
      if (probabilities[row * k + j]! > probabilities[row * k + best]!) best = j;
    }
    return best;
  });
}

/**
 * Counts predictions against labels.
 * @param predicted (count) and
 * @param labels (count): classes from 0 to k − 1
 * @throws UserError if the lengths differ or a class is none
 */
export function confusionMatrix(
  predicted: ArrayLike<number>,
  labels: ArrayLike<number>,
  k: number,
): ConfusionMatrix {
  if (predicted.length !== labels.length) {
    throw new UserError(
      `labels: got ${labels.length}, expected ${predicted.length}, one for each prediction`,
    );
  }
  const matrix = Array.from({ length: k }, () => new Array<number>(k).fill(0));
  for (let i = 0; i < labels.length; i++) {
    for (const [what, list] of [
      ["labels", labels],
      ["predicted", predicted],
    ] as const) {
      if (matrix[list[i]!] !== undefined) continue;
      throw new UserError(
        `${what}[${i}]: got ${shown(list[i])}, expected a whole number from 0 to ${k - 1}`,
      );
    }
    matrix[labels[i]!]![predicted[i]!]!++;
  }
  return matrix;
}

/** Share of all predictions that are right; null when there are none. */
export function shareRight(matrix: ConfusionMatrix): number | null {
  const right = matrix.reduce((sum, row, i) => sum + row[i]!, 0);
  return ratio(
    right,
    matrix.reduce((sum, row) => sum + total(row), 0),
  );
}

/** Precision, recall and F1 of each class. */
export const classRates = (matrix: ConfusionMatrix): ClassRates[] =>
  matrix.map((row, i) => {
    const right = row[i]!;
    const readings = total(row);
    const predicted = total(matrix.map((other) => other[i]!));
    return {
      readings,
      precision: ratio(right, predicted),
      recall: ratio(right, readings),
      f1: ratio(2 * right, readings + predicted),
    };
  });

/** Mean recall of the classes that occur: what a rare class adds as much to as a frequent one. Null without any. */
export function meanRecall(rates: readonly ClassRates[]): number | null {
  const recalls = rates.flatMap(({ recall }) => (recall === null ? [] : [recall]));
  return ratio(total(recalls), recalls.length);
}

/** Mean F1 of the classes that occur or are predicted; null without any. */
export function macroF1(rates: readonly ClassRates[]): number | null {
  const all = rates.flatMap(({ f1 }) => (f1 === null ? [] : [f1]));
  return ratio(total(all), all.length);
}

/** Observations of one class that were taken for another. */
export interface ConfusedPair {
  /** the classes' numbers */
  readonly truly: number;
  readonly predicted: number;
  /** how many, at least 1 */
  readonly count: number;
  /** of all that are truly of the class */
  readonly share: number;
}

/** What is taken for something else, most often first; of equally often the larger share, then the first class. */
export function confusedPairs(matrix: ConfusionMatrix): ConfusedPair[] {
  const pairs = matrix.flatMap((row, truly) =>
    row.flatMap((count, predicted) =>
      count > 0 && predicted !== truly
        ? [{ truly, predicted, count, share: count / total(row) }]
        : [],
    ),
  );
  return pairs.sort((a, b) => b.count - a.count || b.share - a.share);
}

/**
 * Mean negative log-likelihood of the right classes in nats, computed in float64; null when there are no observations. A
 * probability of 0 counts as the least float32 above it, so that an observation adds at most 103.3 times its weight.
 * @param probabilities (count, k)
 * @param labels (count), each from 0 to k − 1
 * @param weights (k) how many times an observation of each class counts
 */
export function classLoss(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  k: number,
  weights?: ArrayLike<number>,
): number | null {
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    const p = Math.max(probabilities[i * k + labels[i]!]!, PROBABILITY_MIN);
    sum -= (weights?.[labels[i]!] ?? 1) * Math.log(p);
  }
  return ratio(sum, labels.length);
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0);
const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
