import { count, counted, cut, percent, WIDTH } from "../text.js";
import { confusedPairs } from "./class-metrics.js";
import { hardestFirst, worstFirst } from "./hardest.js";
import { figure, wrapped } from "./score-table.js";
import type { ClassesScore, NumberScore, Score, YesNoScore } from "./scores.js";

/** Characters of a name in a sentence. */
const NAME = 24;
/** The worst outputs that a summary names. */
const MOST_NAMED = 3;

/**
 * What scores come to in a sentence within 80 columns a line: of what was held out, where there is such a part.
 * @param thing what was scored one by one
 */
export function summaryOf(scores: readonly Score[], thing: string): string[] {
  const parts = [...new Set(scores.map(({ part }) => part))];
  const part = parts.includes("validation") ? "validation" : parts[0];
  const own = scores.filter((score) => score.part === part && score.readings > 0);
  const beginning = part === undefined ? "" : `${part}: `;
  const facts = factsOf(own, thing);
  return facts.length === 0 ? [] : [wrapped([`${beginning}${facts[0]}`, ...facts.slice(1)], ";")];
}

function factsOf(scores: readonly Score[], thing: string): string[] {
  const classes = scores.find((score) => score.task === "classes");
  if (classes) return classFacts(classes, thing);
  const yesNo = scores.filter((score) => score.task === "yes-no");
  if (yesNo.length > 0) return yesNoFacts(yesNo, thing);
  return numberFacts(scores.filter((score) => score.task === "numbers"));
}

function classFacts({ classes, confusion, accuracy, readings }: ClassesScore, thing: string) {
  const [worst] = confusedPairs(confusion);
  const name = (index: number) => cut(classes[index]!.class, NAME);
  const times = (n: number) => (n === 1 ? "once" : n === 2 ? "twice" : `${count(n)} times`);
  return [
    `${percent(accuracy)} of ${counted(readings, thing)} right`,
    ...(worst
      ? [`${name(worst.truly)} is taken for ${name(worst.predicted)} ${times(worst.count)}`]
      : []),
  ];
}

function yesNoFacts(scores: readonly YesNoScore[], thing: string): string[] {
  const [only, ...more] = scores;
  const { readings } = only!;
  if (more.length === 0) {
    const { truePositive, falseNegative, falsePositive } = only!.confusion;
    const yes = truePositive + falseNegative;
    return [
      `${percent(only!.accuracy)} of ${counted(readings, thing)} right`,
      `${count(truePositive)} of ${count(yes)} yes found`,
      counted(falsePositive, "false alarm"),
    ];
  }
  const mean = scores.reduce((sum, { accuracy }) => sum + (accuracy ?? 0), 0) / scores.length;
  const worst = hardestFirst(scores.filter(({ f1 }) => f1 !== null)).slice(0, MOST_NAMED);
  return [
    `${percent(mean)} of the answers of ${scores.length} outputs right`,
    ...worst.map(({ output, f1 }, i) => {
      const what = i === 0 ? "least F1: " : "";
      return `${what}${cut(output, NAME)} ${percent(f1)}`;
    }),
  ];
}

function numberFacts(scores: readonly NumberScore[]): string[] {
  const worst = worstFirst(scores);
  const all = scores.length > MOST_NAMED ? [`the worst of ${scores.length} outputs`] : [];
  const shown = scores.length > MOST_NAMED ? worst.slice(0, MOST_NAMED) : scores;
  return [
    ...all,
    ...shown.map(({ output, unit, meanAbsoluteError, ofMean }) => {
      const in_ = unit === undefined ? "" : ` ${cut(unit, NAME / 2)}`;
      const mean = figure(ofMean.meanAbsoluteError);
      return `${cut(output, NAME)} is off by ${figure(meanAbsoluteError)}${in_} (the mean: ${mean})`;
    }),
  ].filter((fact) => fact.length < WIDTH);
}
