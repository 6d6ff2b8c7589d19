import { UserError } from "../errors.js";
import type { Network } from "../loader/index.js";
import { percent, table } from "../text.js";
import {
  accuracy,
  areaUnderRoc,
  type Confusion,
  confusion,
  f1,
  meanLoss,
  precision,
  recall,
} from "./metrics.js";
import type { Readings } from "./readings.js";

/** How well one output of a network does on labelled readings. Rates are null where they are 0/0. */
export interface Score {
  readonly output: string;
  readonly readings: number;
  /** mean negative log-likelihood per observation, in nats; null without observations */
  readonly loss: number | null;
  readonly accuracy: number | null;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  readonly areaUnderRoc: number | null;
  readonly confusion: Confusion;
}

/** Probabilities (rows, outputs) for some rows of the readings, by default all. */
export function predictRows(
  network: Network,
  readings: Readings,
  rows?: Uint32Array,
): Float32Array {
  const { inputs, outputs } = network.engine.layout;
  const count = rows?.length ?? readings.count;
  const probabilities = new Float32Array(count * outputs);
  for (let i = 0; i < count; i++) {
    const row = rows?.[i] ?? i;
    const reading = readings.values.subarray(row * inputs, (row + 1) * inputs);
    const predicted = inRow(row, () => network.predict(reading));
    probabilities.set(expectProbabilities(row, predicted), i * outputs);
  }
  return probabilities;
}

/** Does something with a row of the readings; an error of the loader then names the row, counted from 1. */
export function inRow<T>(row: number, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `readings, row ${row + 1}: ${reason}; check the row, and "mean" and "deviation" in the network file`,
    );
  }
}

function expectProbabilities(row: number, probabilities: Float32Array): Float32Array {
  if (!probabilities.includes(Number.NaN)) return probabilities;
  throw new UserError(
    `readings, row ${row + 1}: got the prediction NaN, expected a probability; the weights are too large: train again with a lower learning rate`,
  );
}

/** Labels (rows, outputs) of some rows of the readings, by default all. */
export function labelsOf({ labels, outputs }: Readings, rows?: Uint32Array): Float32Array {
  if (rows === undefined) return labels;
  const some = new Float32Array(rows.length * outputs);
  for (const [i, row] of rows.entries()) {
    some.set(labels.subarray(row * outputs, (row + 1) * outputs), i * outputs);
  }
  return some;
}

/** One column of a (rows, columns) array. */
export function column(values: Float32Array, columns: number, index: number): Float32Array {
  return Float32Array.from(
    { length: values.length / columns },
    (_, i) => values[i * columns + index]!,
  );
}

/** Scores one output's probabilities against its labels; 0.5 and above counts as a 1. */
export function score(output: string, probabilities: Float32Array, labels: Float32Array): Score {
  const counts = confusion(probabilities, labels);
  return {
    output,
    readings: labels.length,
    loss: meanLoss(probabilities, labels),
    accuracy: accuracy(counts),
    precision: precision(counts),
    recall: recall(counts),
    f1: f1(counts),
    areaUnderRoc: areaUnderRoc(probabilities, labels),
    confusion: counts,
  };
}

/** The scores of all outputs as a table for people, with the confusion matrices. */
export function describeScores(scores: readonly Score[]): string {
  const head = [
    "",
    "readings",
    "loss",
    "accuracy",
    "precision",
    "recall",
    "F1",
    "AUC",
    "TP",
    "FP",
    "TN",
    "FN",
  ];
  const rows = scores.map((s) => [
    s.output,
    s.readings,
    s.loss?.toFixed(4) ?? "–",
    ...[s.accuracy, s.precision, s.recall, s.f1].map(percent),
    s.areaUnderRoc?.toFixed(4) ?? "–",
    s.confusion.truePositive,
    s.confusion.falsePositive,
    s.confusion.trueNegative,
    s.confusion.falseNegative,
  ]);
  return table(head, rows);
}
