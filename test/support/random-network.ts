import type { NetworkSpec } from "../../src/common/network/network-spec.js";
import { type Random, seededRandom } from "./random.js";

type Hidden = Exclude<NetworkSpec["layers"][number]["activation"], "softmax">;
type Feature = NonNullable<NetworkSpec["window"]>["features"][number];

const HIDDEN: readonly Hidden[] = ["tanh", "sigmoid", "identity", "relu", "leaky-relu", "softsign"];
const FEATURES: readonly Feature[] = [
  "mean",
  "deviation",
  "min",
  "max",
  "change",
  "rms",
  "slope",
  "crossings",
  "raw",
];
const LOSS = {
  "yes-no": "binary-cross-entropy",
  classes: "cross-entropy",
  numbers: "squared-error",
} as const;
const LAST = { "yes-no": "sigmoid", classes: "softmax", numbers: "identity" } as const;
/** Units that fill the kernels' tiles of four, and that leave some over. */
const UNITS = [1, 2, 3, 4, 5, 7, 8, 9];

/**
 * A random network file of small sizes that mixes all options. Neighbouring seeds differ in their task, so that each part of
 * a range of seeds has all of them.
 */
export function randomNetwork(seed: number): NetworkSpec {
  const random = seededRandom(seed);
  const task = (["yes-no", "classes", "numbers"] as const)[seed % 3]!;
  const outputs = task === "classes" ? random.whole(2, 5) : random.pick([1, 1, 2, 3]);
  const hidden = random.pick([0, 0, 1, 1, 2, 2, 3]);
  const window = random.whole(0, 3) === 0 ? randomWindow(random) : undefined;
  const batch = random.pick([1, 2, 3, 4, 5, 8, 13, 16, 33]);
  const reduction = random.pick(["sum", "mean"] as const);
  const normalizer = randomNormalizer(random);
  const statesInputs = window === undefined && normalizer.type === "standard";
  const spec: NetworkSpec = {
    name: `random ${seed}`,
    inputs: Array.from({ length: random.whole(1, window ? 2 : 9) }, (_, i) => ({
      name: `x${i}`,
      ...(statesInputs ? stated(random) : {}),
    })),
    ...(window ? { window } : {}),
    task,
    outputs: Array.from({ length: outputs }, (_, j) => ({
      name: `y${j}`,
      ...(task === "numbers" ? stated(random) : {}),
    })),
    ...(task === "classes" ? { label: "class" } : {}),
    layers: [
      ...Array.from({ length: hidden }, () => hiddenLayer(random)),
      { units: outputs, activation: LAST[task] },
    ],
    loss: LOSS[task],
    positiveWeight: 1,
    ...weighting(random, task, outputs),
    optimizer: randomOptimizer(random, reduction === "sum" ? batch : 1),
    trainLayers: random.whole(0, 3) === 0 ? random.whole(1, hidden + 1) : hidden + 1,
    reduction,
    batch,
    normalizer,
    seed: random.whole(0, 0xffff),
    plan: random.pick(["fast", "small"] as const),
  };
  return random.whole(0, 11) === 0 ? logisticRegression(spec) : spec;
}

/** The plainest of networks, for which the kernels have a loop of their own. */
function logisticRegression({ inputs, optimizer, ...spec }: NetworkSpec): NetworkSpec {
  const { learningRate, schedule } = optimizer;
  const { label: _label, classWeights: _classWeights, window: _window, ...rest } = spec;
  return {
    ...rest,
    inputs: inputs.slice(0, 8),
    task: "yes-no",
    outputs: [{ name: "y0" }],
    layers: [{ units: 1, activation: "sigmoid" }],
    loss: "binary-cross-entropy",
    optimizer: { type: "sgd", learningRate, weightDecay: 0, schedule },
    trainLayers: 1,
  };
}

const stated = (random: Random) => ({
  ...(random.whole(0, 2) === 0 ? { mean: random.uniform(-2, 2) } : {}),
  ...(random.whole(0, 2) === 0 ? { deviation: random.uniform(0.5, 3) } : {}),
});

function hiddenLayer(random: Random): NetworkSpec["layers"][number] {
  const units = random.pick(UNITS);
  const activation = random.pick(HIDDEN);
  if (activation !== "leaky-relu") return { units, activation };
  return { units, activation, slope: random.pick([0.01, 0, 0.3, 0.99]) };
}

function weighting(random: Random, task: NetworkSpec["task"], outputs: number) {
  if (task === "numbers") return {};
  const kind = random.whole(0, 3);
  if (kind === 0) return { classWeights: "balanced" as const };
  if (kind > 1) return {};
  if (task === "yes-no") return { positiveWeight: random.pick([0.3, 3.7]) };
  return { classWeights: Array.from({ length: outputs }, () => random.uniform(0.2, 4)) };
}

function randomWindow(random: Random): NonNullable<NetworkSpec["window"]> {
  const rows = random.whole(1, 6);
  const count = random.whole(1, 4);
  const left = FEATURES.slice();
  const features = Array.from({ length: count }, () => {
    const feature = random.pick(left);
    left.splice(left.indexOf(feature), 1);
    return feature;
  });
  return { rows, stride: random.pick([1, rows, random.whole(1, rows + 2)]), features };
}

function randomNormalizer(random: Random): NetworkSpec["normalizer"] {
  const type = random.pick(["standard", "none", "adaptive"] as const);
  if (type === "none") return { type };
  const clip = random.whole(0, 2) === 0 ? { clip: random.pick([0.5, 1, 1.5]) } : {};
  if (type === "standard") return { type, ...clip };
  const memory = random.pick([2, 4, 20, 1000]);
  return { type, ...clip, memory, warmUp: random.whole(0, Math.min(memory, 6)) };
}

/** @param share of the learning rate: what a batch sums up must not be too long a step */
function randomOptimizer(random: Random, share: number): NetworkSpec["optimizer"] {
  const type = random.pick(["sgd", "momentum", "adam"] as const);
  const rate = random.uniform(0.02, 0.2);
  const common = {
    weightDecay: random.pick([0, 0, 0.001, 0.05]),
    ...(random.whole(0, 2) === 0 ? { clipNorm: random.pick([0.05, 0.5, 3]) } : {}),
    schedule: randomSchedule(random),
  };
  if (type === "sgd") return { ...common, type, learningRate: rate / share };
  if (type === "momentum") {
    const momentum = random.pick([0, 0.5, 0.9]);
    const learningRate = (rate * (1 - momentum)) / share;
    return { ...common, type, learningRate, momentum, nesterov: random.pick([false, true]) };
  }
  return {
    ...common,
    type,
    learningRate: rate / 10,
    beta1: random.pick([0.9, 0, 0.5]),
    beta2: random.pick([0.999, 0.9, 0.5]),
    epsilon: random.pick([1e-7, 1e-3]),
  };
}

function randomSchedule(random: Random): NetworkSpec["optimizer"]["schedule"] {
  const type = random.pick(["constant", "constant", "inverse-time", "cosine"] as const);
  if (type === "constant") return { type };
  const steps = random.pick([1, 7, 15, 1000]);
  return type === "cosine" ? { type, steps, to: random.pick([0, 0.1, 1]) } : { type, steps };
}
