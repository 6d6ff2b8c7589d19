// What the functions of a module answer, and what they leave as it was (SPEC.md, "The module").
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Engine, loadNetwork, webAssemblyEngine } from "../../src/common/loader/index.js";
import { checkNetwork } from "../../src/common/network/network-file.js";
import { buildNetwork } from "../../src/node/build-network.js";

type Fields = Readonly<Record<string, unknown>>;
const OBSERVE = 1;
const PREDICT = 2;
const TRAIN = 3;
const LOSS = 4;
const PUSH = 5;
const RESTART = 6;

const FILE = {
  inputs: ["x0", "x1"],
  outputs: ["y0", "y1", "y2"],
  layers: [{ units: 3, activation: "relu" }, { units: 3 }],
  batch: 2,
  normalizer: "none",
};

async function start(more: Fields): Promise<Engine> {
  const { wasm } = await buildNetwork(checkNetwork({ ...FILE, ...more }));
  const engine = await webAssemblyEngine(wasm);
  engine.run(0, 1);
  return engine;
}

/** A copy of all that a checkpoint holds but the batch, of whose rows those count that are filled. */
function stateOf({ memory, layout }: Engine) {
  const { readings, batch, inputs, targets, stateEnd } = layout;
  const behind = readings + 4 * batch * (inputs + targets);
  return [
    new Uint8Array(memory.slice(0, readings)),
    new Uint8Array(memory.slice(behind, stateEnd)),
  ];
}

function observe(
  { layout, memory, run }: Engine,
  reading: readonly number[],
  target: readonly number[],
): number {
  new Float32Array(memory, layout.input).set([...reading, ...target]);
  return run(OBSERVE, 0);
}

function predict({ layout, memory, run }: Engine, reading: readonly number[]): number {
  new Float32Array(memory, layout.input).set(reading);
  return run(PREDICT, 0);
}

function push({ layout, memory, run }: Engine, reading: readonly number[]): number {
  new Float32Array(memory, layout.reading).set(reading);
  return run(PUSH, 0);
}

const NO_READINGS = [
  [Number.NaN, 0],
  [0, Infinity],
  [-Infinity, 1],
];
const TARGETS = {
  "yes-no": {
    good: [1, 0, 1],
    bad: [
      [2, 0, 0],
      [0, 0.5, 0],
      [0, 0, -1],
      [0, Number.NaN, 0],
    ],
  },
  classes: { good: [2], bad: [[3], [-1], [1.5], [Number.NaN], [Infinity]] },
  numbers: {
    good: [-7, 0.5, 1e9],
    bad: [
      [0, Number.NaN, 0],
      [Infinity, 0, 0],
      [0, 0, -Infinity],
    ],
  },
} as const;

for (const task of ["yes-no", "classes", "numbers"] as const) {
  for (const normalizer of ["none", "standard", { type: "adaptive", warmUp: 0 }]) {
    const kind = typeof normalizer === "string" ? normalizer : normalizer.type;
    test(`${task}, normaliser ${kind}: what cannot be learned is refused, and nothing changes`, async () => {
      const engine = await start({ task, normalizer });
      const { good, bad } = TARGETS[task];
      assert.equal(observe(engine, [0.5, -1], good), 1);
      const before = stateOf(engine);
      for (const target of bad) assert.equal(observe(engine, [1, 2], target), -2, `${target}`);
      for (const reading of NO_READINGS) {
        assert.equal(observe(engine, reading, good), -1, `${reading}`);
        assert.equal(predict(engine, reading), -1, `${reading}`);
      }
      assert.deepEqual(stateOf(engine), before);
      assert.equal(observe(engine, [1, 2], good), 2);
      const full = stateOf(engine);
      assert.equal(observe(engine, [1, 2], good), -3);
      assert.deepEqual(stateOf(engine), full);
    });
  }

  test(`${task}: train gives the loss and empties the batch; without observations it gives −1 and no step`, async () => {
    const engine = await start({ task });
    const words = new Uint32Array(engine.memory);
    const { parameters } = engine.layout;
    const before = stateOf(engine);
    assert.equal(engine.run(TRAIN, 0), -1);
    assert.equal(engine.run(LOSS, 0), -1);
    assert.deepEqual(stateOf(engine), before);
    observe(engine, [0.5, -1], TARGETS[task].good);
    const loss = engine.run(LOSS, 0);
    assert.ok(loss > 0);
    assert.equal(engine.run(TRAIN, 0), loss);
    assert.equal(words[parameters], 1, "steps");
    assert.equal(words[parameters + 2], 0, "observed");
    assert.equal(engine.run(TRAIN, 0), -1);
    assert.equal(words[parameters], 1, "steps");
  });
}

test("predict gives the likeliest class, of equal ones the first; without classes 0", async () => {
  const engine = await start({ task: "classes", layers: [{ units: 3 }] });
  const floats = new Float32Array(engine.memory);
  const weights = (bias: readonly number[]) =>
    floats.set([0, 0, 0, 0, 0, 0, ...bias].slice(0, engine.layout.parameters));
  for (const [bias, likeliest] of [
    [[1, 2, 0], 1],
    [[1, 1, 1], 0],
    [[-5, 3, 3], 1],
    [[0, 0, 1e-3], 2],
    [[200, -200, 300], 2],
  ] as const) {
    weights(bias);
    assert.equal(predict(engine, [0.3, 4]), likeliest, `${bias}`);
    const at = engine.layout.output / 4;
    const sum = floats.slice(at, at + 3).reduce((total, p) => total + p, 0);
    assert.ok(Math.abs(sum - 1) < 1e-6, `the probabilities' sum is ${sum}`);
  }
  assert.equal(predict(await start({ task: "numbers" }), [0.3, 4]), 0);
  assert.equal(predict(await start({ task: "yes-no" }), [0.3, 4]), 0);
});

test("an adaptive normaliser takes in warmUp readings before the batch gets one", async () => {
  const engine = await start({ task: "numbers", normalizer: { type: "adaptive", warmUp: 3 } });
  const statuses = [1, 2, 3, 4, 5].map((x) => observe(engine, [x, -x], [1, 2, 3]));
  assert.deepEqual(statuses, [-4, -4, -4, 1, 2]);
  const mean = new Float32Array(engine.memory, 4 * (engine.layout.parameters + 4), 2);
  assert.deepEqual([...mean], [3, -3], "all five readings count");
});

test("push completes a window and then each stride; restart and a reading that is none begin and change nothing", async () => {
  const window = { rows: 3, stride: 2, features: ["raw"] };
  const engine = await start({ task: "numbers", window });
  const features = () =>
    Array.from(new Float32Array(engine.memory, engine.layout.input, engine.layout.inputs));
  const statuses = [1, 2, 3, 4, 5, 6].map((x) => push(engine, [x, 10 * x]));
  assert.deepEqual(statuses, [0, 0, 1, 0, 1, 0]);
  assert.deepEqual(features(), [3, 4, 5, 30, 40, 50]);
  const before = stateOf(engine);
  for (const reading of NO_READINGS) assert.equal(push(engine, reading), -1);
  assert.deepEqual(stateOf(engine), before);
  assert.equal(push(engine, [7, 70]), 1);
  assert.deepEqual(features(), [5, 6, 7, 50, 60, 70]);
  engine.run(RESTART, 0);
  assert.deepEqual(
    [8, 9, 10].map((x) => push(engine, [x, 10 * x])),
    [0, 0, 1],
  );
  assert.deepEqual(features(), [8, 9, 10, 80, 90, 100]);
});

test("a stride longer than the window passes readings over", async () => {
  const window = { rows: 2, stride: 5, features: ["mean"] };
  const engine = await start({ task: "numbers", window });
  const statuses = Array.from({ length: 12 }, (_, x) => push(engine, [x, -x]));
  assert.deepEqual(statuses, [0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
});

test("layers that do not learn keep their bits", async () => {
  const { wasm } = await buildNetwork(
    checkNetwork({ ...FILE, task: "numbers", trainLayers: 1, optimizer: "adam" }),
  );
  const network = await loadNetwork(wasm);
  const before = network.parameters();
  for (let step = 0; step < 5; step++) {
    network.observe([1, 0.5], [1, 2, 3]);
    network.train();
  }
  const after = network.parameters();
  const frozen = 3 * (2 + 1);
  assert.deepEqual(after.slice(0, frozen), before.slice(0, frozen));
  assert.notDeepEqual(after.slice(frozen), before.slice(frozen));
});
