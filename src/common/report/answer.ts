import type { Compared } from "../learning/baselines.js";
import { confusedPairs } from "../learning/class-metrics.js";
import { hardestFirst, worstFirst } from "../learning/hardest.js";
import { accuracy, confusion, f1 } from "../learning/metrics.js";
import { measureNumbers } from "../learning/number-metrics.js";
import { figure } from "../learning/score-table.js";
import { scoreClasses } from "../learning/scores.js";
import { capital, count, counted } from "../text.js";
import { type BoardPlace, kilobytes, namedBoard } from "./boards.js";
import type { ClassesEvaluation } from "./class-evaluations.js";
import type { Thing } from "./evaluation-parts.js";
import type { Evaluation } from "./evaluations.js";
import { percent } from "./html.js";
import { nameOf, sizeOf } from "./main-evaluations.js";
import type { NumbersEvaluation } from "./number-evaluations.js";
import type { YesNoEvaluation } from "./yes-no-evaluations.js";

/** What the readings of the page's evaluations are. */
export type Part = "held-out" | "training" | { readonly called: string };

/** Outputs that the sentence names; of more it names the extremes. */
const MOST_NAMED = 2;

/**
 * The answer in one sentence: how much is right, what is mistaken most often, and where it fits.
 * @param main evaluations of the same readings, classes before outputs with yes or no
 * @param beside what answers come to that read nothing
 */
export function answerOf(
  main: readonly Evaluation[],
  part: Part,
  thing: Thing,
  { places = [], beside }: { places?: readonly BoardPlace[]; beside?: Compared | undefined } = {},
): string {
  const parts = [...achievement(main, part, thing), ...doubt(beside), ...fitting(places)];
  return `${parts.join("; ")}.`;
}

/** A word where a guess that reads nothing does as well. */
function doubt(beside: Compared | undefined): string[] {
  const guess = beside?.baselines.find(({ kind }) => kind === "guess");
  return guess && beside!.loss >= guess.loss ? ["no better than always the same guess"] : [];
}

function achievement(main: readonly Evaluation[], part: Part, thing: Thing): string[] {
  const [first] = main;
  if (!first || sizeOf(first) === 0) return [`Nothing was evaluated`];
  if (first.task === "classes") return classesAnswer(first, part, thing);
  if (first.task === "numbers") {
    return numbersAnswer(
      main.filter(({ task }) => task === "numbers") as NumbersEvaluation[],
      part,
      thing,
    );
  }
  return yesNoAnswer(
    main.filter(({ task }) => task === "yes-no") as YesNoEvaluation[],
    part,
    thing,
  );
}

/** "the 120 held-out windows", "the 90 windows of test.csv" */
function readingsOf(number: number, part: Part, thing: Thing): string {
  if (typeof part !== "string") return `the ${counted(number, thing)} (${part.called})`;
  return `the ${part === "training" ? counted(number, `training ${thing}`) : counted(number, `held-out ${thing}`)}`;
}

/** "98.9 % of the 120 held-out windows right" */
function rightOf(share: number, number: number, part: Part, thing: Thing): string {
  const all = readingsOf(number, part, thing);
  if (share === 1) return number === 1 ? `${capital(all)} is right` : `All of ${all} are right`;
  return `${percent(share)} of ${all} right`;
}

function classesAnswer(
  { classes, probabilities, labels }: ClassesEvaluation,
  part: Part,
  thing: Thing,
): string[] {
  const { accuracy, confusion } = scoreClasses(null, classes, probabilities, labels);
  const right = rightOf(accuracy!, labels.length, part, thing);
  const [first, second] = confusedPairs(confusion);
  if (!first) return [right];
  const mistaken = `${classes[first.truly]!} is`;
  const taken = `taken for ${classes[first.predicted]!}`;
  if (!second) return [right, `${mistaken} ${taken} ${often(first.count)}`];
  if (second.count < first.count) {
    return [right, `${mistaken} most often ${taken}, ${often(first.count)}`];
  }
  // Of several pairs that occur once each none is worth a name.
  return first.count === 1
    ? [right, `${count(confusedPairs(confusion).length)} mistakes, no two alike`]
    : [right, `${mistaken} ${taken} ${often(first.count)}, among others`];
}

const often = (times: number): string =>
  times === 1 ? "once" : times === 2 ? "twice" : `${count(times)} times`;

function yesNoAnswer(main: readonly YesNoEvaluation[], part: Part, thing: Thing): string[] {
  const scored = main.map((one) => {
    const { probabilities, labels } = one;
    const counts = confusion(probabilities, labels);
    const share = accuracy(counts)!;
    const number = labels.length;
    return { name: nameOf(one), counts, share, number, f1: f1(counts), accuracy: share };
  });
  const [first] = scored;
  if (scored.length === 1) {
    const { truePositive, falseNegative, falsePositive, trueNegative } = first!.counts;
    const right = rightOf(first!.share, first!.number, part, thing);
    if (first!.share === 1) return [right];
    const positives = truePositive + falseNegative;
    const negatives = falsePositive + trueNegative;
    return [
      right,
      ...(positives > 0 ? [`${count(falseNegative)} of ${count(positives)} yes missed`] : []),
      ...(negatives > 0
        ? [
            `${falsePositive === 0 ? "no false alarm" : counted(falsePositive, "false alarm")} in ${count(negatives)}`,
          ]
        : []),
    ];
  }
  const all = readingsOf(first!.number, part, thing);
  if (scored.length <= MOST_NAMED) {
    const each = scored.map(({ name, share }) => `${name} ${percent(share)}`).join(", ");
    return [`Right for ${all}: ${each}`];
  }
  const mean = scored.reduce((sum, { share }) => sum + share, 0) / scored.length;
  const [worst] = hardestFirst(scored);
  return [
    `${percent(mean)} right on average over ${count(scored.length)} outputs and ${all}`,
    ...(worst!.share < 1
      ? [`the hardest is ${worst!.name} with an F1 of ${percent(worst!.f1)}`]
      : []),
  ];
}

function numbersAnswer(main: readonly NumbersEvaluation[], part: Part, thing: Thing): string[] {
  const scored = main.map(({ name, unit, predicted, targets }) => {
    const { meanAbsoluteError, r2, ofMean } = measureNumbers(predicted, targets);
    const inUnit = (value: number | null) =>
      `${figure(value ?? 0)}${unit === undefined ? "" : ` ${unit}`}`;
    return {
      name,
      r2,
      off: inUnit(meanAbsoluteError),
      mean: inUnit(ofMean.meanAbsoluteError),
      number: targets.length,
    };
  });
  const [first] = scored;
  const all = readingsOf(first!.number, part, thing);
  if (scored.length === 1) {
    return [
      `Off by ${first!.off} on average over ${all}`,
      `always saying their mean would be off by ${first!.mean}`,
    ];
  }
  if (scored.length <= MOST_NAMED + 1) {
    return [
      `Off on average over ${all}: ${scored.map(({ name, off }) => `${name} by ${off}`).join(", ")}`,
    ];
  }
  const known = scored.filter((s): s is typeof s & { r2: number } => s.r2 !== null);
  if (known.length === 0)
    return [`${count(scored.length)} outputs over ${all}, none of which ever changes`];
  const sorted = worstFirst(known);
  const [worst, best] = [sorted[0]!, sorted.at(-1)!];
  return [
    `Of ${count(scored.length)} outputs over ${all} ${best.name} is predicted best (R² ${best.r2.toFixed(2)}), ${worst.name} worst (R² ${worst.r2.toFixed(2)})`,
  ];
}

function fitting(places: readonly BoardPlace[]): string[] {
  if (places.length === 0) return [];
  const board = namedBoard(places);
  if (!board) return [`fits none of ${counted(places.length, "board")}`];
  const { description, ram } = board;
  return [`fits ${article(description)} ${description} with ${kilobytes(ram.left)} left`];
}

/** "a" or "an", by how a name's first letter is said. */
const article = (name: string): string =>
  /^(?:[AEIOaeio]|[FHLMNRSX](?=[A-Z0-9]))/.test(name) ? "an" : "a";
