import { likeliest } from "../learning/class-metrics.js";
import type { ClassesEvaluation } from "./class-evaluations.js";
import type { Evaluation } from "./evaluations.js";
import type { NumbersEvaluation } from "./number-evaluations.js";
import { THRESHOLD, type YesNoEvaluation } from "./yes-no-evaluations.js";

/** An answer that was wrong, or of numbers one that was far off. */
export interface Mistake {
  /** which of the evaluated readings, from 0 */
  readonly at: number;
  /** index of the evaluation that it is of */
  readonly of: number;
  readonly truth: string | number;
  readonly said: string | number;
  /** how wrong: the probability of what was said; of numbers the error without sign */
  readonly weight: number;
}

/** What was judged wrongly, the most confident first; of numbers everything, the furthest off first. */
export function mistakesIn(main: readonly Evaluation[]): readonly Mistake[] {
  return main
    .flatMap((evaluation, of) => each(evaluation).map((mistake) => ({ ...mistake, of })))
    .sort((a, b) => b.weight - a.weight || a.at - b.at || a.of - b.of);
}

type Single = Omit<Mistake, "of">;

function each(evaluation: Evaluation): Single[] {
  switch (evaluation.task) {
    case "classes":
      return ofClasses(evaluation);
    case "yes-no":
      return ofYesNo(evaluation);
    case "numbers":
      return ofNumbers(evaluation);
  }
}

function ofClasses({ classes, probabilities, labels }: ClassesEvaluation): Single[] {
  const k = classes.length;
  return [...likeliest(probabilities, k)].flatMap((said, at) =>
    said === labels[at]
      ? []
      : [
          {
            at,
            truth: classes[labels[at]!]!,
            said: classes[said]!,
            weight: probabilities[at * k + said]!,
          },
        ],
  );
}

function ofYesNo({ probabilities, labels }: YesNoEvaluation): Single[] {
  return Array.from(probabilities).flatMap((p, at) => {
    const said = p >= THRESHOLD ? 1 : 0;
    if (said === labels[at]) return [];
    const [is, taken] = said === 1 ? ["no", "yes"] : ["yes", "no"];
    return [{ at, truth: is!, said: taken!, weight: said === 1 ? p : 1 - p }];
  });
}

function ofNumbers({ predicted, targets }: NumbersEvaluation): Single[] {
  return Array.from(targets, (truth, at) => {
    const said = predicted[at]!;
    return { at, truth, said, weight: Math.abs(said - truth) };
  });
}
