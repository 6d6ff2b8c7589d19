import { type NetworkSpec, outputNames } from "../network/network-spec.js";
import {
  type ClassRates,
  type ConfusionMatrix,
  classLoss,
  classRates,
  confusionMatrix,
  likeliest,
  macroF1,
  meanRecall,
  shareRight,
} from "./class-metrics.js";
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
import { measureNumbers, type NumberMeasures } from "./number-metrics.js";
import { column } from "./rows.js";

/** What all scores have. */
interface Scored {
  /** which part of the data was scored, where there are several: "training", "validation" */
  readonly part?: string;
  /** observations: readings, or windows of them */
  readonly readings: number;
}

/** How well one output with yes or no does. Rates are null where they are 0/0. */
export interface YesNoScore extends Scored {
  readonly task: "yes-no";
  readonly output: string;
  /** mean negative log-likelihood per observation, in nats; null without observations */
  readonly loss: number | null;
  readonly accuracy: number | null;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  readonly areaUnderRoc: number | null;
  readonly confusion: Confusion;
}

/** How well a network tells classes apart. Rates are null where they are 0/0. */
export interface ClassesScore extends Scored {
  readonly task: "classes";
  /** the column with the class; null where each class has an output with yes or no, of which the largest counts */
  readonly output: string | null;
  /** mean negative log-likelihood per observation, in nats; null without observations, and for outputs with yes or no */
  readonly loss: number | null;
  readonly accuracy: number | null;
  /** mean of the classes' recalls */
  readonly meanRecall: number | null;
  /** mean of the classes' F1 */
  readonly macroF1: number | null;
  readonly classes: readonly ({ readonly class: string } & ClassRates)[];
  /** observations of each class (rows) predicted as each class (columns) */
  readonly confusion: ConfusionMatrix;
}

/** How well one output predicts a number, in the target's unit. */
export interface NumberScore extends Scored, NumberMeasures {
  readonly task: "numbers";
  readonly output: string;
  readonly unit?: string;
}

export type Score = YesNoScore | ClassesScore | NumberScore;

type Said = Pick<NetworkSpec, "task" | "outputs" | "label">;

/**
 * Scores what a network said against what is true: one score for each output, or one for all classes. Outputs with yes or
 * no of which always exactly one is a yes are classes too, and are scored as such besides.
 * @param predictions (rows, outputs)
 * @param targets (rows, targets)
 * @param part of the data, where there are several
 */
export function scoresOf(
  spec: Said,
  predictions: Float32Array,
  targets: Float32Array,
  part?: string,
): Score[] {
  const names = outputNames(spec);
  const k = names.length;
  const of = part === undefined ? {} : { part };
  const columns = (j: number) => [column(predictions, k, j), column(targets, k, j)] as const;
  switch (spec.task) {
    case "classes":
      return [{ ...of, ...scoreClasses(spec.label ?? null, names, predictions, targets) }];
    case "numbers":
      return spec.outputs.map(({ name, unit }, j) => ({
        ...of,
        task: "numbers",
        output: name,
        ...(unit !== undefined && { unit }),
        readings: targets.length / k,
        ...measureNumbers(...columns(j)),
      }));
    case "yes-no": {
      const scores = names.map((name, j): Score => ({ ...of, ...score(name, ...columns(j)) }));
      const labels = labelsOfOneHot(targets, k);
      if (!labels) return scores;
      return [...scores, { ...of, ...scoreClasses(null, names, predictions, labels), loss: null }];
    }
  }
}

/** Scores one output's probabilities against its labels; 0.5 and above counts as a 1. */
export function score(
  output: string,
  probabilities: Float32Array,
  labels: Float32Array,
): YesNoScore {
  const counts = confusion(probabilities, labels);
  return {
    task: "yes-no",
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

/**
 * Scores probabilities of classes; the largest counts, the first of equals.
 * @param probabilities (rows, classes)
 * @param labels (rows), each the number of a class
 */
export function scoreClasses(
  output: string | null,
  classes: readonly string[],
  probabilities: Float32Array,
  labels: Float32Array,
): ClassesScore {
  const k = classes.length;
  const matrix = confusionMatrix(likeliest(probabilities, k), labels, k);
  const rates = classRates(matrix);
  return {
    task: "classes",
    output,
    readings: labels.length,
    loss: classLoss(probabilities, labels, k),
    accuracy: shareRight(matrix),
    meanRecall: meanRecall(rates),
    macroF1: macroF1(rates),
    classes: rates.map((of, i) => ({ class: classes[i]!, ...of })),
    confusion: matrix,
  };
}

/** The classes' numbers (rows) of labels (rows, k) of which in each row exactly one of several is 1; else undefined. */
export function labelsOfOneHot(labels: Float32Array, k: number): Float32Array | undefined {
  const rows = labels.length / k;
  if (k < 2 || rows === 0) return undefined;
  const numbers = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const marks = labels.subarray(row * k, (row + 1) * k);
    const first = marks.indexOf(1);
    if (first < 0 || marks.indexOf(1, first + 1) >= 0) return undefined;
    numbers[row] = first;
  }
  return numbers;
}
