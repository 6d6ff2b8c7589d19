import { count, counted, percent, table } from "../text.js";
import type { ClassesScore, NumberScore, Score, YesNoScore } from "./scores.js";

/** Columns of a terminal that tables keep within. */
const WIDTH = 80;
/** Characters of a name beside the numbers of a table. */
const NAME = 14;
/** Classes of which a terminal can show the whole confusion matrix. */
const MOST_SHOWN = 8;

/**
 * Scores as tables for people, each within 80 columns.
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
    ...byPart(yesNo, thing, (some, name) =>
      [ratesTable(some, name), countsTable(some, name)].join("\n\n"),
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
    const of = ({ part, output }: T) => cut(part ?? output);
    return [tableOf(scores, { head: "", things: `${thing}s`, of })];
  }
  const parts = [...new Set(scores.map(({ part }) => part))];
  return parts.map((part) =>
    tableOf(
      scores.filter((score) => score.part === part),
      { head: cut(part ?? ""), things: `${thing}s`, of: ({ output }) => cut(output) },
    ),
  );
}

/** A name that leaves the numbers their place. */
const cut = (name: string, most = NAME): string =>
  name.length > most ? `${name.slice(0, most - 1)}…` : name;

const fixed = (value: number | null): string => value?.toFixed(4) ?? "–";

/** A table whose columns but the first all stand to the right. */
export function rightTable(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const texts = rows.map((row) =>
    row.map((cell) => (typeof cell === "number" ? count(cell) : cell)),
  );
  const widths = head.map((name, i) =>
    texts.reduce((most, row) => Math.max(most, row[i]!.length), name.length),
  );
  const aligned = [head, ...texts].map((row) =>
    row.map((cell, i) => (i === 0 ? cell : cell.padStart(widths[i]!))),
  );
  return table(aligned[0]!, aligned.slice(1));
}

function ratesTable(scores: readonly YesNoScore[], name: Naming<YesNoScore>): string {
  const head = [name.head, name.things, "loss", "accuracy", "precision", "recall", "F1", "AUC"];
  return rightTable(
    head,
    scores.map((s) => [
      name.of(s),
      s.readings,
      fixed(s.loss),
      ...[s.accuracy, s.precision, s.recall, s.f1].map(percent),
      fixed(s.areaUnderRoc),
    ]),
  );
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

/** A number of any size in at most 9 characters. */
export function figure(value: number | null): string {
  if (value === null) return "–";
  const text = String(Number(value.toPrecision(5)));
  return text.length <= 9 ? text : value.toExponential(2);
}

function numbersTable(scores: readonly NumberScore[], name: Naming<NumberScore>): string {
  const head = [name.head, name.things, "MAE", "RMSE", "bias", "R²", "RMSE, mean"];
  const rows = scores.map((s) => [
    name.of(s),
    s.readings,
    ...[s.meanAbsoluteError, s.rootMeanSquareError, s.bias].map(figure),
    figure(s.r2),
    figure(s.ofMean.rootMeanSquareError),
  ]);
  return rightTable(head, rows);
}

function aboutNumbers(scores: readonly NumberScore[], thing: string): string {
  const units = new Map(scores.flatMap(({ output, unit }) => (unit ? [[output, unit]] : [])));
  const told = [...units].map(([output, unit]) => `${cut(output, 40)} in ${cut(unit)}`);
  const meaning = [
    "MAE: mean error without signs, RMSE: root of the mean squared error",
    `RMSE, mean: that of always saying the mean of these ${thing}s`,
  ];
  return [wrapped(told), ...meaning].filter((text) => text !== "").join("\n");
}

function describeClasses(score: ClassesScore, thing: string): string {
  const { part, output, readings, accuracy, meanRecall, loss, classes } = score;
  const most = classes.reduce((a, b) => (b.readings > a.readings ? b : a));
  const always =
    readings > 0 ? ` (always ${cut(most.class)}: ${percent(most.readings / readings)})` : "";
  const facts = [
    `${part === undefined ? "" : `${part}: `}${output === null ? "largest output: " : ""}${counted(readings, thing)}`,
    `accuracy ${percent(accuracy)}${always}`,
    `mean recall ${percent(meanRecall)}`,
    ...(loss === null ? [] : [`loss ${fixed(loss)}`]),
  ];
  const shownMatrix = classes.length <= MOST_SHOWN;
  const head = ["class", `${thing}s`, "precision", "recall", "F1"];
  const rates = classes.map((c) => [
    cut(c.class),
    c.readings,
    ...[c.precision, c.recall, c.f1].map(percent),
  ]);
  return [
    wrapped(facts),
    rightTable(head, rates),
    ...(shownMatrix ? [matrixTable(score)] : ["the whole confusion matrix: --json or --report"]),
  ].join("\n");
}

/** Facts with commas between, on as many lines as they need. */
function wrapped(facts: readonly string[]): string {
  const lines: string[] = [];
  for (const fact of facts) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + fact.length + 2 < WIDTH) {
      lines[lines.length - 1] = `${last}, ${fact}`;
    } else lines.push(fact);
  }
  return lines.join(",\n");
}

/** Rows are true classes, columns what was predicted. */
function matrixTable({ classes, confusion }: ClassesScore): string {
  const head = "true \\ predicted";
  const room = Math.max(5, Math.floor((WIDTH - head.length) / classes.length) - 2);
  const names = classes.map((c) => c.class);
  const rows = confusion.map((row, i) => [cut(names[i]!), ...row]);
  return rightTable([head, ...names.map((name) => cut(name, room))], rows);
}
