import type { Evaluation } from "./evaluations.js";

/** Observations that were evaluated. */
export const sizeOf = (evaluation: Evaluation): number =>
  evaluation.task === "numbers" ? evaluation.targets.length : evaluation.labels.length;

/** What an evaluation is called among others of the same readings: by its output, if it is of one. */
export const nameOf = (evaluation: Evaluation): string =>
  (evaluation.task === "classes" ? undefined : evaluation.name) ?? evaluation.title;

/**
 * The evaluations that the page is about: all of the same readings as the first, or as the first of a title. Classes that
 * are the largest of several outputs come first, as they are one answer instead of several.
 */
export function mainOf(evaluations: readonly Evaluation[], title?: string): readonly Evaluation[] {
  const first = evaluations.find((evaluation) => evaluation.title === title) ?? evaluations[0];
  if (!first) return [];
  const same = first.of ? evaluations.filter(({ of }) => of?.rows === first.of!.rows) : [first];
  return same.toSorted((a, b) => Number(b.task === "classes") - Number(a.task === "classes"));
}
