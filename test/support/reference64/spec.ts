/**
 * What the float64 reference needs to know of a network: the part of a checked network file that says how it computes. A
 * checked network file is one.
 */
export interface Spec64 {
  readonly inputs: readonly Channel64[];
  readonly window?: Window64 | undefined;
  readonly task: "yes-no" | "classes" | "numbers";
  readonly outputs: readonly Channel64[];
  readonly layers: readonly Layer64[];
  /** how much a label 1 counts, for yes-no */
  readonly positiveWeight: number;
  readonly classWeights?: "balanced" | readonly number[] | undefined;
  readonly optimizer: Optimizer64;
  /** of the last layers, how many learn */
  readonly trainLayers: number;
  readonly reduction: "sum" | "mean";
  /** observations of a full batch */
  readonly batch: number;
  readonly normalizer: Normalizer64;
}

/** What is stated of a column: of an input, or of an output that is a number. */
export interface Channel64 {
  readonly mean?: number | undefined;
  readonly deviation?: number | undefined;
}

export interface Window64 {
  readonly rows: number;
  readonly stride: number;
  readonly features: readonly Feature64[];
}

export type Feature64 =
  | "mean"
  | "deviation"
  | "min"
  | "max"
  | "change"
  | "rms"
  | "slope"
  | "crossings"
  | "raw";

export type Activation64 =
  | "tanh"
  | "sigmoid"
  | "identity"
  | "relu"
  | "leaky-relu"
  | "softsign"
  | "softmax";

export interface Layer64 {
  readonly units: number;
  readonly activation: Activation64;
  /** of leaky-relu below 0 */
  readonly slope?: number | undefined;
}

export interface Optimizer64 {
  readonly type: "sgd" | "momentum" | "adam";
  readonly learningRate: number;
  readonly momentum?: number | undefined;
  readonly nesterov?: boolean | undefined;
  readonly beta1?: number | undefined;
  readonly beta2?: number | undefined;
  readonly epsilon?: number | undefined;
  readonly weightDecay: number;
  readonly clipNorm?: number | undefined;
  readonly schedule: Schedule64;
}

export interface Schedule64 {
  readonly type: "constant" | "inverse-time" | "cosine";
  readonly steps?: number | undefined;
  readonly to?: number | undefined;
}

export interface Normalizer64 {
  readonly type: "standard" | "none" | "adaptive";
  /** in deviations */
  readonly clip?: number | undefined;
  /** observations that an adaptive normaliser remembers */
  readonly memory?: number | undefined;
  readonly warmUp?: number | undefined;
}

/** A constant of the file as the module holds it. */
export const stored = (value: number): number => Math.fround(value);

/** Numbers that the first layer reads. */
export function inputsOf({ inputs, window }: Spec64): number {
  if (window === undefined) return inputs.length;
  const each = window.features.map((feature) => (feature === "raw" ? window.rows : 1));
  return inputs.length * each.reduce<number>((sum, count) => sum + count, 0);
}

/** Inputs, then units of each layer: 6-16-8-1 is [6, 16, 8, 1]. */
export function widthsOf(spec: Spec64): number[] {
  return [inputsOf(spec), ...spec.layers.map(({ units }) => units)];
}

/** Index of the first parameter of each layer, then the number of all. */
export function startsOf(spec: Spec64): number[] {
  const widths = widthsOf(spec);
  const starts = [0];
  for (const [l, { units }] of spec.layers.entries()) {
    starts.push(starts[l]! + (widths[l]! + 1) * units);
  }
  return starts;
}

/** Which parameters are weights, on which the weights' decay acts; the others are biases. */
export function weightsMask(spec: Spec64): boolean[] {
  const widths = widthsOf(spec);
  return spec.layers.flatMap(({ units }, l) => {
    const weights = new Array<boolean>(widths[l]! * units).fill(true);
    return [...weights, ...new Array<boolean>(units).fill(false)];
  });
}

/** Index of the first parameter that learns. */
export function firstTrained(spec: Spec64): number {
  return startsOf(spec)[spec.layers.length - spec.trainLayers]!;
}

/** Numbers of a target: one for each output, or the number of a class. */
export const targetsOf = ({ task, outputs }: Spec64): number =>
  task === "classes" ? 1 : outputs.length;
