import { shown, UserError } from "../errors.js";
import { checkLabels } from "./labels.js";

/** How many observations were predicted right and wrong, by class. */
export interface Confusion {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly trueNegative: number;
  readonly falseNegative: number;
}

/** One point of the curve: the rates when every probability of at least `threshold` counts as positive. */
export interface RocPoint {
  /** from 0 to 1 */
  readonly falsePositiveRate: number;
  /** from 0 to 1 */
  readonly truePositiveRate: number;
  /** a probability that occurs; Infinity at the first point, where nothing is positive */
  readonly threshold: number;
}

/** The predictions with a probability from `from` (included) to `to` (excluded, but 1 is in the last bin). */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  /** observations in the bin, at least 1 */
  readonly count: number;
  readonly meanPredicted: number;
  /** share of the observations whose label is 1 */
  readonly observedRate: number;
}

/** The smallest float32 above 0. */
const PROBABILITY_MIN = 2 ** -149;
/** The largest float32 below 1. */
const PROBABILITY_MAX = 1 - 2 ** -24;

/**
 * Counts predictions against labels; a probability of at least the threshold predicts 1.
 * @param probabilities (count), each from 0 to 1
 * @param labels (count), each 0 or 1
 * @throws UserError if the lengths differ or a value is out of its range, as every function here does
 */
export function confusion(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  threshold = 0.5,
): Confusion {
  check(probabilities, labels);
  if (Number.isNaN(threshold)) {
    throw new UserError("threshold: got NaN, expected a probability such as 0.5");
  }
  const counts = { truePositive: 0, falsePositive: 0, trueNegative: 0, falseNegative: 0 };
  for (let i = 0; i < labels.length; i++) {
    const positive = probabilities[i]! >= threshold;
    if (labels[i] === 1) counts[positive ? "truePositive" : "falseNegative"]++;
    else counts[positive ? "falsePositive" : "trueNegative"]++;
  }
  return counts;
}

/** Share of the positive predictions that are right; null when nothing was predicted positive. */
export const precision = (c: Confusion) => ratio(c.truePositive, c.truePositive + c.falsePositive);

/** Share of the positive observations that were found; null when there are none. */
export const recall = (c: Confusion) => ratio(c.truePositive, c.truePositive + c.falseNegative);

/** Harmonic mean of precision and recall; null when nothing is or was predicted positive. */
export const f1 = (c: Confusion) =>
  ratio(2 * c.truePositive, 2 * c.truePositive + c.falsePositive + c.falseNegative);

/** Share of all predictions that are right; null when there are none. */
export const accuracy = (c: Confusion) => {
  const right = c.truePositive + c.trueNegative;
  return ratio(right, right + c.falsePositive + c.falseNegative);
};

/**
 * Mean negative log-likelihood in nats, computed in float64; null when there are no observations. A float32 kernel may
 * round a probability to exactly 0 or 1, so probabilities are first clamped to the float32 numbers between them, from
 * 2⁻¹⁴⁹ to 1 − 2⁻²⁴. An observation therefore adds at most 103.3 (label 1) or 16.7 (label 0).
 * @param positiveWeight how many times an observation with label 1 counts
 */
export function meanLoss(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  positiveWeight = 1,
): number | null {
  check(probabilities, labels);
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    const p = Math.min(Math.max(probabilities[i]!, PROBABILITY_MIN), PROBABILITY_MAX);
    sum -= labels[i] === 1 ? positiveWeight * Math.log(p) : Math.log1p(-p);
  }
  return ratio(sum, labels.length);
}

/**
 * The receiver operating characteristic from (0, 0) to (1, 1), one point for each different probability, in descending
 * order of the threshold. Empty when a class is missing, because one of the rates is then undefined.
 */
export function rocCurve(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
): readonly RocPoint[] {
  const steps = countByThreshold(probabilities, labels);
  const { positives, negatives } = steps.at(-1)!;
  if (positives === 0 || negatives === 0) return [];
  return steps.map((step) => ({
    falsePositiveRate: step.negatives / negatives,
    truePositiveRate: step.positives / positives,
    threshold: step.threshold,
  }));
}

/**
 * The chance that a random observation with label 1 gets a higher probability than one with label 0, a tie counting
 * half: the area under {@link rocCurve}. Null when a class is missing.
 */
export function areaUnderRoc(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
): number | null {
  const steps = countByThreshold(probabilities, labels);
  const { positives, negatives } = steps.at(-1)!;
  let pairs = 0; // in halves at the finest, so exact up to 2⁵²
  for (let i = 1; i < steps.length; i++) {
    const [before, after] = [steps[i - 1]!, steps[i]!];
    pairs += ((after.negatives - before.negatives) * (before.positives + after.positives)) / 2;
  }
  return ratio(pairs, positives * negatives);
}

/**
 * How often what was predicted came true: bins of equal width over 0 to 1, those with observations only.
 * @param bins 1 to 1000
 */
export function calibration(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
  bins = 10,
): readonly CalibrationBin[] {
  check(probabilities, labels);
  if (!Number.isInteger(bins) || bins < 1 || bins > 1000) {
    throw new UserError(`bins: got ${shown(bins)}, expected a whole number from 1 to 1000`);
  }
  const sums = Array.from({ length: bins }, () => ({ count: 0, predicted: 0, positive: 0 }));
  for (let i = 0; i < labels.length; i++) {
    const bin = sums[binOf(probabilities[i]!, bins)]!;
    bin.count++;
    bin.predicted += probabilities[i]!;
    bin.positive += labels[i]!;
  }
  return sums.flatMap(({ count, predicted, positive }, i) => {
    if (count === 0) return [];
    const [from, to] = [i / bins, (i + 1) / bins];
    return [{ from, to, count, meanPredicted: predicted / count, observedRate: positive / count }];
  });
}

/** The bin whose printed borders hold p; p · bins alone may round to the other side of a border. */
function binOf(p: number, bins: number): number {
  const guess = Math.min(Math.floor(p * bins), bins - 1);
  if (p < guess / bins) return guess - 1;
  return guess < bins - 1 && p >= (guess + 1) / bins ? guess + 1 : guess;
}

/** How many observations of each class have at least each probability that occurs, descending. */
function countByThreshold(probabilities: ArrayLike<number>, labels: ArrayLike<number>) {
  check(probabilities, labels);
  const order = Uint32Array.from({ length: labels.length }, (_, i) => i);
  order.sort((a, b) => probabilities[b]! - probabilities[a]!);
  const steps = [{ threshold: Number.POSITIVE_INFINITY, positives: 0, negatives: 0 }];
  for (const i of order) {
    const threshold = probabilities[i]!;
    if (threshold !== steps.at(-1)!.threshold) steps.push({ ...steps.at(-1)!, threshold });
    steps.at(-1)![labels[i] === 1 ? "positives" : "negatives"]++;
  }
  return steps;
}

function check(probabilities: ArrayLike<number>, labels: ArrayLike<number>): void {
  if (probabilities.length !== labels.length) {
    throw new UserError(
      `labels: got ${labels.length}, expected ${probabilities.length}, one for each probability`,
    );
  }
  for (let i = 0; i < labels.length; i++) {
    const p = probabilities[i]!;
    if (!(p >= 0 && p <= 1)) {
      throw new UserError(`probabilities[${i}]: got ${shown(p)}, expected a number from 0 to 1`);
    }
  }
  checkLabels(labels);
}

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
