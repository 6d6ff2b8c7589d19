import { featureCount } from "../network/features.js";
import type { Task } from "../network/tasks.js";
import { count, counted, quoted } from "../text.js";
import { chooseTask } from "./choose-task.js";
import { chooseBatch, chooseHidden, chooseRate, chooseWeights } from "./choose-training.js";
import { type ChosenWindow, chooseWindow } from "./choose-window.js";
import { type ColumnProfile, sortedLabels } from "./column-profile.js";
import { rolesOf } from "./column-roles.js";
import type { DataProfile } from "./data-profile.js";
import { anyTwoOf } from "./yes-no-values.js";

/** What the user says about the network. */
export interface Wishes {
  readonly name: string;
  /** the columns of the label */
  readonly labels: readonly string[];
  /** the columns that the network reads; chosen where it is not said */
  readonly inputs?: readonly string[];
  readonly task?: Task;
  /** rows in a window, 0 for none */
  readonly window?: number;
}

/** A network file, and a sentence for each choice in it. */
export interface DesignedNetwork {
  readonly file: Record<string, unknown>;
  /** what was chosen, by the field of the network file, and why */
  readonly choices: readonly { readonly field: string; readonly reason: string }[];
  /** whether a cell that the network reads or learns holds no value */
  readonly gaps: boolean;
}

/**
 * Designs a network for data: what it reads, what it is for, and how it learns, each with the reason.
 * @throws UserError when the data cannot be learnt, naming the column
 */
export function designNetwork(data: DataProfile, wishes: Wishes): DesignedNetwork {
  const { labels, inputs, leftOut } = rolesOf(data.columns, { ...data, ...wishes });
  const task = chooseTask(labels, wishes.task);
  const [label] = labels as [ColumnProfile];
  // Numbers may change with every row: a window has that of its last one.
  const labelRuns = task.task === "numbers" ? 0 : label.runs;
  const pace = { ...data, labelRuns, channels: inputs.length };
  const window = chooseWindow(pace, wishes.window);
  const outputs = outputsOf(task.task, labels);
  const amount = {
    features: featureCount({ inputs: [...inputs], window: window.value }),
    outputs: outputs.length,
    observations: Math.floor(data.rows / (window.value?.stride ?? 1)),
  };
  const [hidden, batch, rate] = [chooseHidden(amount), chooseBatch(amount), chooseRate(amount)];
  const weights = task.task === "numbers" ? undefined : chooseWeights(labelCounts(labels));
  const file = {
    name: wishes.name,
    inputs: inputs.map(channelOf),
    ...(window.value && { window: withRecording(window.value, data.recording) }),
    task: task.task,
    outputs,
    ...(task.task === "classes" && { label: label.name }),
    ...(weights && { classWeights: weights.value }),
    layers: [{ units: hidden.value, activation: "tanh" }, { units: outputs.length }],
    batch: batch.value,
    optimizer: { type: "adam", learningRate: rate.value },
  };
  const left = leftOut.map(({ column, reason }) => `${quoted([column.name])} ${reason}`);
  return {
    file,
    choices: [
      { field: "task", reason: `${task.task}: ${task.reason}` },
      ...(task.task === "classes" ? twins(sortedLabels(label)) : []),
      { field: "inputs", reason: describeInputs(inputs, left) },
      { field: "window", reason: window.reason },
      { field: "layers", reason: hidden.reason },
      ...(weights ? [{ field: "classWeights", reason: weights.reason }] : []),
      { field: "batch", reason: batch.reason },
      { field: "optimizer", reason: rate.reason },
    ],
    gaps: [...labels, ...inputs].some(({ missing }) => missing > 0),
  };
}

function channelOf({ name, unit }: ColumnProfile) {
  return unit === undefined ? name : { name, unit };
}

function outputsOf(task: Task, labels: readonly ColumnProfile[]): unknown[] {
  if (task === "classes") return sortedLabels(labels[0]!);
  if (task === "numbers") return labels.map(channelOf);
  return labels.map((label) => {
    const { name } = label;
    const { no, yes } = anyTwoOf(label);
    return no === "0" && yes === "1" ? name : { name, no, yes };
  });
}

/** Classes whose names a person may have meant to be one. */
function twins(classes: readonly string[]) {
  const bare = (name: string) => name.toLowerCase().replace(/[\s_-]+/g, " ");
  const words = classes.filter((name) => !Number.isFinite(Number(name)));
  return [...new Set(words.map(bare))]
    .map((one) => words.filter((name) => bare(name) === one))
    .filter((names) => names.length > 1)
    .map((names) => ({
      field: "outputs",
      reason: `${quoted(names)} differ in capitals or spaces only and are ${count(names.length)} classes; if they are one, write them alike in the data`,
    }));
}

const withRecording = (window: ChosenWindow, recording: string | undefined) =>
  recording === undefined ? window : { ...window, recording };

/** How often each label comes; of yes or no in several columns, that of the most uneven one. */
function labelCounts(labels: readonly ColumnProfile[]): number[] {
  const counts = labels.map(({ values }) => [...values.values()]);
  const uneven = (of: readonly number[]) => Math.max(...of) / Math.min(...of);
  return counts.reduce((most, of) => (uneven(of) > uneven(most) ? of : most));
}

function describeInputs(inputs: readonly ColumnProfile[], left: readonly string[]): string {
  const names = inputs.map(({ name }) => name);
  const shown =
    names.length > 8
      ? `${quoted(names.slice(0, 8))} and ${count(names.length - 8)} more`
      : quoted(names);
  const rest = left.length === 0 ? "none is left out" : `left out: ${left.join("; ")}`;
  return `${counted(names.length, "column")} of numbers, ${shown}; ${rest}`;
}
