import { checkNetwork } from "../../src/common/network/network-file.js";
import type { NetworkSpec } from "../../src/common/network/network-spec.js";

// A small network for each option of a network file.

type Fields = Readonly<Record<string, unknown>>;

const OUTPUTS = { "yes-no": 2, classes: 3, numbers: 2 } as const;
type Task = keyof typeof OUTPUTS;
const TASKS = Object.keys(OUTPUTS) as Task[];
const HIDDEN = ["tanh", "sigmoid", "identity", "relu", "leaky-relu", "softsign"] as const;
const FEATURES = [
  "mean",
  "deviation",
  "min",
  "max",
  "change",
  "rms",
  "slope",
  "crossings",
  "raw",
] as const;

const named = (letter: string, count: number) =>
  Array.from({ length: count }, (_, i) => ({ name: `${letter}${i}` }));

/** 5 inputs and 7 hidden units: neither fills the kernels' tiles of four. */
function networkOf(task: Task, more: Fields = {}): NetworkSpec {
  const outputs = OUTPUTS[task];
  return checkNetwork({
    inputs: named("x", 5),
    task,
    outputs: named("y", outputs),
    layers: [{ units: 7, activation: "tanh" }, { units: outputs }],
    batch: 9,
    seed: 5,
    normalizer: "none",
    ...more,
  });
}

/** Logistic regression and its kind: few inputs, one unit, for which the kernels have a loop of their own. */
const unitOf = (task: "yes-no" | "numbers", more: Fields): NetworkSpec =>
  networkOf(task, {
    inputs: named("x", 6),
    outputs: named("y", 1),
    layers: [{ units: 1 }],
    ...more,
  });

const OPTIMIZERS: Readonly<Record<string, Fields>> = {
  sgd: { type: "sgd", learningRate: 0.02 },
  momentum: { type: "momentum", learningRate: 0.005, momentum: 0.8 },
  nesterov: { type: "momentum", learningRate: 0.005, momentum: 0.8, nesterov: true },
  adam: { type: "adam", learningRate: 0.005 },
};
const DESCENTS: Readonly<Record<string, Fields>> = {
  "weight decay": { weightDecay: 0.02 },
  clipping: { clipNorm: 0.7 },
  "clipping and weight decay": { clipNorm: 0.7, weightDecay: 0.02 },
  "inverse time": { schedule: { type: "inverse-time", steps: 50 } },
  cosine: { schedule: { type: "cosine", steps: 150, to: 0.1 } },
};
const WEIGHTS: readonly (readonly [string, Task, Fields])[] = [
  ["yes-no, positive weight", "yes-no", { positiveWeight: 2.5 }],
  ["yes-no, balanced", "yes-no", { classWeights: "balanced" }],
  ["classes, weights", "classes", { classWeights: [0.5, 1.5, 2.5] }],
  ["classes, balanced", "classes", { classWeights: "balanced" }],
];
const STATED = [{ mean: -0.3, deviation: 1.7 }, { mean: 0.6 }, { deviation: 0.4 }, {}, {}];
const NORMALIZERS: Readonly<Record<string, Fields>> = {
  fitted: { normalizer: "standard" },
  stated: {
    normalizer: "standard",
    inputs: named("x", 5).map((channel, i) => ({ ...channel, ...STATED[i] })),
  },
  clipped: { normalizer: { type: "standard", clip: 1.2 } },
  adaptive: { normalizer: "adaptive" },
  "adaptive, clipped": { normalizer: { type: "adaptive", clip: 1.2, warmUp: 3 } },
  "adaptive, short memory": { normalizer: { type: "adaptive", memory: 20, warmUp: 20 } },
};

function* entries(): Generator<readonly [string, NetworkSpec]> {
  for (const task of TASKS) {
    for (const activation of HIDDEN) {
      const layers = [{ units: 7, activation }, { units: OUTPUTS[task] }];
      yield [`${task}, ${activation}`, networkOf(task, { layers })];
    }
    yield [
      `${task}, mean`,
      networkOf(task, { reduction: "mean", optimizer: { learningRate: 0.2 } }),
    ];
    const deep = ["softsign", "leaky-relu"].map((activation, l) => ({ units: 4 + l, activation }));
    const layers = [...deep, { units: OUTPUTS[task] }];
    for (const trainLayers of [1, 2, 3]) {
      const name = `${task}, three layers of which ${trainLayers} learn`;
      yield [name, networkOf(task, { layers, trainLayers })];
      const more = { layers, trainLayers, optimizer: { ...OPTIMIZERS.adam, clipNorm: 0.7 } };
      yield [`${name}, adam, clipping`, networkOf(task, more)];
    }
  }
  const leaky = { units: 7, activation: "leaky-relu", slope: 0.3 };
  yield ["leaky-relu of slope 0.3", networkOf("numbers", { layers: [leaky, { units: 2 }] })];
  for (const [name, task, more] of WEIGHTS) yield [name, networkOf(task, more)];
  for (const [optimizer, fields] of Object.entries(OPTIMIZERS)) {
    for (const reduction of ["sum", "mean"]) {
      const options = { optimizer: fields, reduction };
      yield [`${optimizer}, ${reduction}`, networkOf("numbers", options)];
      yield [`one unit, ${optimizer}, ${reduction}`, unitOf("numbers", options)];
      yield [
        `one unit, yes-no, ${optimizer}, ${reduction}`,
        unitOf("yes-no", { ...options, positiveWeight: 2.5 }),
      ];
    }
    for (const [descent, more] of Object.entries(DESCENTS)) {
      const options = { optimizer: { ...fields, ...more } };
      yield [`${optimizer}, ${descent}`, networkOf("classes", options)];
      yield [
        `${optimizer}, ${descent}, mean`,
        networkOf("yes-no", { ...options, reduction: "mean" }),
      ];
      yield [`one unit, ${optimizer}, ${descent}`, unitOf("yes-no", options)];
    }
  }
  const constants = { ...OPTIMIZERS.adam, beta1: 0.7, beta2: 0.95, epsilon: 0.001 };
  yield ["adam, other constants", networkOf("classes", { optimizer: constants })];
  for (const [name, more] of Object.entries(NORMALIZERS)) {
    yield [`normaliser, ${name}`, networkOf("numbers", more)];
    yield [
      `one unit, normaliser, ${name}`,
      unitOf("yes-no", { ...more, inputs: more.inputs ?? named("x", 6) }),
    ];
  }
  for (const feature of FEATURES) {
    const window = { rows: 5, features: [feature] };
    yield [`window, ${feature}`, networkOf("classes", { inputs: named("x", 2), window })];
  }
  for (const stride of [1, 3, 7]) {
    const window = { rows: 5, stride, features: ["raw", "slope", "deviation"] };
    const more = { inputs: named("x", 2), window };
    yield [`window, stride ${stride}`, networkOf("yes-no", { ...more, normalizer: "standard" })];
    yield [
      `window, stride ${stride}, adaptive`,
      networkOf("numbers", { ...more, normalizer: "adaptive" }),
    ];
  }
}

/** All options by their names. */
export const OPTION_NETWORKS: ReadonlyMap<string, NetworkSpec> = new Map(entries());
