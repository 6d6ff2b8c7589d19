import { counted, cut, percent, WIDTH } from "../text.js";
import { confusedPairs } from "./class-metrics.js";
import { hardestFirst, worstFirst } from "./hardest.js";
import { figure, fixed, rightTable, wrapped } from "./score-table.js";
import type { ClassesScore, NumberScore, Score, YesNoScore } from "./scores.js";
import { summaryOf } from "./summary.js";

/** Outputs or classes of which a terminal shows each one; of more it shows the worst. */
const MOST_SHOWN = 8;
/** Characters of a name in a sentence. */
const NAME = 24;

const EVERYTHING = "all of them: --json or --report";

/**
 * Scores for people, each line within 80 columns: what they come to in a sentence, then tables. Of many outputs or classes
 * the tables have those that are told apart worst.
 * @param thing what was scored one by one
 */
export function describeScores(
  scores: readonly Score[],
  thing: "reading" | "window" = "reading",
): string {
  const yesNo = scores.filter((score) => score.task === "yes-no");
  const numbers = scores.filter((score) => score.task === "numbers");
  const classes = scores.filter((score) => score.task === "classes");
  return [
    ...summaryOf(scores, thing),
    ...byPart(yesNo, thing, (some, name) =>
      [ratesTable(some, name), ...(isFolded(some) ? [] : [countsTable(some, name)])].join("\n\n"),
    ),
    ...byPart(numbers, thing, numbersTable),
    ...(numbers.length > 0 ? [aboutNumbers(numbers, thing)] : []),
    ...classes.map((score) => describeClasses(score, thing)),
  ].join("\n\n");
}

/** What rows of a table are called, and what stands above the names. */
interface Naming<T> {
  readonly head: string;
  /** what is counted */
  readonly things: string;
  readonly of: (score: T) => string;
}

/** A table with a row for each part of the data; with several outputs a table for each part. */
function byPart<T extends { part?: string; output: string }>(
  scores: readonly T[],
  thing: string,
  tableOf: (scores: readonly T[], name: Naming<T>) => string,
): string[] {
  if (scores.length === 0) return [];
  const several = new Set(scores.map(({ output }) => output)).size > 1;
  if (!several) {
    const of = ({ part, output }: T) => part ?? output;
    return [tableOf(scores, { head: "", things: `${thing}s`, of })];
  }
  const parts = [...new Set(scores.map(({ part }) => part))];
  return parts.map((part) =>
    tableOf(
      scores.filter((score) => score.part === part),
      { head: part ?? "", things: `${thing}s`, of: ({ output }) => output },
    ),
  );
}

const isFolded = (scores: readonly unknown[]): boolean => scores.length > MOST_SHOWN;

/** Of many the worst, and a line that says so. */
function folded<T>(
  all: readonly T[],
  worst: (all: readonly T[]) => T[],
  what: string,
): { shown: readonly T[]; note: readonly string[] } {
  if (!isFolded(all)) return { shown: all, note: [] };
  return {
    shown: worst(all).slice(0, MOST_SHOWN),
    note: [`the ${MOST_SHOWN} of ${all.length} with the least ${what}; ${EVERYTHING}`],
  };
}

function ratesTable(scores: readonly YesNoScore[], name: Naming<YesNoScore>): string {
  const { shown, note } = folded(scores, hardestFirst, "F1");
  const head = [name.head, name.things, "loss", "accuracy", "precision", "recall", "F1", "AUC"];
  const rows = shown.map((s) => [
    name.of(s),
    s.readings,
    fixed(s.loss),
    ...[s.accuracy, s.precision, s.recall, s.f1].map(percent),
    fixed(s.areaUnderRoc),
  ]);
  return [rightTable(head, rows), ...note].join("\n");
}

function countsTable(scores: readonly YesNoScore[], name: Naming<YesNoScore>): string {
  return rightTable(
    [name.head, "TP", "FN", "FP", "TN"],
    scores.map((s) => {
      const { truePositive, falseNegative, falsePositive, trueNegative } = s.confusion;
      return [name.of(s), truePositive, falseNegative, falsePositive, trueNegative];
    }),
  );
}

function numbersTable(scores: readonly NumberScore[], name: Naming<NumberScore>): string {
  const { shown, note } = folded(scores, worstFirst, "R²");
  const head = [name.head, name.things, "MAE", "RMSE", "bias", "R²", "RMSE, mean"];
  const rows = shown.map((s) => [
    name.of(s),
    s.readings,
    ...[s.meanAbsoluteError, s.rootMeanSquareError, s.bias].map(figure),
    fixed(s.r2),
    figure(s.ofMean.rootMeanSquareError),
  ]);
  return [rightTable(head, rows), ...note].join("\n");
}

function aboutNumbers(scores: readonly NumberScore[], thing: string): string {
  const units = new Map(scores.flatMap(({ output, unit }) => (unit ? [[output, unit]] : [])));
  const told = [...units].map(([output, unit]) => `${cut(output, NAME)} in ${cut(unit, NAME)}`);
  return [
    ...(told.length > 0 ? [wrapped(told)] : []),
    "MAE: mean error without signs, RMSE: root of the mean squared error",
    `RMSE, mean: that of always saying the mean of these ${thing}s`,
  ].join("\n");
}

function describeClasses(score: ClassesScore, thing: string): string {
  const { part, output, readings, accuracy, meanRecall, macroF1, loss, classes } = score;
  const most = classes.reduce((a, b) => (b.readings > a.readings ? b : a));
  const always =
    readings > 0 ? ` (always ${cut(most.class, NAME)}: ${percent(most.readings / readings)})` : "";
  const facts = [
    `${part === undefined ? "" : `${part}: `}${output === null ? "largest output: " : ""}${counted(readings, thing)}`,
    `accuracy ${percent(accuracy)}${always}`,
    `mean recall ${percent(meanRecall)}`,
    `macro F1 ${percent(macroF1)}`,
    ...(loss === null ? [] : [`log loss ${fixed(loss)}`]),
  ];
  const { shown, note } = folded(classes, hardestFirst, "F1");
  const rates = shown.map((c) => [
    c.class,
    c.readings,
    ...[c.precision, c.recall, c.f1].map(percent),
  ]);
  return [
    wrapped(facts),
    rightTable(["class", `${thing}s`, "precision", "recall", "F1"], rates),
    ...note,
    ...(isFolded(classes) ? pairsTable(score) : ["", matrixTable(score)]),
  ].join("\n");
}

/** Rows are true classes, columns what was predicted. */
function matrixTable({ classes, confusion }: ClassesScore): string {
  const names = classes.map((c) => c.class);
  const head = "true \\ predicted";
  const room = Math.max(5, Math.floor((WIDTH - head.length) / names.length) - 2);
  const rows = confusion.map((row, i) => [cut(names[i]!, head.length), ...row]);
  return rightTable([head, ...names.map((name) => cut(name, room))], rows);
}

/** What is taken for something else most often, where a matrix would be too wide. */
function pairsTable({ classes, confusion }: ClassesScore): string[] {
  const pairs = confusedPairs(confusion).slice(0, MOST_SHOWN);
  if (pairs.length === 0) return [];
  const name = (index: number) => cut(classes[index]!.class, NAME);
  const rows = pairs.map(({ truly, predicted, count, share }) => [
    name(truly),
    name(predicted),
    count,
    percent(share),
  ]);
  return ["", rightTable(["most often confused", "taken for", "times", "of its own"], rows)];
}
