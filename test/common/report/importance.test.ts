import assert from "node:assert/strict";
import { test } from "node:test";
import type { Observations } from "../../../src/common/learning/observations.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import {
  type Importances,
  importancesOf,
  inputGroups,
  type Judge,
} from "../../../src/common/report/importance.js";
import { seededRandom } from "../../support/random.js";

const INPUTS = ["strong", "weak", "idle"];

const spec = (seed = 1) =>
  checkNetwork({
    inputs: INPUTS,
    outputs: ["y"],
    layers: [{ units: 1, activation: "sigmoid" }],
    seed,
  });

function readings(count: number): Observations {
  const random = seededRandom(9);
  const values = Float32Array.from({ length: 3 * count }, () => random.uniform(-1, 1));
  return { values, targets: new Float32Array(count), count, inputs: 3, targetCount: 1 };
}

/** Loses by how far 3·strong + weak is from what it is in truth. */
const judging =
  (truth: Observations): Judge =>
  (values, rows) => {
    let loss = 0;
    for (const row of rows) {
      const of = (all: Float32Array) => 3 * all[3 * row]! + all[3 * row + 1]!;
      loss += (of(values) - of(truth.values)) ** 2;
    }
    return { loss: loss / rows.length, accuracy: 1 - loss / rows.length / 100 };
  };

const rowsOf = (count: number, from = 0) => Uint32Array.from({ length: count }, (_, i) => from + i);

const ranked = ([first]: Importances[]) => first!.groups.map(({ name }) => name);

test("the input that matters most comes first, and one that is not read matters nothing", () => {
  const observations = readings(300);
  const [inputs] = importancesOf(spec(), observations, rowsOf(300), judging(observations));
  assert.deepEqual(ranked([inputs!]), INPUTS);
  const [strong, weak, idle] = inputs!.groups;
  assert.ok(strong!.rise > 5 * weak!.rise, `${strong!.rise}, ${weak!.rise}`);
  assert.ok(weak!.rise > 0);
  assert.deepEqual([idle!.rise, idle!.fall], [0, 0]);
  assert.ok(Math.abs(strong!.fall! - strong!.rise / 100) < 1e-12);
  for (const { rise, least, greatest } of inputs!.groups) {
    assert.ok(least <= rise && rise <= greatest);
  }
  assert.equal(inputs!.loss, 0);
});

test("the same seed gives the same importance, another seed another, and the readings stay as they are", () => {
  const observations = readings(100);
  const before = observations.values.slice();
  const run = (seed: number) =>
    importancesOf(spec(seed), observations, rowsOf(100), judging(observations));
  assert.deepEqual(run(1), run(1));
  assert.notDeepEqual(run(1), run(2));
  assert.deepEqual(observations.values, before);
});

test("only values of the rows that are asked for are exchanged, each input by itself", () => {
  const observations = readings(60);
  const rows = rowsOf(20, 30);
  const changed = new Set<string>();
  importancesOf(spec(), observations, rows, (values, some) => {
    assert.deepEqual(some, rows);
    const inputs = new Set<number>();
    for (const [i, value] of values.entries()) {
      if (value === observations.values[i]) continue;
      const row = Math.floor(i / 3);
      assert.ok(row >= 30 && row < 50, `row ${row}`);
      inputs.add(i % 3);
    }
    for (let i = 0; i < 3; i++) {
      const own = Array.from(rows, (row) => observations.values[3 * row + i]!);
      const now = Array.from(rows, (row) => values[3 * row + i]!);
      assert.deepEqual(now.sort(), own.sort());
    }
    assert.ok(inputs.size <= 1);
    changed.add([...inputs].join());
    return { loss: 0, accuracy: null };
  });
  assert.deepEqual([...changed].sort(), ["", "0", "1", "2"]);
});

test("of many readings at most a thousand are taken, of fewer than ten none", () => {
  const observations = readings(5000);
  const [many] = importancesOf(spec(), observations, rowsOf(5000), judging(observations));
  assert.equal(many!.readings, 1000);
  assert.deepEqual(importancesOf(spec(), observations, rowsOf(9), judging(observations)), []);
});

test("numbers have no share of right answers to lose", () => {
  const observations = readings(20);
  const [inputs] = importancesOf(spec(), observations, rowsOf(20), () => ({
    loss: 1,
    accuracy: null,
  }));
  assert.ok(inputs!.groups.every(({ fall, rise }) => fall === null && rise === 0));
});

test("with a window the features of a channel, and a feature of all channels, are exchanged together", () => {
  const windowed = checkNetwork({
    inputs: ["x", "y"],
    outputs: ["z"],
    window: { rows: 3, stride: 1, features: ["mean", "raw", "max"] },
    layers: [{ units: 1, activation: "sigmoid" }],
  });
  assert.deepEqual(inputGroups(windowed), [
    {
      title: "Channels",
      groups: [
        { name: "x", inputs: [0, 1, 2, 3, 4] },
        { name: "y", inputs: [5, 6, 7, 8, 9] },
      ],
    },
    {
      title: "Features",
      groups: [
        { name: "mean", inputs: [0, 5] },
        { name: "raw", inputs: [1, 2, 3, 6, 7, 8] },
        { name: "max", inputs: [4, 9] },
      ],
    },
  ]);
});
