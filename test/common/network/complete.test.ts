import assert from "node:assert/strict";
import { test } from "node:test";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { FULL, SMALLEST } from "../../support/network-files.js";

const of = (changes: object) => checkNetwork({ ...SMALLEST, ...changes });

for (const [name, file] of Object.entries(FULL)) {
  test(`the full file ${name} is taken as it is`, () => {
    assert.deepEqual(checkNetwork(file), file);
  });
}

test("what a file leaves out gets its default", () => {
  assert.deepEqual(checkNetwork(SMALLEST), {
    ...SMALLEST,
    name: "network",
    task: "yes-no",
    loss: "binary-cross-entropy",
    positiveWeight: 1,
    optimizer: {
      type: "sgd",
      learningRate: 0.05,
      weightDecay: 0,
      schedule: { type: "constant" },
    },
    trainLayers: 1,
    reduction: "sum",
    batch: 16,
    normalizer: { type: "standard" },
    seed: 1,
    plan: "auto",
  });
});

test("a checked network is checked again without a change", () => {
  for (const changes of [
    {},
    { optimizer: "adam" },
    { optimizer: "momentum", normalizer: "adaptive" },
    { optimizer: { schedule: { type: "cosine", steps: 3 } }, normalizer: "none" },
    { outputs: ["a", "b"], layers: [{ units: 2, activation: "softmax" }] },
    { window: { rows: 4, features: ["mean"] } },
  ]) {
    const spec = of(changes);
    assert.deepEqual(checkNetwork(spec), spec);
  }
});

test("a name stands for a channel or an output that has nothing else", () => {
  const { inputs, outputs } = of({ inputs: ["t", { name: "h", unit: "%" }], outputs: ["y"] });
  assert.deepEqual(inputs, [{ name: "t" }, { name: "h", unit: "%" }]);
  assert.deepEqual(outputs, [{ name: "y" }]);
  assert.deepEqual(of({ inputs: ["O\u0308l"] }).inputs, [{ name: "Öl" }]);
});

test("a type stands for an optimizer that has its defaults", () => {
  const common = { weightDecay: 0, schedule: { type: "constant" } };
  const sgd = { ...common, type: "sgd", learningRate: 0.05 };
  const momentum = {
    ...common,
    type: "momentum",
    learningRate: 0.05,
    momentum: 0.9,
    nesterov: false,
  };
  const adam = {
    ...common,
    type: "adam",
    learningRate: 0.01,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-7,
  };
  for (const expected of [sgd, momentum, adam]) {
    assert.deepEqual(of({ optimizer: expected.type }).optimizer, expected);
    assert.deepEqual(of({ optimizer: { type: expected.type } }).optimizer, expected);
  }
  assert.deepEqual(of({ optimizer: { learningRate: 2 } }).optimizer, { ...sgd, learningRate: 2 });
  const slower = of({ optimizer: { type: "adam", learningRate: 0.002, beta1: 0.5 } }).optimizer;
  assert.deepEqual(slower, { ...adam, learningRate: 0.002, beta1: 0.5 });
});

test("a schedule has the fields of its type, with a cosine ending at 0", () => {
  const scheduled = (schedule: object) => of({ optimizer: { schedule } }).optimizer.schedule;
  assert.deepEqual(scheduled({ type: "inverse-time", steps: 9 }), {
    type: "inverse-time",
    steps: 9,
  });
  assert.deepEqual(scheduled({ type: "cosine", steps: 9 }), { type: "cosine", steps: 9, to: 0 });
});

test("a type stands for a normalizer that has its defaults", () => {
  assert.deepEqual(of({ normalizer: "none" }).normalizer, { type: "none" });
  assert.deepEqual(of({ normalizer: "standard" }).normalizer, { type: "standard" });
  const adaptive = { type: "adaptive", memory: 1000, warmUp: 10 };
  assert.deepEqual(of({ normalizer: "adaptive" }).normalizer, adaptive);
  const short = of({ normalizer: { type: "adaptive", memory: 4, clip: 3 } }).normalizer;
  assert.deepEqual(short, { type: "adaptive", memory: 4, clip: 3, warmUp: 4 });
});

test("a window's stride is its rows unless the file says another", () => {
  const { window } = of({ window: { rows: 12, features: ["rms", "max"] } });
  assert.deepEqual(window, { rows: 12, stride: 12, features: ["rms", "max"] });
});

test("a leaky ReLU has a slope", () => {
  const layers = [{ units: 2, activation: "leaky-relu" }, ...SMALLEST.layers];
  assert.deepEqual(of({ layers }).layers[0], { units: 2, activation: "leaky-relu", slope: 0.01 });
});

const TWO = { outputs: ["a", "b"] };
const hidden = { units: 3, activation: "tanh" };
/** what the file says besides · the task that it means */
const TASKS_IN: readonly (readonly [says: object, task: string])[] = [
  [{ layers: [hidden, { units: 2 }] }, "yes-no"],
  [{ layers: [hidden, { units: 2, activation: "sigmoid" }] }, "yes-no"],
  [{ layers: [hidden, { units: 2, activation: "softmax" }] }, "classes"],
  [{ layers: [hidden, { units: 2, activation: "identity" }] }, "numbers"],
  [{ layers: [hidden, { units: 2 }], loss: "binary-cross-entropy" }, "yes-no"],
  [{ layers: [hidden, { units: 2 }], loss: "cross-entropy" }, "classes"],
  [{ layers: [hidden, { units: 2 }], loss: "squared-error" }, "numbers"],
  [{ layers: [hidden, { units: 2 }], task: "yes-no" }, "yes-no"],
  [{ layers: [hidden, { units: 2 }], task: "classes" }, "classes"],
  [{ layers: [hidden, { units: 2 }], task: "numbers" }, "numbers"],
];
const FOLLOWS: Readonly<Record<string, readonly [loss: string, activation: string]>> = {
  "yes-no": ["binary-cross-entropy", "sigmoid"],
  classes: ["cross-entropy", "softmax"],
  numbers: ["squared-error", "identity"],
};

for (const [says, task] of TASKS_IN) {
  const { layers, ...rest } = says as { layers: { activation?: string }[] };
  const last = layers.at(-1)!.activation ?? "left out";
  test(`a last activation ${last} and ${JSON.stringify(rest)} mean the task ${task}`, () => {
    const spec = of({ ...TWO, ...says });
    const [loss, activation] = FOLLOWS[task]!;
    assert.deepEqual([spec.task, spec.loss], [task, loss]);
    assert.deepEqual(spec.layers.at(-1), { units: 2, activation });
    assert.equal(spec.label, task === "classes" ? "class" : undefined);
  });
}
