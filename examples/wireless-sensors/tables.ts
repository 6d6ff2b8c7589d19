import {
  type BuiltNetwork,
  type MemoryPlan,
  memoryBar,
  parameterCount,
  type Score,
  type TrainResult,
  widths,
} from "../../src/index.js";
import { count, percent, table } from "../../src/print.js";
import type { Sample } from "./dataset.js";

/** What the readings look like, one line a mote. */
export function describeMotes(motes: Readonly<Record<string, readonly Sample[]>>): string {
  const range = (values: readonly number[]) =>
    `${Math.min(...values).toFixed(1)} to ${Math.max(...values).toFixed(1)}`;
  const rows = Object.entries(motes).map(([name, samples]) => {
    const calm = samples.filter(({ event }) => event === 0);
    return [
      name,
      samples.length,
      samples.length - calm.length,
      range(calm.map(({ temperature }) => temperature)),
      range(calm.map(({ humidity }) => humidity)),
    ];
  });
  return table(["", "readings", "in events", "calm: °C", "calm: % humidity"], rows);
}

/** The network and how its training went. */
export function describeTraining({ spec, wasm }: BuiltNetwork, result: TrainResult): string {
  const { history, bestEpoch, trainRows, validationRows } = result;
  const best = history[bestEpoch - 1]!;
  return [
    `${widths(spec).join("-")} network, ${parameterCount(spec)} parameters, ${count(wasm.length)} bytes of Wasm`,
    `${count(trainRows.length)} readings to learn from, ${count(validationRows.length)} held out; ${history.length} epochs, kept the best (${bestEpoch})`,
    `loss per reading: ${history[0]!.loss.toFixed(4)} in epoch 1, ${best.loss.toFixed(4)} in epoch ${bestEpoch}; held out ${best.validationLoss!.toFixed(4)}`,
  ].join("\n");
}

/** Scores of one output side by side. */
export function describeResults(scores: readonly Score[]): string {
  const rows = scores.map(({ output, confusion, areaUnderRoc, ...s }) => [
    output,
    ...[s.precision, s.recall, s.f1, s.accuracy].map(percent),
    areaUnderRoc?.toFixed(3) ?? "–",
    confusion.truePositive,
    confusion.falseNegative,
    confusion.falsePositive,
    confusion.trueNegative,
  ]);
  const head = ["", "precision", "recall", "F1", "accuracy", "AUC"];
  return table([...head, "found", "missed", "false alarms", "calm"], rows);
}

/** False alarms and misses over the time of the readings, in equal parts. */
export function describeTime(
  labels: Float32Array,
  runs: Readonly<Record<string, Float32Array>>,
  parts = 6,
): string {
  const border = (part: number) => Math.round((part * labels.length) / parts);
  const rows = Array.from({ length: parts }, (_, part) => {
    const [from, to] = [border(part), border(part + 1)];
    const wrong = (probabilities: Float32Array, label: number) =>
      probabilities
        .slice(from, to)
        .filter((p, i) => labels[from + i] === label && p >= 0.5 !== (label === 1)).length;
    const events = labels.slice(from, to).filter((label) => label === 1).length;
    const errors = Object.values(runs).flatMap((run) => [wrong(run, 0), wrong(run, 1)]);
    return [`${count(from + 1)} to ${count(to)}`, events, ...errors];
  });
  const head = Object.keys(runs).flatMap((name) => [`${name}: false alarms`, "missed"]);
  return table(["readings", "in events", ...head], rows);
}

/** The memory map as a bar, and what it adds up to. */
export function describeMemory(plan: MemoryPlan): string {
  const { kind, parameterBytes, workingBytes, batchBytes, end } = plan;
  return `${memoryBar(plan)}\n${kind} plan: ${count(parameterBytes)} parameters + ${count(workingBytes)} working + ${count(batchBytes)} batch = ${count(end)} bytes`;
}
