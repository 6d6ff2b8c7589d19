import type { Activation } from "./activations.js";
import { isWhole } from "./class-names.js";
import { DEFAULTS } from "./defaults.js";
import { type NetworkSpec, outputNames } from "./network-spec.js";

/** What a network is for, and all that follows from it. */
export interface TaskKind {
  readonly loss: string;
  /** of the last layer */
  readonly activation: Activation;
  /** numbers of an observation's target, for so many outputs */
  targets(outputs: number): number;
  /** values that a target may take: 2 for 0 and 1, k for the class's number, 0 for any number */
  labels(outputs: number): number;
  /** columns of the data that hold the target */
  columns(spec: Named): string[];
}

type Named = Pick<NetworkSpec, "outputs" | "label">;

export const TASKS = {
  "yes-no": {
    loss: "binary-cross-entropy",
    activation: "sigmoid",
    targets: (outputs) => outputs,
    labels: () => 2,
    columns: outputNames,
  },
  classes: {
    loss: "cross-entropy",
    activation: "softmax",
    targets: () => 1,
    labels: (outputs) => outputs,
    columns: ({ label }) => [label ?? DEFAULTS.label],
  },
  numbers: {
    loss: "squared-error",
    activation: "identity",
    targets: (outputs) => outputs,
    labels: () => 0,
    columns: outputNames,
  },
} as const satisfies Readonly<Record<string, TaskKind>>;

export type Task = keyof typeof TASKS;
export type Loss = (typeof TASKS)[Task]["loss"];
export const TASK_NAMES = Object.keys(TASKS) as [Task, ...Task[]];
export const LOSSES = TASK_NAMES.map((task) => TASKS[task].loss) as [Loss, ...Loss[]];

export const taskOf = ({ task }: Pick<NetworkSpec, "task">): TaskKind => TASKS[task];

/** Numbers of an observation's target. */
export const targetCount = (spec: Pick<NetworkSpec, "task" | "outputs">): number =>
  taskOf(spec).targets(spec.outputs.length);

/** Values that a target may take: 2 (0 and 1), k classes, 0 for any number. */
export const labelCount = (spec: Pick<NetworkSpec, "task" | "outputs">): number =>
  taskOf(spec).labels(spec.outputs.length);

/** Columns of the data that hold the target. */
export const targetColumns = (spec: Pick<NetworkSpec, "task"> & Named): string[] =>
  taskOf(spec).columns(spec);

/** The columns of the data that a network reads and learns from. */
export const columnsOf = (spec: Pick<NetworkSpec, "task" | "inputs"> & Named) => {
  const written = writtenBy(spec);
  return {
    inputs: spec.inputs.map(({ name }) => name),
    outputs: targetColumns(spec),
    ...(written.some((texts) => texts !== undefined) && { written }),
  };
};

/**
 * For each of these columns of the data the texts that stand for its labels, from 0, where they are not the labels
 * themselves: what the network file states, or the names of classes of which one is a number.
 */
function writtenBy({ task, outputs }: Pick<NetworkSpec, "task"> & Named): (string[] | undefined)[] {
  if (task === "yes-no") {
    return outputs.map(({ no, yes }) => (no === undefined ? undefined : [no, yes!]));
  }
  if (task === "numbers") return [];
  const stated = outputs.some(({ name, written }) => written !== undefined || isWhole(name));
  return [stated ? outputs.map(({ name, written }) => written ?? name) : undefined];
}
