import { count, percent, table } from "../text.js";
import type { ClassesScore, NumberScore, Score, YesNoScore } from "./scores.js";

/** Columns of a terminal that tables keep within. */
const WIDTH = 80;
/** Characters of a name beside the numbers of a table. */
const NAME = 16;
/** Classes of which a terminal can show the whole confusion matrix. */
const MOST_SHOWN = 8;

/** Scores as tables for people, each within 80 columns. */
export function describeScores(scores: readonly Score[]): string {
  const yesNo = scores.filter((score) => score.task === "yes-no");
  const numbers = scores.filter((score) => score.task === "numbers");
  const classes = scores.filter((score) => score.task === "classes");
  return [
    ...(yesNo.length > 0 ? [ratesTable(yesNo), countsTable(yesNo)] : []),
    ...(numbers.length > 0 ? [numbersTable(numbers)] : []),
    ...classes.map(describeClasses),
  ].join("\n\n");
}

/** A name that leaves the numbers their place. */
const cut = (name: string, most = NAME): string =>
  name.length > most ? `${name.slice(0, most - 1)}…` : name;

/** What a row is of: its part where there are parts, and its output where there are several. */
function naming<T extends { part?: string; output: string }>(scores: readonly T[]) {
  const several = new Set(scores.map(({ output }) => output)).size > 1;
  return ({ part, output }: T): string => {
    if (part === undefined) return cut(output);
    return several ? `${cut(part, 5).replace("…", ".")} ${cut(output, NAME - 6)}` : cut(part);
  };
}

const fixed = (value: number | null): string => value?.toFixed(4) ?? "–";

function ratesTable(scores: readonly YesNoScore[]): string {
  const head = ["", "readings", "loss", "accuracy", "precision", "recall", "F1", "AUC"];
  const name = naming(scores);
  return table(
    head,
    scores.map((s) => [
      name(s),
      s.readings,
      fixed(s.loss),
      ...[s.accuracy, s.precision, s.recall, s.f1].map(percent),
      fixed(s.areaUnderRoc),
    ]),
  );
}

function countsTable(scores: readonly YesNoScore[]): string {
  const head = ["", "true 1", "of them found", "true 0", "of them taken for 1"];
  const name = naming(scores);
  return table(
    head,
    scores.map((s) => {
      const { truePositive, falseNegative, falsePositive, trueNegative } = s.confusion;
      return [
        name(s),
        truePositive + falseNegative,
        truePositive,
        falsePositive + trueNegative,
        falsePositive,
      ];
    }),
  );
}

/** A number of any size in at most 10 characters. */
function figure(value: number | null): string {
  if (value === null) return "–";
  const text = String(Number(value.toPrecision(5)));
  return text.length <= 10 ? text : value.toExponential(3);
}

function numbersTable(scores: readonly NumberScore[]): string {
  const head = ["", "readings", "mean error", "RMS error", "bias", "R²", "RMS of mean"];
  const name = naming(scores);
  const rows = scores.map((s) => [
    name(s),
    s.readings,
    ...[s.meanAbsoluteError, s.rootMeanSquareError, s.bias].map(figure),
    s.r2?.toFixed(4) ?? "–",
    figure(s.ofMean.rootMeanSquareError),
  ]);
  const units = new Map(scores.flatMap(({ output, unit }) => (unit ? [[output, unit]] : [])));
  const told = [...units].map(([output, unit]) => `${output} in ${unit}`);
  const meaning = "RMS of mean: the error of always saying the mean of these readings";
  return [table(head, rows), [...told, meaning].join("; ")].join("\n");
}

function describeClasses(score: ClassesScore): string {
  const { part, output, readings, accuracy, meanRecall, loss, classes } = score;
  const most = classes.reduce((a, b) => (b.readings > a.readings ? b : a));
  const always =
    readings > 0 ? ` (always ${cut(most.class)}: ${percent(most.readings / readings)})` : "";
  const facts = [
    `${part === undefined ? "" : `${part}: `}${output === null ? "largest output: " : ""}${count(readings)} readings`,
    `accuracy ${percent(accuracy)}${always}`,
    `mean recall ${percent(meanRecall)}`,
    ...(loss === null ? [] : [`loss ${fixed(loss)}`]),
  ];
  const shownMatrix = classes.length <= MOST_SHOWN;
  const head = ["class", "readings", "precision", "recall", "F1"];
  const rates = classes.map((c) => [
    cut(c.class),
    c.readings,
    ...[c.precision, c.recall, c.f1].map(percent),
  ]);
  return [
    wrapped(facts),
    table(head, rates),
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
  const room = Math.max(5, Math.floor((WIDTH - NAME) / classes.length) - 2);
  const names = classes.map((c) => c.class);
  const rows = confusion.map((row, i) => [cut(names[i]!), ...row]);
  return table(["true \\ predicted", ...names.map((name) => cut(name, room))], rows);
}
