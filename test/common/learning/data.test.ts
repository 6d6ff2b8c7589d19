// What networks of classes with windows, and a stream with an adaptive normaliser, come to on real readings.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { observationsOf } from "../../../src/common/learning/observations.js";
import {
  dataColumnsOf,
  parseReadings,
  type Readings,
} from "../../../src/common/learning/readings.js";
import { predictRows } from "../../../src/common/learning/rows.js";
import { type ClassesScore, scoresOf } from "../../../src/common/learning/scores.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import { train } from "../../../src/common/learning/train.js";
import type { Network } from "../../../src/common/loader/index.js";
import { checkNetwork, type NetworkSpec } from "../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { EXERCISES, movements, noSharedData, SHARED_DATA } from "../../support/shared-data.js";

const read = (spec: NetworkSpec, file: string): Readings =>
  parseReadings(readFileSync(join(SHARED_DATA, file), "utf8"), dataColumnsOf(spec), {
    source: file,
    labelled: true,
  });

/** Trains on the one file and scores the other. */
async function tried(spec: NetworkSpec, folder: string): Promise<ClassesScore> {
  const network = await startNetwork(await buildNetwork(spec));
  const of = (file: string) => observationsOf(network, spec, read(spec, `${folder}/${file}`));
  await train(network, spec, of("train.csv"), { epochs: 60, validation: 0, shuffle: true });
  const test = of("test.csv");
  return scoresOf(spec, predictRows(network, test), test.targets)[0] as ClassesScore;
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

test("exercises at the wrist: 91 % of the windows right and a mean recall of 0.87, median of five seeds", {
  skip: noSharedData,
}, async (t: TestContext) => {
  const file = {
    ...movements(EXERCISES, 12, 50),
    // What recordings of train.csv that were held out liked best.
    optimizer: { type: "adam", learningRate: 0.003 },
  };
  const scores: ClassesScore[] = [];
  for (let seed = 1; seed <= 5; seed++) {
    scores.push(await tried(checkNetwork({ ...file, seed }), "exercises"));
  }
  const [accuracy, recall] = [
    median(scores.map((score) => score.accuracy!)),
    median(scores.map((score) => score.meanRecall!)),
  ];
  t.diagnostic(`accuracy ${accuracy.toFixed(4)}, mean recall ${recall.toFixed(4)}`);
  assert.ok(accuracy >= 0.91, `accuracy ${accuracy}`);
  assert.ok(recall >= 0.87, `mean recall ${recall}`);
});

test("gestures in the hand: 28 of 30 windows right", { skip: noSharedData }, async (t) => {
  const spec = checkNetwork(movements(["snake", "updown", "wave", "idle"], 8, 25));
  const { accuracy, readings } = await tried(spec, "gestures");
  t.diagnostic(`${Math.round(accuracy! * readings)} of ${readings}`);
  assert.equal(readings, 30);
  assert.ok(accuracy! * readings >= 28 - 1e-9, `${accuracy! * readings} right`);
});

/** How often each day is predicted right before it is learnt. */
function learntAsItComes(network: Network, { values, targets, inputs }: Readings, days: number) {
  let right = 0;
  for (let day = 0; day < days; day++) {
    const reading = values.subarray(day * inputs, (day + 1) * inputs);
    right += Math.round(network.predict(reading)[0]!) === targets[day] ? 1 : 0;
    if (network.observe(reading, targets[day]!) > 0) network.train();
  }
  return right / days;
}

test("weather as it comes, with an adaptive normaliser: 77.5 % of the days right, the learning rate chosen on the first 2,000", {
  skip: noSharedData,
}, async (t) => {
  const first = readFileSync(join(SHARED_DATA, "weather/days.csv"), "utf8")
    .split("\n", 1)[0]!
    .split(",");
  const fileOf = (learningRate: number) =>
    checkNetwork({
      inputs: first.slice(0, -1),
      outputs: first.slice(-1),
      layers: [{ units: 1 }],
      batch: 1,
      normalizer: "adaptive",
      optimizer: { learningRate },
    });
  const data = read(fileOf(0.1), "weather/days.csv");
  const tryRate = async (rate: number, days: number) =>
    learntAsItComes(await startNetwork(await buildNetwork(fileOf(rate))), data, days);
  let best = { rate: 0, accuracy: 0 };
  for (const rate of [0.001, 0.003, 0.01, 0.03, 0.1]) {
    const accuracy = await tryRate(rate, 2000);
    if (accuracy > best.accuracy) best = { rate, accuracy };
  }
  const accuracy = await tryRate(best.rate, data.count);
  t.diagnostic(`learning rate ${best.rate}, accuracy ${accuracy.toFixed(4)}`);
  assert.ok(accuracy >= 0.775, `accuracy ${accuracy} with the learning rate ${best.rate}`);
});
