import type { Activation } from "./activations.js";
import type { Feature } from "./features.js";
import type { Loss, Task } from "./tasks.js";

/** The largest network that one file may describe. The planner's limit of one Wasm page (64 KiB) holds besides. */
export const LIMITS = {
  /** characters of the network file */
  fileCharacters: 1_000_000,
  /** bytes of a network file, of a checkpoint file and of a Wasm module, above what any can have */
  fileBytes: 4_000_000,
  checkpointBytes: 1_000_000,
  moduleBytes: 1_000_000,
  /** channels that are read */
  inputs: 256,
  /** inputs of a network that makes features of a window */
  features: 1024,
  windowRows: 4096,
  stride: 65_535,
  /** readings a second */
  rate: 1e6,
  layers: 8,
  units: 256,
  /** observations in a batch */
  batch: 1024,
  learningRate: 1000,
  positiveWeight: 10_000,
  weightDecay: 100,
  clipNorm: 1e9,
  /** steps of a schedule, observations that an adaptive normaliser remembers: all these are exact in float32 */
  steps: 16_777_216,
  memory: 16_777_216,
  warmUp: 10_000,
  /** deviations that a normalised reading is clipped to */
  clip: 1e6,
  /** bytes of linear memory: one Wasm page */
  memoryBytes: 65_536,
} as const;

/**
 * How a column is called, wherever names are compared: without white space around it, of which a no-break space and a byte
 * order mark are kinds, and with each accented letter in its one composed form (NFC), however a keyboard or a program
 * writes it. The names of a checked network file are of this form.
 */
export const columnName = (text: string): string => text.trim().normalize("NFC");

/** A checked network file: all defaults filled in, all limits kept. Spelt out, so that its type needs no library. */
export interface NetworkSpec {
  /** the address of the JSON Schema, for editors */
  $schema?: string | undefined;
  name: string;
  inputs: Channel[];
  window?: Window | undefined;
  task: Task;
  /** one for each unit of the last layer: a column of 0 and 1 (yes-no), a class, a column of numbers */
  outputs: Output[];
  /** classes only: the column that holds the class */
  label?: string | undefined;
  layers: Layer[];
  loss: Loss;
  /** yes-no: how many times an observation with label 1 counts; else 1 */
  positiveWeight: number;
  /** how many times an observation of a class counts; "balanced" takes it from the data */
  classWeights?: "balanced" | number[] | undefined;
  optimizer: Optimizer;
  /** how many of the last layers learn */
  trainLayers: number;
  /** of gradients and loss over the batch */
  reduction: "sum" | "mean";
  /** observations of a full batch */
  batch: number;
  normalizer: Normalizer;
  /** 32 bits */
  seed: number;
  plan: "auto" | "fast" | "small";
}

/** An input; mean and deviation are fitted by `train` when they are left out. */
export interface Channel {
  name: string;
  unit?: string | undefined;
  mean?: number | undefined;
  deviation?: number | undefined;
}

/** What one unit of the last layer says; unit, mean and deviation are those of numbers. */
export interface Output {
  name: string;
  /** yes-no: what the data write in place of 0 and 1 */
  no?: string | undefined;
  yes?: string | undefined;
  /** classes: what the data write in place of the class's name */
  written?: string | undefined;
  unit?: string | undefined;
  mean?: number | undefined;
  deviation?: number | undefined;
}

/** The network reads features of the last rows of readings. */
export interface Window {
  /** readings in a window */
  rows: number;
  /** readings from one window to the next */
  stride: number;
  /** of each channel, in this order */
  features: Feature[];
  /** the column whose change begins a new recording */
  recording?: string | undefined;
  /** readings a second, where what gives them must keep to it */
  rate?: number | undefined;
}

export interface Layer {
  units: number;
  activation: Activation;
  /** of a leaky ReLU below 0 */
  slope?: number | undefined;
}

export type Optimizer = GradientDescent | Momentum | Adam;
export interface GradientDescent extends StepOptions {
  type: "sgd";
}
export interface Momentum extends StepOptions {
  type: "momentum";
  /** the share of the last step's moment that is kept */
  momentum: number;
  nesterov: boolean;
}
export interface Adam extends StepOptions {
  type: "adam";
  beta1: number;
  beta2: number;
  epsilon: number;
}
/** What all optimizers have. */
interface StepOptions {
  learningRate: number;
  /** times each weight, not a bias, is added to its gradient */
  weightDecay: number;
  /** the most that the gradient's norm may be */
  clipNorm?: number | undefined;
  schedule: Schedule;
}

/** How the learning rate changes with the steps. */
export type Schedule =
  | { type: "constant" }
  | { type: "inverse-time"; steps: number }
  | { type: "cosine"; steps: number; to: number };

/** How readings are brought to a common scale. */
export type Normalizer =
  | { type: "standard"; clip?: number | undefined }
  | { type: "none" }
  | {
      type: "adaptive";
      clip?: number | undefined;
      /** observations over which it forgets */
      memory: number;
      /** observations that it takes in before the network sees one */
      warmUp: number;
    };

/** What the outputs are called: label columns, or classes. */
export const outputNames = ({ outputs }: Pick<NetworkSpec, "outputs">): string[] =>
  outputs.map(({ name }) => name);
