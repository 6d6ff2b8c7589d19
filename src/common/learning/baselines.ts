import type { Network } from "../loader/index.js";
import type { NetworkSpec } from "../network/network-spec.js";
import { targetColumns, targetCount } from "../network/tasks.js";
import { likeliest } from "./class-metrics.js";
import { lossOf, outputLosses, type Weigher, weigherOf } from "./loss.js";
import type { Observations } from "./observations.js";
import { targetsOf } from "./rows.js";

/**
 * Ways to answer without reading any input, which a network has to beat:
 * - guess: always what the training data says, the shares of its classes or labels, the mean of its numbers
 * - last: what the observation before had, as often as the training data kept it; of numbers the last one again
 * - constant: the one answer that is best for these very observations, known only afterwards
 */
export type BaselineKind = "guess" | "last" | "constant";

/** How well answers do. */
export interface Achieved {
  /** mean per observation, weighted as in training; see lossOf() */
  readonly loss: number;
  /** share of the answers that are right, of several outputs their mean; null for numbers */
  readonly accuracy: number | null;
}

/** How well answers without reading do. */
export interface Baseline extends Achieved {
  readonly kind: BaselineKind;
}

/** What a network achieves, and beside it those that read nothing. */
export interface Compared extends Achieved {
  /** "last" only where the order of observations means something; "guess" only where there is training data */
  readonly baselines: readonly Baseline[];
}

/** A part of the data; of several outputs the loss is their sum. */
export interface PartBaselines extends Compared {
  /** "training", "validation"; left out where there is only one */
  readonly part?: string;
  /** observations of the part, at least 1 */
  readonly readings: number;
  /** each output by itself; of classes the one column that holds them */
  readonly outputs: readonly OutputBaselines[];
}

export interface OutputBaselines extends Compared {
  readonly output: string;
}

/** Some rows of observations and what the network predicts for them. */
export interface PredictedPart {
  readonly part?: string;
  /** ascending; all when left out */
  readonly rows?: Uint32Array;
  /** (rows, outputs) */
  readonly predictions: Float32Array;
}

/**
 * What a network comes to on parts of its observations, beside answers that read nothing.
 * @param parts those without rows are passed over
 * @param trainRows what was trained on; left out when that is not known, and there is then no guess
 */
export function baselinesOf(
  network: Network,
  spec: NetworkSpec,
  observations: Observations,
  parts: readonly PredictedPart[],
  trainRows?: Uint32Array,
): PartBaselines[] {
  const weigh = weigherOf(network, spec);
  const learnt = trainRows && targetsOf(observations, trainRows);
  const guess = learnt && constantAnswer(spec, weigh, learnt, true);
  const follow =
    trainRows && guess && hasOrder(spec, observations)
      ? followers(spec, observations, trainRows, guess)
      : undefined;
  return parts.flatMap(({ part, rows, predictions }): PartBaselines[] => {
    const targets = targetsOf(observations, rows);
    if (targets.length === 0) return [];
    const count = predictions.length / spec.outputs.length;
    const answers: Partial<Record<BaselineKind, Float32Array>> = {
      ...(guess && { guess: repeated(guess, count) }),
      ...(follow && { last: follow(rows) }),
      constant: repeated(constantAnswer(spec, weigh, targets, false), count),
    };
    const measure = (said: Float32Array) => ({
      whole: achieved(network, spec, said, targets),
      each: achievedByOutput(network, spec, said, targets),
    });
    const own = measure(predictions);
    const others = Object.entries(answers).map(([kind, said]) => ({
      kind: kind as BaselineKind,
      ...measure(said),
    }));
    return [
      {
        ...(part !== undefined && { part }),
        readings: count,
        ...own.whole,
        baselines: others.map(({ kind, whole }) => ({ kind, ...whole })),
        outputs: own.each.map((achieved, j) => ({
          output: targetColumns(spec)[j]!,
          ...achieved,
          baselines: others.map(({ kind, each }) => ({ kind, ...each[j]! })),
        })),
      },
    ];
  });
}

/** What predictions (rows, outputs) achieve on targets (rows, targets) of at least one row. */
export function achieved(
  network: Network,
  spec: NetworkSpec,
  predictions: Float32Array,
  targets: Float32Array,
): Achieved {
  const shares = accuraciesOf(spec, predictions, targets);
  const accuracy = shares ? shares.reduce((sum, share) => sum + share, 0) / shares.length : null;
  return { loss: lossOf(network, spec, predictions, targets), accuracy };
}

/** The same of each output by itself. */
function achievedByOutput(
  network: Network,
  spec: NetworkSpec,
  predictions: Float32Array,
  targets: Float32Array,
): Achieved[] {
  const accuracies = accuraciesOf(spec, predictions, targets);
  return outputLosses(network, spec, predictions, targets).map((loss, j) => ({
    loss,
    accuracy: accuracies?.[j] ?? null,
  }));
}

/**
 * The one answer (outputs) that has the least loss on some targets.
 * @param unsure whether what does not occur there gets some probability nevertheless, as if it came next
 */
function constantAnswer(
  spec: NetworkSpec,
  weigh: Weigher,
  targets: Float32Array,
  unsure: boolean,
): Float32Array {
  const k = spec.outputs.length;
  const rows = spec.task === "classes" ? targets.length : targets.length / k;
  const sums = new Float64Array(k);
  for (const [i, target] of targets.entries()) {
    if (spec.task === "classes") sums[target]!++;
    else sums[i % k]! += target;
  }
  if (spec.task === "numbers") return Float32Array.from(sums, (sum) => sum / rows);
  if (spec.task === "yes-no") {
    return Float32Array.from(sums, (ones, j) => {
      const none = unsure && (ones === 0 || ones === rows) ? 1 : 0;
      const yes = weigh(j) * (ones + none);
      return yes / (yes + rows - ones + none);
    });
  }
  const weights = Float64Array.from(sums, (n, j) => weigh(j) * (n === 0 && unsure ? 1 : n));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.every((weight) => weight === 0)
    ? new Float32Array(k).fill(1 / k)
    : Float32Array.from(weights, (weight) => weight / all);
}

/** An answer to each of some rows: (rows, outputs). */
function repeated(answer: Float32Array, rows: number): Float32Array {
  const all = new Float32Array(rows * answer.length);
  for (let row = 0; row < rows; row++) all.set(answer, row * answer.length);
  return all;
}

/**
 * Whether the observation before may tell something: they come in time, and what they are does not only change from one
 * recording to the next, where the one before always tells and nobody would know it in use.
 */
function hasOrder(spec: NetworkSpec, observations: Observations): boolean {
  const ordered =
    spec.normalizer.type === "adaptive" || spec.window !== undefined || observations.recordings;
  if (!ordered) return false;
  const { count, targets, targetCount } = observations;
  for (let row = 1; row < count; row++) {
    if (!follows(observations, row)) continue;
    for (let j = 0; j < targetCount; j++) {
      if (targets[row * targetCount + j] !== targets[(row - 1) * targetCount + j]) return true;
    }
  }
  return false;
}

/** Whether an observation comes right after the one before it. */
const follows = ({ recordings }: Observations, row: number): boolean =>
  row > 0 && recordings?.[row] === recordings?.[row - 1];

/**
 * What comes after what, as the training data has it; the first of a recording is guessed.
 * @returns what that answers to some rows: (rows, outputs)
 */
function followers(
  spec: NetworkSpec,
  observations: Observations,
  trainRows: Uint32Array,
  guess: Float32Array,
): (rows: Uint32Array | undefined) => Float32Array {
  const k = spec.outputs.length;
  const { targets, targetCount, count } = observations;
  const before = (row: number, j: number) => targets[(row - 1) * targetCount + j]!;
  /** how often b came after a, of output j: counts[(j, a, b)] */
  const kinds = spec.task === "classes" ? k : 2;
  const counts = new Float64Array(targetCount * kinds * kinds);
  if (spec.task !== "numbers") {
    for (const row of trainRows) {
      if (!follows(observations, row)) continue;
      for (let j = 0; j < targetCount; j++) {
        counts[(j * kinds + before(row, j)) * kinds + targets[row * targetCount + j]!]!++;
      }
    }
  }
  /** The share of b after a, the guess counting as one observation more. */
  const shareAfter = (j: number, a: number, b: number, guessed: number): number => {
    const from = (j * kinds + a) * kinds;
    const all = counts.subarray(from, from + kinds).reduce((sum, n) => sum + n, 0);
    return (counts[from + b]! + guessed) / (all + 1);
  };
  const answer = (row: number, j: number): number => {
    if (!follows(observations, row)) return guess[j]!;
    if (spec.task === "numbers") return before(row, j);
    return spec.task === "classes"
      ? shareAfter(0, before(row, 0), j, guess[j]!)
      : shareAfter(j, before(row, j), 1, guess[j]!);
  };
  return (rows) => {
    const length = rows?.length ?? count;
    const said = new Float32Array(length * k);
    for (let i = 0; i < length; i++) {
      for (let j = 0; j < k; j++) said[i * k + j] = answer(rows?.[i] ?? i, j);
    }
    return said;
  };
}

/** Shares of right answers: of each output with yes or no, or of all classes. */
function accuraciesOf(
  spec: NetworkSpec,
  predictions: Float32Array,
  targets: Float32Array,
): number[] | undefined {
  if (spec.task === "numbers") return undefined;
  const answers: ArrayLike<number> =
    spec.task === "classes"
      ? likeliest(predictions, spec.outputs.length)
      : predictions.map((p) => (p >= 0.5 ? 1 : 0));
  const columns = targetCount(spec);
  const right = new Array<number>(columns).fill(0);
  for (let i = 0; i < targets.length; i++) {
    if (answers[i] === targets[i]) right[i % columns]!++;
  }
  return right.map((count) => (count * columns) / targets.length);
}
