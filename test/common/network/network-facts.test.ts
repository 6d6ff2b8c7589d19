import assert from "node:assert/strict";
import { test } from "node:test";
import { networkFacts } from "../../../src/common/network/network-facts.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { FULL, SMALLEST } from "../../support/network-files.js";

const factsOf = (value: unknown) =>
  networkFacts(checkNetwork(value)).map(({ label, value }) => `${label}: ${value}`);

test("the facts of a network name all that its file says or leaves to its defaults", () => {
  assert.deepEqual(factsOf(FULL.greenhouse), [
    "reads: temperature (°C, mean 21.5, deviation 4), humidity (%)",
    "normalizer: standard, at most 5 deviations",
    "task: yes-no: open, heat",
    "loss: binary-cross-entropy, label 1 counts 3 times",
    "optimizer: momentum, learning rate 0.1 (halved after 100 steps, inverse-time), momentum 0.5 (Nesterov's), weight decay 0.25, gradient of at most 2",
    "learns: the last layer of 2, mean over batches of 8, seed 4294967295",
  ]);
  assert.deepEqual(factsOf(FULL.gestures), [
    "reads: x (g), y, z",
    'window: 50 readings, a new one every 25 readings: mean, raw; 153 inputs of the network; empty when "take" changes',
    "normalizer: adaptive, memory of 500 observations, 20 to warm up, at most 4 deviations",
    'task: classes of "gesture": still, wave, circle',
    "loss: cross-entropy, classes count 1, 2, 0.5 times",
    "optimizer: adam, learning rate 0.001 (down to 0.1 of it after 1,000 steps, cosine), beta1 0.8, beta2 0.99, epsilon 0.000001",
    "learns: all layers, sum over batches of 4, seed 7",
  ]);
  assert.deepEqual(factsOf(FULL.forecast), [
    "reads: pressure (mean 1013)",
    "normalizer: none",
    "task: numbers: rain (mm, mean 2, deviation 3), wind (m/s)",
    "loss: squared-error",
    "optimizer: sgd, learning rate 0.5",
    "learns: all layers, sum over batches of 16, seed 0",
  ]);
});

test("of many inputs a few are named, and weights from the data say so", () => {
  const inputs = Array.from({ length: 256 }, (_, i) => `x${i}`);
  const [reads, , , loss] = factsOf({ ...SMALLEST, inputs, classWeights: "balanced" });
  assert.equal(reads, "reads: x0, x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11 and 244 more");
  assert.equal(loss, "loss: binary-cross-entropy, classes balanced");
});
