import { hardestFirst, worstFirst } from "../learning/hardest.js";
import * as metrics from "../learning/metrics.js";
import { measureNumbers } from "../learning/number-metrics.js";
import type { Evaluation } from "./evaluations.js";
import { THRESHOLD } from "./yes-no-evaluations.js";

/**
 * As many evaluations as get charts: all as they come, or of more the hardest, the worst first, in the order in which the
 * terminal names them. Classes, one answer of all outputs, come before single outputs.
 * @param most at least 0
 */
export function hardestOf(all: readonly Evaluation[], most: number): readonly Evaluation[] {
  if (all.length <= most) return all;
  const classes = all.filter(({ task }) => task === "classes");
  const yesNo = all.flatMap((evaluation) => {
    if (evaluation.task !== "yes-no") return [];
    const { probabilities, labels } = evaluation;
    const counts = metrics.confusion(probabilities, labels, THRESHOLD);
    return [{ evaluation, f1: metrics.f1(counts), accuracy: metrics.accuracy(counts) }];
  });
  const numbers = all.flatMap((evaluation) =>
    evaluation.task === "numbers"
      ? [{ evaluation, r2: measureNumbers(evaluation.predicted, evaluation.targets).r2 }]
      : [],
  );
  const single = [...hardestFirst(yesNo), ...worstFirst(numbers)];
  return [...classes, ...single.map(({ evaluation }) => evaluation)].slice(0, most);
}
