import { count, counted } from "../text.js";
import type { Choice } from "./choice.js";

/** What decides about layers and training. */
export interface Amount {
  /** numbers that the network sees at a time */
  readonly features: number;
  readonly outputs: number;
  /** rows or windows to learn from */
  readonly observations: number;
}

/** Units of the one hidden layer: half as many as there are numbers in and out, as multiples of four. */
export function chooseHidden({ features, outputs }: Amount): Choice<number> {
  const units = 4 * Math.ceil((0.6 * (features + outputs)) / 4);
  const value = Math.min(Math.max(units, 8), 32);
  const reason = `one hidden layer of ${value} units, for ${counted(features, "number")} in and ${count(outputs)} out`;
  return { value, reason };
}

/** Observations in a batch: sixteen, or of little data fewer, so that an epoch makes a few steps. */
export function chooseBatch({ observations }: Pick<Amount, "observations">): Choice<number> {
  const value = Math.max(1, Math.min(16, 2 ** Math.floor(Math.log2(observations / 8))));
  const reason =
    value === 16
      ? "16 observations in a batch, which steps in memory and noise bear well"
      : `${counted(value, "observation")} in a batch, as there are few`;
  return { value, reason };
}

/** Observations from which an epoch makes enough steps for a small rate. */
const MANY_OBSERVATIONS = 500;

/** The rate of Adam. */
export function chooseRate({ observations }: Pick<Amount, "observations">): Choice<number> {
  const value = observations >= MANY_OBSERVATIONS ? 0.003 : 0.01;
  const reason = `adam, whose steps suit each weight's own slope, at a rate of ${value}`;
  return { value, reason };
}

/**
 * How many times as often as the rarest the most frequent label may come before they are weighted: weights help the rare
 * ones to be found and cost right answers among the frequent ones, so they are for labels that would else be passed over.
 */
const EVEN = 10;

/** Whether labels are so uneven that a network would do well to say the most frequent one always. */
export function chooseWeights(counts: readonly number[]): Choice<"balanced"> | undefined {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  if (most <= EVEN * least) return undefined;
  const times = count(Math.round(most / least));
  return {
    value: "balanced",
    reason: `weights that balance the labels, as the most frequent comes ${times} times as often as the rarest`,
  };
}
