import { FEATURE_NAMES } from "../../src/common/network/features.js";
import { checkNetwork, type NetworkSpec } from "../../src/common/network/network-file.js";
import type { PlanKind } from "../../src/common/network/plan.js";

/** A few small network files that between them have every option: what each device has to show, in little time. */
const FILES: Readonly<Record<string, object>> = {
  "windows of all features, adam": {
    inputs: ["x", "y"],
    window: { rows: 5, stride: 2, features: FEATURE_NAMES },
    task: "classes",
    outputs: ["rest", "walk", "run"],
    layers: [{ units: 5, activation: "leaky-relu" }, { units: 3 }],
    optimizer: { type: "adam", clipNorm: 2, schedule: { type: "cosine", steps: 15, to: 0.1 } },
    normalizer: { type: "adaptive", clip: 3, warmUp: 5, memory: 50 },
    batch: 5,
    seed: 9,
  },
  "weighted classes, nesterov": {
    inputs: [{ name: "x", mean: 0.25, deviation: 1.5 }, "y", "z"],
    task: "classes",
    outputs: ["a", "b", "c", "d"],
    classWeights: [1, 2.5, 0.5, 3],
    layers: [{ units: 5, activation: "softsign" }, { units: 6, activation: "relu" }, { units: 4 }],
    optimizer: { type: "momentum", nesterov: true, weightDecay: 0.01 },
    reduction: "mean",
    batch: 6,
  },
  "numbers, momentum": {
    inputs: ["x", "y", "z", "u", "v"],
    task: "numbers",
    outputs: [{ name: "t", mean: 20, deviation: 4 }, "w"],
    layers: [
      { units: 5, activation: "identity" },
      { units: 4, activation: "sigmoid" },
      { units: 2 },
    ],
    trainLayers: 2,
    normalizer: { type: "standard", clip: 1.5 },
    optimizer: { type: "momentum", schedule: { type: "inverse-time", steps: 10 } },
    batch: 4,
  },
  "yes or no, balanced": {
    inputs: ["x", "y", "z"],
    outputs: ["on", "off"],
    classWeights: "balanced",
    layers: [{ units: 7, activation: "tanh" }, { units: 2 }],
    normalizer: "none",
    batch: 7,
  },
  "logistic regression with a weight": {
    inputs: ["x", "y", "z", "u"],
    outputs: ["on"],
    positiveWeight: 2.5,
    layers: [{ units: 1 }],
    batch: 5,
  },
};

/** The networks by their names, in a plan. */
export const mixedNetworks = (plan: PlanKind): [name: string, spec: NetworkSpec][] =>
  Object.entries(FILES).map(([name, file]) => [
    `${name}, ${plan}`,
    checkNetwork({ ...file, plan }),
  ]);
