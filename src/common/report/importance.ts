import type { Achieved } from "../learning/baselines.js";
import type { Observations } from "../learning/observations.js";
import { seeded, shuffle } from "../learning/random.js";
import { FEATURES } from "../network/features.js";
import type { NetworkSpec } from "../network/network-file.js";
import { everyNth } from "./every-nth.js";

/** Inputs of the network that are shuffled together. */
interface InputGroup {
  readonly name: string;
  /** which of the network's inputs */
  readonly inputs: readonly number[];
}

/** What the network loses when it is told a group's values of other readings. */
export interface Importance {
  readonly name: string;
  /** mean rise of the loss over the repeats, and the least and greatest */
  readonly rise: number;
  readonly least: number;
  readonly greatest: number;
  /** mean fall of the share of right answers; null for numbers */
  readonly fall: number | null;
}

/** Groups that are compared with each other: "Channels", "Features". */
export interface Importances {
  readonly title: string;
  readonly groups: readonly Importance[];
  /** readings that were shuffled, and how often */
  readonly readings: number;
  readonly repeats: number;
  /** the loss as it is */
  readonly loss: number;
}

/** Predicts and judges the rows, reading `values` (all observations, inputs) instead of theirs. */
export type Judge = (values: Float32Array, rows: Uint32Array) => Achieved;

/** How often each group is shuffled anew. */
const REPEATS = 5;
/** Readings that are shuffled at most. */
const MOST_READINGS = 1000;
/** Predictions of the whole page at most, so that it is written in seconds; fewer readings are taken for more groups. */
const MOST_PREDICTIONS = 120_000;
/** Readings below which nothing is shuffled: chance would speak. */
const LEAST_READINGS = 10;

/** What can be shuffled: each input; with a window each channel with all its features, and each feature of all channels. */
export function inputGroups({
  inputs,
  window,
}: NetworkSpec): { title: string; groups: InputGroup[] }[] {
  if (!window) {
    return [{ title: "Inputs", groups: inputs.map(({ name }, i) => ({ name, inputs: [i] })) }];
  }
  const widths = window.features.map((feature) => FEATURES[feature].count(window.rows));
  const perChannel = widths.reduce((sum, width) => sum + width, 0);
  const range = (from: number, length: number) => Array.from({ length }, (_, i) => from + i);
  const channels = inputs.map(({ name }, i) => ({
    name,
    inputs: range(i * perChannel, perChannel),
  }));
  const features = window.features.map((name, j) => {
    const from = widths.slice(0, j).reduce((sum, width) => sum + width, 0);
    return { name, inputs: inputs.flatMap((_, i) => range(i * perChannel + from, widths[j]!)) };
  });
  return [
    { title: "Channels", groups: channels },
    { title: "Features", groups: features },
  ].filter(({ groups }) => groups.length > 1);
}

/**
 * Importance by permutation: how much worse the network does when a group's values are those of other readings, drawn by
 * the network file's seed.
 * @param rows of the observations; of many some are taken, evenly
 */
export function importancesOf(
  spec: NetworkSpec,
  observations: Observations,
  rows: Uint32Array,
  judge: Judge,
): Importances[] {
  const kinds = inputGroups(spec);
  const all = kinds.reduce((sum, { groups }) => sum + groups.length, 0);
  const readings = Math.min(MOST_READINGS, Math.floor(MOST_PREDICTIONS / (REPEATS * all)));
  const some = Uint32Array.from(everyNth(Array.from(rows), readings));
  if (some.length < LEAST_READINGS || all < 2) return [];
  const own = judge(observations.values, some);
  const values = observations.values.slice();
  let state = seeded(spec.seed);
  return kinds.map(({ title, groups }) => ({
    title,
    readings: some.length,
    repeats: REPEATS,
    loss: own.loss,
    groups: groups
      .map(({ name, inputs }) => {
        const judged = Array.from({ length: REPEATS }, () => {
          const order = some.slice();
          state = shuffle(order, state);
          exchange(values, observations, some, order, inputs);
          return judge(values, some);
        });
        exchange(values, observations, some, some, inputs);
        return { name, ...lossesOf(own, judged) };
      })
      .sort((a, b) => b.rise - a.rise),
  }));
}

/** Puts other rows' values into some inputs of some rows. */
function exchange(
  values: Float32Array,
  { values: own, inputs: width }: Observations,
  to: Uint32Array,
  from: Uint32Array,
  inputs: readonly number[],
): void {
  for (const [i, row] of to.entries()) {
    for (const input of inputs) values[row * width + input] = own[from[i]! * width + input]!;
  }
}

function lossesOf(own: Achieved, judged: readonly Achieved[]): Omit<Importance, "name"> {
  const rises = judged.map(({ loss }) => loss - own.loss);
  const mean = (numbers: readonly number[]) =>
    numbers.reduce((sum, n) => sum + n, 0) / numbers.length;
  const accuracies = judged.flatMap(({ accuracy }) => accuracy ?? []);
  return {
    rise: mean(rises),
    least: Math.min(...rises),
    greatest: Math.max(...rises),
    fall: own.accuracy === null ? null : own.accuracy - mean(accuracies),
  };
}
