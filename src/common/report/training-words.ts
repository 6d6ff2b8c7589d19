import type { EpochRecord } from "../learning/history.js";
import { count } from "../text.js";
import { median, quantile, tenths } from "./smoothing.js";

/** Epochs below which nothing is said: so few cannot be told from noise. */
const LEAST_EPOCHS = 50;
/** By how much the smoothed validation loss must rise to be worth a word. */
const RISE = 1.1;
/** By how much the smoothed loss must have fallen over the last tenths to be worth a word. */
const FALL = 0.97;
/** Share of a rise that may have been lost again on the way: what goes up and down is no rise. */
const SETBACK = 0.25;
/** Tenths of the epochs, at the end, that must agree. */
const AGREEING = 3;
/** Share of the epochs on either side that may lie on the wrong side: a few leaps are in any curve. */
const LEAPS = 0.1;

/**
 * What the curves show for certain, in a sentence; silent when in doubt. Single epochs are noisy, and the best of them
 * lucky, so only tenths of the run are compared, and only where nearly all epochs of the one lie above nearly all of the
 * others.
 */
export function trainingWords(history: readonly EpochRecord[]): string | undefined {
  const finite = history.filter(
    (r) => Number.isFinite(r.loss) && Number.isFinite(r.validationLoss ?? 0),
  );
  if (finite.length < LEAST_EPOCHS || finite.length < history.length) return undefined;
  return overfitting(finite) ?? stillFalling(finite);
}

function overfitting(history: readonly EpochRecord[]): string | undefined {
  if (history.some(({ validationLoss }) => validationLoss === undefined)) return undefined;
  const parts = tenths(history);
  const held = parts.map((part) => part.map(({ validationLoss }) => validationLoss!));
  const levels = held.map(median);
  const best = levels.indexOf(Math.min(...levels));
  const after = held.slice(-AGREEING);
  if (best >= held.length - AGREEING) return undefined;
  const [then, now] = [parts[best]!, parts.at(-1)!].map((part) => part.map(({ loss }) => loss));
  const rise = levels.at(-1)! / levels[best]!;
  const certain =
    rise > RISE &&
    after.every((part) => areAbove(part, held[best]!)) &&
    isSteady(levels.slice(best));
  const closer = areAbove(then!, now!) && levels.at(-1)! > median(now!);
  if (!certain || !closer) return undefined;
  const [from, to] = [parts[best]![0]!.epoch, parts[best]!.at(-1)!.epoch];
  const more = ((rise - 1) * 100).toFixed(0);
  return `The validation loss was lowest around epochs ${count(from)} to ${count(to)} and has risen by ${more} % since, while the training loss fell: the network overfits. Stopping earlier, fewer units or more readings help.`;
}

/** Whether levels rise from the first on without falling back by much. */
function isSteady(levels: readonly number[]): boolean {
  const allowed = SETBACK * (levels.at(-1)! - levels[0]!);
  let highest = Number.NEGATIVE_INFINITY;
  return levels.every((level) => {
    highest = Math.max(highest, level);
    return highest - level <= allowed;
  });
}

function stillFalling(history: readonly EpochRecord[]): string | undefined {
  const losses = tenths(history.map((r) => r.validationLoss ?? r.loss)).slice(-AGREEING);
  const [before, , last] = losses;
  const falls = losses.every((part, i) => i === 0 || areAbove(losses[i - 1]!, part));
  if (!falls || !(median(last!) < FALL * median(before!))) return undefined;
  return "The loss was still falling at the end: more epochs may help.";
}

/** Whether nearly all of some values are greater than nearly all of others. */
const areAbove = (some: readonly number[], others: readonly number[]): boolean =>
  quantile(some, LEAPS) > quantile(others, 1 - LEAPS);
