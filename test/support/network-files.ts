import assert from "node:assert/strict";
import { UserError } from "../../src/common/errors.js";
import { checkNetwork } from "../../src/common/network/network-file.js";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type Path = readonly (string | number)[];

/** The least that a network file says. */
export const SMALLEST = {
  inputs: [{ name: "t" }],
  outputs: [{ name: "y" }],
  layers: [{ units: 1, activation: "sigmoid" }],
};

/** Checked files that together use every field, every type and every task: a check takes each as it is. */
export const FULL = {
  greenhouse: {
    $schema: "https://example.org/network.schema.json",
    name: "greenhouse",
    inputs: [
      { name: "temperature", unit: "°C", mean: 21.5, deviation: 4 },
      { name: "humidity", unit: "%" },
    ],
    task: "yes-no",
    outputs: [{ name: "open" }, { name: "heat" }],
    layers: [
      { units: 4, activation: "tanh" },
      { units: 2, activation: "sigmoid" },
    ],
    loss: "binary-cross-entropy",
    positiveWeight: 3,
    optimizer: {
      type: "momentum",
      learningRate: 0.1,
      momentum: 0.5,
      nesterov: true,
      weightDecay: 0.25,
      clipNorm: 2,
      schedule: { type: "inverse-time", steps: 100 },
    },
    trainLayers: 1,
    reduction: "mean",
    batch: 8,
    normalizer: { type: "standard", clip: 5 },
    seed: 4294967295,
    plan: "small",
  },
  gestures: {
    name: "gestures",
    inputs: [{ name: "x", unit: "g" }, { name: "y" }, { name: "z" }],
    window: { rows: 50, stride: 25, features: ["mean", "raw"], recording: "take" },
    task: "classes",
    outputs: [{ name: "still" }, { name: "wave" }, { name: "circle" }],
    label: "gesture",
    layers: [
      { units: 8, activation: "leaky-relu", slope: 0.125 },
      { units: 6, activation: "relu" },
      { units: 3, activation: "softmax" },
    ],
    loss: "cross-entropy",
    positiveWeight: 1,
    classWeights: [1, 2, 0.5],
    optimizer: {
      type: "adam",
      learningRate: 0.001,
      beta1: 0.8,
      beta2: 0.99,
      epsilon: 1e-6,
      weightDecay: 0,
      schedule: { type: "cosine", steps: 1000, to: 0.1 },
    },
    trainLayers: 3,
    reduction: "sum",
    batch: 4,
    normalizer: { type: "adaptive", clip: 4, memory: 500, warmUp: 20 },
    seed: 7,
    plan: "auto",
  },
  forecast: {
    name: "forecast",
    inputs: [{ name: "pressure", mean: 1013 }],
    task: "numbers",
    outputs: [
      { name: "rain", unit: "mm", mean: 2, deviation: 3 },
      { name: "wind", unit: "m/s" },
    ],
    layers: [
      { units: 5, activation: "softsign" },
      { units: 4, activation: "sigmoid" },
      { units: 3, activation: "identity" },
      { units: 2, activation: "identity" },
    ],
    loss: "squared-error",
    positiveWeight: 1,
    optimizer: {
      type: "sgd",
      learningRate: 0.5,
      weightDecay: 0,
      schedule: { type: "constant" },
    },
    trainLayers: 4,
    reduction: "sum",
    batch: 16,
    normalizer: { type: "none" },
    seed: 0,
    plan: "fast",
  },
} satisfies Record<string, Json>;

export type FullName = keyof typeof FULL;

/** A copy of a full file with one place changed; undefined takes the field out. */
export function changed(name: FullName, path: Path, value: Json | undefined): unknown {
  const copy = structuredClone(FULL[name]) as Record<string | number, unknown>;
  const parent = path
    .slice(0, -1)
    .reduce((at, key) => at[key] as Record<string | number, unknown>, copy);
  const last = path.at(-1)!;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

/** How an error calls a place. */
export const written = (path: Path): string =>
  path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`))
    .join("")
    .slice(1);

export function assertRefused(value: unknown, message: string): void {
  assert.throws(() => checkNetwork(value, "n.json"), new UserError(`n.json: ${message}`));
}
