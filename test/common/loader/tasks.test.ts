import assert from "node:assert/strict";
import { test } from "node:test";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { bitsOf } from "../../support/networks.js";

/** A network of three classes, two inputs and no hidden layer. */
const CLASSES = checkNetwork({
  inputs: ["x", "y"],
  outputs: ["a", "b", "c"],
  layers: [{ units: 3 }],
  task: "classes",
  normalizer: "none",
  batch: 4,
});

test("a network of classes learns their numbers, and its probabilities add up to 1", async () => {
  const network = await startNetwork(await buildNetwork(CLASSES));
  for (const target of [-1, 3, 0.5]) {
    assert.throws(() => network.observe([1, 2], target), {
      message: `target 0: got ${target}, expected a whole number from 0 to 2`,
    });
  }
  assert.equal(network.observe([1, 2], 2), 1);
  assert.equal(network.observe([1, 0], [0]), 2);
  const before = network.predict([1, 2]);
  assert.ok(Math.abs(before.reduce((sum, p) => sum + p, 0) - 1) < 1e-6);
  network.train();
  assert.ok(network.predict([1, 2])[2]! > before[2]!);
});

test("of classes that are as likely the first is the likeliest", async () => {
  const { engine, setParameters, predict } = await startNetwork(await buildNetwork(CLASSES));
  setParameters(new Uint32Array(9));
  assert.deepEqual(Array.from(predict([1, 2])), Array.from(bitsToFloats([1 / 3, 1 / 3, 1 / 3])));
  assert.equal(engine.run(2, 0), 0);
  setParameters(bitsOf([0, 0, 0, 0, 0, 0, 0, 1, 1]));
  predict([1, 2]);
  assert.equal(engine.run(2, 0), 1);
});

const bitsToFloats = (numbers: readonly number[]) => Float32Array.from(numbers);

test("a network of numbers learns and predicts them in their own unit", async () => {
  const spec = checkNetwork({
    inputs: ["x"],
    outputs: [{ name: "t", mean: 20, deviation: 4 }],
    layers: [{ units: 1 }],
    task: "numbers",
    normalizer: "none",
  });
  const network = await startNetwork(await buildNetwork(spec));
  network.setParameters(bitsOf([0, 0.5]));
  assert.deepEqual(Array.from(network.predict([3])), [22]);
  assert.throws(() => network.observe([1], Number.NaN), {
    message: "target 0: got NaN, expected a float32 number",
  });
  network.observe([1], 28);
  assert.equal(network.loss(), 0.5 * (0.5 - 2) ** 2);
});
