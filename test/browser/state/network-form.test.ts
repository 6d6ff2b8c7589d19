import assert from "node:assert/strict";
import { test } from "node:test";
import {
  changeNetwork,
  withFeature,
  withField,
  withHidden,
  withInput,
  withLearningRate,
  withNewWindow,
  withRows,
} from "../../../src/browser/state/network-form.js";
import { FEATURE_NAMES } from "../../../src/common/network/features.js";
import { parseNetwork } from "../../../src/common/network/network-file.js";

const TEXT = JSON.stringify({
  name: "moves",
  inputs: ["x", { name: "y", unit: "g" }],
  window: { rows: 50, stride: 25, features: ["mean", "max"], rate: 25 },
  task: "classes",
  outputs: ["still", "wave"],
  layers: [{ units: 8, activation: "tanh" }, { units: 2 }],
  optimizer: "adam",
  seed: 5,
});
type Change = Parameters<typeof changeNetwork>[1];
/** The checked network after a change. */
const after = (change: Change) => parseNetwork(changeNetwork(TEXT, change));

test("a change leaves everything else in the file", () => {
  const { seed, name, inputs } = after(withField("batch", 4));
  assert.equal(seed, 5);
  assert.equal(name, "moves");
  assert.deepEqual(inputs[1], { name: "y", unit: "g" });
});

test("a shorter window has no longer stride than itself", () => {
  const { window } = after(withRows(10));
  assert.deepEqual([window?.rows, window?.stride], [10, 10]);
});

test("features stand in the order of all of them", () => {
  assert.deepEqual(after(withFeature("deviation", true, FEATURE_NAMES)).window?.features, [
    "mean",
    "deviation",
    "max",
  ]);
  assert.deepEqual(after(withFeature("mean", false, FEATURE_NAMES)).window?.features, ["max"]);
});

test("a window comes and goes", () => {
  assert.equal(after(withField("window", undefined)).window, undefined);
  const without = changeNetwork(TEXT, withField("window", undefined));
  const again = parseNetwork(changeNetwork(without, withNewWindow(25, "recording")));
  assert.deepEqual(again.window, {
    rows: 50,
    stride: 25,
    features: ["mean", "deviation", "min", "max", "change"],
    rate: 25,
    recording: "recording",
  });
});

test("hidden layers are added and removed before the last, which stays", () => {
  const layers = [
    { units: 4, activation: "relu" },
    { units: 3, activation: "tanh" },
  ] as const;
  assert.deepEqual(
    after(withHidden(layers)).layers.map(({ units }) => units),
    [4, 3, 2],
  );
  assert.equal(after(withHidden([])).layers.length, 1);
});

test("a learning rate makes an object of an optimizer that was a word", () => {
  const { optimizer } = after(withLearningRate(0.5));
  assert.deepEqual([optimizer.type, optimizer.learningRate], ["adam", 0.5]);
});

test("inputs come and go in the order of the columns", () => {
  const order = ["z", "x", "y"];
  const names = (change: Change) => after(change).inputs.map(({ name }) => name);
  assert.deepEqual(names(withInput("z", true, order)), ["z", "x", "y"]);
  assert.deepEqual(names(withInput("x", false, order)), ["y"]);
});
