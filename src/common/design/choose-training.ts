import { count, counted } from "../text.js";
import type { Choice } from "./choice.js";
import { LEAST_UNITS, MOST_NUMBERS, MOST_WEIGHTS } from "./room.js";

/** What decides about layers and training. */
export interface Amount {
  /** numbers that the network sees at a time */
  readonly features: number;
  readonly outputs: number;
  /** rows or windows to learn from */
  readonly observations: number;
}

/** Units of the one hidden layer: six tenths of the numbers in and out, as multiples of four, as far as memory goes. */
export function chooseHidden({ features, outputs }: Pick<Amount, "features" | "outputs">) {
  const units = 4 * Math.ceil((0.6 * (features + outputs)) / 4);
  const room = 4 * Math.floor(MOST_WEIGHTS / features / 4);
  const value = Math.max(Math.min(units, 32, room), LEAST_UNITS);
  const reason = `one hidden layer of ${value} units, for ${counted(features, "number")} in and ${count(outputs)} out`;
  return { value, reason } satisfies Choice<number>;
}

/** Observations in a batch: sixteen; fewer of little data, so that an epoch makes a few steps, or of wide ones. */
export function chooseBatch({
  features,
  observations,
}: Pick<Amount, "features" | "observations">): Choice<number> {
  const few = powerOfTwo(observations / 8);
  const wide = powerOfTwo(MOST_NUMBERS / features);
  const value = Math.min(16, few, wide);
  if (value === 16) {
    return {
      value,
      reason: "16 observations in a batch, which steps in memory and noise bear well",
    };
  }
  const why = few < wide ? "there are few" : `each has ${counted(features, "number")}`;
  return { value, reason: `${counted(value, "observation")} in a batch, as ${why}` };
}

/** The largest power of two up to a number, at least 1. */
const powerOfTwo = (most: number): number => 2 ** Math.max(0, Math.floor(Math.log2(most)));

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
