import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ACTIVATIONS,
  type Activation,
  HIDDEN_ACTIVATIONS,
} from "../../../src/common/network/activations.js";
import { classReader, expectedClass } from "../../../src/common/network/class-names.js";
import { FEATURE_NAMES, featureCount, inputNames } from "../../../src/common/network/features.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import {
  columnsOf,
  labelCount,
  TASK_NAMES,
  targetColumns,
  targetCount,
  taskOf,
} from "../../../src/common/network/tasks.js";
import { FULL, SMALLEST } from "../../support/network-files.js";

const { greenhouse, gestures, forecast } = Object.fromEntries(
  Object.entries(FULL).map(([name, file]) => [name, checkNetwork(file)]),
) as Record<keyof typeof FULL, ReturnType<typeof checkNetwork>>;

test("a target is a label for each output, the number of a class, or a number for each output", () => {
  const sizes = [greenhouse, gestures, forecast].map((spec) => [
    targetCount(spec),
    labelCount(spec),
  ]);
  assert.deepEqual(sizes, [
    [2, 2],
    [1, 3],
    [2, 0],
  ]);
});

test("the columns of the data are the inputs, and the outputs or the one that holds the class", () => {
  assert.deepEqual(columnsOf(greenhouse), {
    inputs: ["temperature", "humidity"],
    outputs: ["open", "heat"],
  });
  assert.deepEqual(targetColumns(gestures), ["gesture"]);
  assert.deepEqual(targetColumns(forecast), ["rain", "wind"]);
});

test("each task has a loss and an activation of its own", () => {
  const kinds = TASK_NAMES.map((task) => taskOf({ task }));
  assert.equal(new Set(kinds.map(({ loss }) => loss)).size, 3);
  assert.equal(new Set(kinds.map(({ activation }) => activation)).size, 3);
});

test("activations have numbers of their own, and all but softmax may be hidden", () => {
  const all = Object.entries(ACTIVATIONS);
  assert.equal(new Set(all.map(([, { number }]) => number)).size, all.length);
  assert.deepEqual([...HIDDEN_ACTIVATIONS, "softmax"].sort(), all.map(([name]) => name).sort());
});

test("weights are drawn as Glorot or as He would", () => {
  const bound = (activation: Activation, slope = 0) => ACTIVATIONS[activation].bound(4, 2, slope);
  for (const activation of ["tanh", "sigmoid", "identity", "softsign", "softmax"] as const) {
    assert.equal(bound(activation), 1, activation);
  }
  assert.equal(bound("relu"), Math.sqrt(1.5));
  assert.equal(bound("leaky-relu", 0), bound("relu"));
  assert.equal(bound("leaky-relu", 0.5), Math.sqrt(1.2));
});

test("without a window the network reads its channels", () => {
  assert.equal(featureCount(greenhouse), 2);
  assert.deepEqual(inputNames(greenhouse), ["temperature", "humidity"]);
});

test("with a window the network reads features channel by channel, as they are listed", () => {
  const spec = checkNetwork({
    ...SMALLEST,
    inputs: ["a", "b"],
    window: { rows: 3, features: ["rms", "raw", "mean"] },
  });
  const names = inputNames(spec);
  assert.deepEqual(names, [
    ...["a rms", "a raw 0", "a raw 1", "a raw 2", "a mean"],
    ...["b rms", "b raw 0", "b raw 1", "b raw 2", "b mean"],
  ]);
  assert.equal(featureCount(spec), names.length);
  assert.equal(featureCount(gestures), 3 * 51);
});

test("every feature but the readings themselves is one number", () => {
  for (const feature of FEATURE_NAMES) {
    const spec = checkNetwork({ ...SMALLEST, window: { rows: 7, features: [feature] } });
    assert.equal(featureCount(spec), feature === "raw" ? 7 : 1, feature);
    assert.equal(inputNames(spec).length, featureCount(spec), feature);
  }
});

test("a class is meant by its name or its number, and by nothing else", () => {
  const read = classReader(["still", "wave", "circle"]);
  assert.deepEqual(["still", "circle", "0", "2"].map(read), [0, 2, 0, 2]);
  for (const text of ["", "3", "-1", "1.0", "01", "Wave", "__proto__"]) {
    assert.equal(read(text), undefined, text);
  }
});

test("where a class is called by a number, numbers are names", () => {
  assert.deepEqual(["1", "3", "0"].map(classReader(["1", "2", "3"])), [0, 2, undefined]);
  assert.deepEqual(["1", "0", "x"].map(classReader(["1", "0", "x"])), [0, 1, 2]);
});

test("what a class may be is said in a few words", () => {
  assert.equal(expectedClass(["a", "b"]), 'one of "a", "b", or its number from 0 to 1');
  assert.equal(expectedClass(["1", "2"]), 'one of "1", "2"');
  const many = Array.from({ length: 14 }, (_, i) => `c${i}`);
  assert.match(
    expectedClass(many),
    /^one of "c0", .*"c11" and 2 more, or its number from 0 to 13$/,
  );
});
