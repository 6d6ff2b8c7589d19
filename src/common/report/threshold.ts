import { f1 } from "../learning/metrics.js";
import { type Html, html } from "./html.js";

/** Where a slider can stand: 0, 0.01 … 1. */
export const THRESHOLD_STEPS = 100;

/** What every threshold from 0 to 1 would do, in steps of a hundredth. */
interface Thresholds {
  /** readings with label 1, and with label 0 */
  readonly positives: number;
  readonly negatives: number;
  /** (101) of those labelled 1, how many have at least the threshold's probability */
  readonly found: readonly number[];
  /** (101) of those labelled 0 */
  readonly alarms: readonly number[];
}

/** Counts for each threshold; a probability of at least the threshold predicts 1. */
export function thresholdsOf(
  probabilities: ArrayLike<number>,
  labels: ArrayLike<number>,
): Thresholds {
  // how many have a step as the last that they reach
  const reached = [0, 1].map(() => new Array<number>(THRESHOLD_STEPS + 1).fill(0));
  for (let i = 0; i < labels.length; i++) {
    reached[labels[i] === 1 ? 1 : 0]![lastStep(probabilities[i]!)]!++;
  }
  const [alarms, found] = reached.map(fromEnd);
  return { positives: found![0]!, negatives: alarms![0]!, found: found!, alarms: alarms! };
}

/** The last step that a probability is not below; p · 100 alone may round to the other side. */
function lastStep(p: number): number {
  let step = Math.min(Math.floor(p * THRESHOLD_STEPS), THRESHOLD_STEPS);
  if (step < THRESHOLD_STEPS && p >= (step + 1) / THRESHOLD_STEPS) step++;
  return p < step / THRESHOLD_STEPS ? step - 1 : step;
}

function fromEnd(counts: readonly number[]): number[] {
  let sum = 0;
  return counts.map((_, i) => (sum += counts[counts.length - 1 - i]!)).reverse();
}

/** The step with the largest F1, the one nearest to the middle of equals; none without a reading of label 1. */
export function bestStep({ positives, found, alarms }: Thresholds): number | undefined {
  if (positives === 0) return undefined;
  const score = (step: number) =>
    f1({
      truePositive: found[step]!,
      falseNegative: positives - found[step]!,
      falsePositive: alarms[step]!,
      trueNegative: 0,
    }) ?? 0;
  const middle = THRESHOLD_STEPS / 2;
  return found
    .map((_, step) => step)
    .sort((a, b) => score(b) - score(a) || Math.abs(a - middle) - Math.abs(b - middle))[0];
}

/** A slider that the page's script shows and listens to; without it the counts at 0.5 stay as they are. */
export function thresholdSlider(thresholds: Thresholds, id: string): Html {
  const { positives, negatives, found, alarms } = thresholds;
  const data = JSON.stringify({ positives, negatives, found, alarms });
  const best = bestStep(thresholds);
  const hint =
    best === undefined
      ? ""
      : html`<p class="note">F1 is largest at ${(best / THRESHOLD_STEPS).toFixed(2)}, on these very readings.</p>`;
  return html`<div class="threshold" hidden data-thresholds="${data}"><label for="${id}">Threshold</label>
<input type="range" id="${id}" min="0" max="${THRESHOLD_STEPS}" step="1" value="${THRESHOLD_STEPS / 2}" autocomplete="off"><output for="${id}">0.50</output></div>${hint}`;
}
