import type { YesNoEvaluation } from "../../src/common/report/report.js";
import { count, percent, table } from "../../src/common/text.js";
import {
  type MemoryPlan,
  memoryBar,
  parameterCount,
  score,
  widths,
  type YesNoScore,
} from "../../src/index.js";
import type { Move } from "./adapt.js";
import type { Motes, Sample } from "./dataset.js";

/** What the readings look like, one line a mote. */
export function describeMotes(motes: Motes): string {
  const range = (values: readonly number[]) =>
    `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)}`;
  const row = (name: string, samples: readonly Sample[]) => {
    const calm = samples.filter(({ event }) => event === 0);
    return [
      name,
      samples.length,
      samples.length - calm.length,
      range(calm.map(({ temperature }) => temperature)),
      range(calm.map(({ humidity }) => humidity)),
    ];
  };
  return table(
    ["", "readings", "in an event", "°C when calm", "% humidity when calm"],
    [
      row("mote 1, indoors, to learn", motes.home),
      row("mote 2, indoors, to check", motes.neighbour),
      row("mote 4, outdoors, to move to", motes.away),
    ],
  );
}

/** The network, how its training went, and the hashes of its parameters. */
export function describeTraining({ built, training, trainedHash, retrainedHash }: Move): string {
  const { history, bestEpoch, trainRows, validationRows } = training;
  const first = history[0]!;
  const best = history[bestEpoch - 1]!;
  const loss = (value: number | undefined) => value?.toFixed(5) ?? "–";
  return [
    `${widths(built.spec).join("-")} network, ${parameterCount(built.spec)} parameters, ${count(built.wasm.length)} bytes of Wasm`,
    `${count(trainRows.length)} readings to learn from, ${count(validationRows.length)} held out`,
    `${history.length} epochs, the best is ${bestEpoch}; parameters ${trainedHash} after it, ${retrainedHash} after retraining on mote 4`,
    `loss ${loss(first.loss)} in epoch 1, ${loss(best.loss)} in epoch ${bestEpoch}; held out ${loss(first.validationLoss)} and ${loss(best.validationLoss)}`,
  ].join("\n");
}

/** Scores side by side; a probability of 0.5 and above counts as an event. */
export function describeResults(evaluations: readonly YesNoEvaluation[]): string {
  const head = ["precision", "recall", "F1", "accuracy", "AUC"].map((name) => name.padStart(8));
  const rows = evaluations.map(scoreOf).map(({ output, confusion, ...s }) => {
    const rates = [s.precision, s.recall, s.f1, s.accuracy].map(percent);
    const shown = [...rates, s.areaUnderRoc?.toFixed(3) ?? "–"];
    return [
      output,
      ...shown.map((value, i) => value.padStart(head[i]!.length)),
      confusion.truePositive,
      confusion.falseNegative,
      confusion.falsePositive,
      confusion.trueNegative,
    ];
  });
  return table(["", ...head, "TP", "FN", "FP", "TN"], rows);
}

const scoreOf = ({ title, probabilities, labels }: YesNoEvaluation): YesNoScore =>
  score(title, Float32Array.from(probabilities), Float32Array.from(labels));

/** False alarms and missed readings over the time away, in equal parts. */
export function describeTime({ away, frozen, adapting }: Move, parts = 6): string {
  const border = (part: number) => Math.round((part * away.count) / parts);
  const rows = Array.from({ length: parts }, (_, part) => {
    const [from, to] = [border(part), border(part + 1)];
    const labels = away.targets.slice(from, to);
    const [before, during] = [frozen, adapting].map(
      (run) => score("", run.slice(from, to), labels).confusion,
    );
    return [
      `${count(from + 1)} to ${count(to)}`,
      before!.truePositive + before!.falseNegative,
      before!.falsePositive,
      during!.falsePositive,
      before!.falseNegative,
      during!.falseNegative,
    ];
  });
  const head = ["readings", "in an event", "FP before", "FP while", "FN before", "FN while"];
  return table(head, rows);
}

/** The memory map as a bar, and what it adds up to. */
export function describeMemory(plan: MemoryPlan): string {
  const { kind, parameterBytes, stateBytes, workingBytes, end } = plan;
  const sum = `${count(parameterBytes)} parameters + ${count(stateBytes)} state + ${count(workingBytes)} working`;
  return `${memoryBar(plan)}\n${kind} plan: ${sum} = ${count(end)} bytes`;
}

/** All results for machines. */
export function resultsAsJson(moved: Move, evaluations: readonly YesNoEvaluation[]): string {
  const { trainedHash, retrainedHash } = moved;
  const scores = Object.fromEntries(
    evaluations.map(scoreOf).map(({ output, ...s }) => [output, s]),
  );
  return `${JSON.stringify({ trainedHash, retrainedHash, scores }, null, 2)}\n`;
}
