import { UserError } from "../errors.js";

/** How far predicted numbers are from the true ones, in the target's unit. Null without observations. */
export interface NumberErrors {
  /** mean of the errors without their signs */
  readonly meanAbsoluteError: number | null;
  /** root of the mean squared error */
  readonly rootMeanSquareError: number | null;
  /** mean of predicted − true */
  readonly bias: number | null;
}

/** The errors of predictions, and what they are beside the best that one and the same number could do. */
export interface NumberMeasures extends NumberErrors {
  /** share of the targets' variance that the predictions explain, at most 1; null where they never change */
  readonly r2: number | null;
  /** the errors of always saying the mean of these very targets */
  readonly ofMean: NumberErrors;
}

/**
 * Measures predictions against targets, in float64.
 * @throws UserError if the lengths differ
 */
export function measureNumbers(
  predicted: ArrayLike<number>,
  targets: ArrayLike<number>,
): NumberMeasures {
  if (predicted.length !== targets.length) {
    throw new UserError(
      `targets: got ${targets.length}, expected ${predicted.length}, one for each prediction`,
    );
  }
  const mean = meanOf(targets.length, (i) => targets[i]!) ?? 0;
  const errors = errorsOf((i) => predicted[i]! - targets[i]!, targets.length);
  const ofMean = errorsOf((i) => mean - targets[i]!, targets.length);
  const [own, spread] = [errors.rootMeanSquareError, ofMean.rootMeanSquareError];
  return { ...errors, r2: own !== null && spread ? 1 - (own / spread) ** 2 : null, ofMean };
}

function errorsOf(error: (i: number) => number, count: number): NumberErrors {
  const square = meanOf(count, (i) => error(i) ** 2);
  return {
    meanAbsoluteError: meanOf(count, (i) => Math.abs(error(i))),
    rootMeanSquareError: square === null ? null : Math.sqrt(square),
    bias: meanOf(count, error),
  };
}

function meanOf(count: number, value: (i: number) => number): number | null {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += value(i);
  return count === 0 ? null : sum / count;
}
