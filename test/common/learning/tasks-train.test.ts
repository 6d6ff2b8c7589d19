import assert from "node:assert/strict";
import { test } from "node:test";
import { fitToData } from "../../../src/common/learning/fit-to-data.js";
import { lossOf } from "../../../src/common/learning/loss.js";
import type { Readings } from "../../../src/common/learning/readings.js";
import { observeRow, predictRows } from "../../../src/common/learning/rows.js";
import { split } from "../../../src/common/learning/split.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import { train } from "../../../src/common/learning/train.js";
import { checkNetwork, type NetworkSpec } from "../../../src/common/network/network-file.js";
import { labelCount, targetCount } from "../../../src/common/network/tasks.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { seededRandom } from "../../support/random.js";

const started = async (spec: NetworkSpec) => startNetwork(await buildNetwork(spec));

/** Readings of two inputs, with targets that a network of this task may have. */
function readingsOf(spec: NetworkSpec, count: number): Readings {
  const random = seededRandom(7);
  const each = targetCount(spec);
  const labels = labelCount(spec);
  return {
    values: Float32Array.from({ length: 2 * count }, () => random.uniform(-20, 60)),
    targets: Float32Array.from({ length: each * count }, () =>
      labels > 0 ? random.whole(0, labels - 1) : random.uniform(-300, 700),
    ),
    count,
    inputs: 2,
    targetCount: each,
  };
}

const rowsUpTo = (count: number) => Uint32Array.from({ length: count }, (_, i) => i);

const TASKS: Readonly<Record<string, object>> = {
  "yes or no": { task: "yes-no", positiveWeight: 3 },
  "yes or no, balanced": { task: "yes-no", classWeights: "balanced" },
  classes: { task: "classes" },
  "classes, weighted": { task: "classes", classWeights: [1, 5, 0.5] },
  "classes, balanced": { task: "classes", classWeights: "balanced" },
  numbers: { task: "numbers" },
  "numbers, averaged": { task: "numbers", reduction: "mean" },
};

for (const [name, file] of Object.entries(TASKS)) {
  test(`the loss of held-out readings is the one that training makes small: ${name}`, async () => {
    const spec = checkNetwork({
      inputs: ["x", "y"],
      outputs: ["a", "b", "c"],
      layers: [{ units: 4, activation: "tanh" }, { units: 3 }],
      batch: 40,
      ...file,
    });
    const readings = readingsOf(spec, 40);
    const network = await started(spec);
    fitToData(network, spec, readings, rowsUpTo(40));
    for (let row = 0; row < 40; row++) observeRow(network, readings, row);
    const kernel = network.loss() / (spec.reduction === "mean" ? 1 : 40);
    const host = lossOf(network, spec, predictRows(network, readings), readings.targets);
    assert.ok(Math.abs(kernel - host) < 1e-5 * host, `${kernel} and ${host}`);
  });
}

const ADAPTIVE = checkNetwork({
  inputs: ["x", "y"],
  outputs: ["a"],
  layers: [{ units: 1 }],
  batch: 4,
  normalizer: { type: "adaptive", memory: 50, warmUp: 6 },
});

test("an adaptive normaliser warms up on the first readings, and the batches are of those behind them", async () => {
  const readings = readingsOf(ADAPTIVE, 21);
  const network = await started(ADAPTIVE);
  const options = { epochs: 1, validation: 0, shuffle: false };
  const { history } = await train(network, ADAPTIVE, readings, options);
  const byHand = await started(ADAPTIVE);
  let sum = 0;
  for (let row = 0; row < 21; row++) {
    if (observeRow(byHand, readings, row) === 4) sum += byHand.train();
  }
  sum += byHand.train(); // 21 − 6 is 3 · 4 and 3 more
  assert.equal(network.steps, 4);
  assert.equal(network.hash(), byHand.hash());
  assert.ok(Math.abs(history[0]!.loss - sum / 15) < 1e-9);
});

test("with an adaptive normaliser what comes last is held out", () => {
  const { trainRows, validationRows } = split(readingsOf(ADAPTIVE, 20), ADAPTIVE, 0.25);
  assert.deepEqual([...validationRows], [15, 16, 17, 18, 19]);
  assert.deepEqual([...trainRows], [...rowsUpTo(15)]);
});

test("fewer readings than an adaptive normaliser warms up with are refused", async () => {
  const network = await started(ADAPTIVE);
  await assert.rejects(
    train(network, ADAPTIVE, readingsOf(ADAPTIVE, 6), { epochs: 1, validation: 0, shuffle: false }),
    {
      message:
        'readings: got 6 to train on, expected more than 6, with which the adaptive normalizer warms up; lower "warmUp" in the network file',
    },
  );
});

test("recordings of unequal length are held out as a whole, about as many as asked for", () => {
  const spec = checkNetwork({
    inputs: ["x", "y"],
    outputs: ["a"],
    layers: [{ units: 1 }],
    window: { rows: 2, stride: 1, features: ["mean", "max"], recording: "day" },
  });
  const sizes = [5, 40, 3, 12, 20, 7, 13];
  const recordings = Uint32Array.from(sizes.flatMap((size, day) => Array(size).fill(3 * day)));
  const count = recordings.length;
  for (let seed = 1; seed <= 20; seed++) {
    const of = { ...spec, seed };
    const windows = { firstRows: rowsUpTo(count), rows: 1, mixed: 0 };
    const all = { ...readingsOf(of, count), recordings, windows };
    const { trainRows, validationRows } = split(all, of, 0.3);
    const days = (rows: Uint32Array) => new Set(Array.from(rows, (row) => recordings[row]!));
    assert.equal(trainRows.length + validationRows.length, count);
    assert.equal(days(trainRows).size + days(validationRows).size, sizes.length);
    assert.ok(validationRows.length > 0 && trainRows.length > 0);
  }
});
