import assert from "node:assert/strict";
import { test } from "node:test";
import { checkNetwork, LIMITS, parseNetwork } from "../../../src/common/network/network-file.js";
import {
  assertRefused,
  changed,
  FULL,
  type FullName,
  SMALLEST,
  written,
} from "../../support/network-files.js";
import { UNKNOWN, WRONG } from "../../support/wrong-fields.js";

for (const [name, wrong] of Object.entries(WRONG)) {
  for (const [path, value, got, expected] of wrong) {
    test(`${written(path)} of ${name} refuses ${got.slice(0, 30)}`, () => {
      const message = `${written(path)}: got ${got}, expected ${expected}`;
      assertRefused(changed(name as FullName, path, value), message);
    });
  }
}

for (const [path, known] of UNKNOWN) {
  test(`the unknown field ${written(path)} is refused with the known ones`, () => {
    const above = written(path.slice(0, -1));
    const place = above ? `${above}: ` : "";
    const message = `${place}got the unknown field "${path.at(-1)}", expected only ${known}`;
    assertRefused(changed("gestures", path, 1), message);
  });
}

test("a field with a name of JavaScript's own is as unknown as any other", () => {
  for (const field of ["__proto__", "constructor", "toString"]) {
    const text = JSON.stringify(FULL.greenhouse).replace("{", `{"${field}":{"batch":1},`);
    assert.throws(() => parseNetwork(text), {
      message: new RegExp(`^network file: got the unknown field "${field}", expected only `),
    });
  }
});

test("a number that overflows in JSON is refused", () => {
  const text = JSON.stringify(FULL.greenhouse);
  for (const [field, expected] of [
    ['"mean":21.5', "inputs[0].mean: got Infinity, expected a finite number that fits in float32"],
    ['"batch":8', "batch: got Infinity, expected a whole number from 1 to 1024"],
    [
      '"learningRate":0.1',
      "optimizer.learningRate: got Infinity, expected a number from 1e-37 to 1000",
    ],
  ] as const) {
    const wrong = text.replace(field, field.replace(/:.*/, ":1e999"));
    assert.throws(() => parseNetwork(wrong), { message: `network file: ${expected}` });
  }
});

test("a network given as a value may not hold NaN or infinity", () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    for (const [name, path] of [
      ["greenhouse", ["batch"]],
      ["greenhouse", ["seed"]],
      ["greenhouse", ["positiveWeight"]],
      ["greenhouse", ["inputs", 0, "mean"]],
      ["greenhouse", ["layers", 0, "units"]],
      ["greenhouse", ["optimizer", "weightDecay"]],
      ["gestures", ["classWeights", 0]],
      ["gestures", ["window", "rows"]],
      ["gestures", ["layers", 0, "slope"]],
      ["gestures", ["optimizer", "epsilon"]],
      ["gestures", ["normalizer", "clip"]],
    ] as const) {
      const place = written(path).replace(/[[\].]/g, "\\$&");
      assert.throws(() => checkNetwork(changed(name, path, value), "n"), {
        name: "UserError",
        message: new RegExp(`^n: ${place}: got ${value}, expected a `),
      });
    }
  }
});

test("the limits themselves are allowed", () => {
  for (const [name, path, value] of [
    ["greenhouse", ["batch"], 1],
    ["greenhouse", ["batch"], 1024],
    ["greenhouse", ["seed"], 0],
    ["greenhouse", ["layers", 0, "units"], 256],
    ["greenhouse", ["layers", 0, "units"], 1],
    ["greenhouse", ["optimizer", "learningRate"], 1000],
    ["greenhouse", ["optimizer", "momentum"], 0],
    ["greenhouse", ["optimizer", "momentum"], 0.9999999],
    ["greenhouse", ["optimizer", "weightDecay"], 100],
    ["greenhouse", ["optimizer", "schedule", "steps"], 16_777_216],
    ["greenhouse", ["positiveWeight"], 10_000],
    ["greenhouse", ["inputs", 0, "mean"], -3.4028234663852886e38],
    ["greenhouse", ["inputs", 0, "deviation"], 3.4028234663852886e38],
    ["greenhouse", ["name"], "x".repeat(64)],
    ["greenhouse", ["name"], "🌱".repeat(64)],
    ["gestures", ["window", "rows"], 1],
    ["gestures", ["window", "stride"], 65_535],
    ["gestures", ["window", "rate"], 12.5],
    ["gestures", ["window", "rate"], 1e6],
    ["gestures", ["layers", 0, "slope"], 0],
    ["gestures", ["optimizer", "beta2"], 0],
    ["gestures", ["optimizer", "schedule", "to"], 1],
    ["gestures", ["normalizer"], { type: "adaptive", memory: 2 }],
    ["gestures", ["normalizer", "memory"], 16_777_216],
    ["gestures", ["normalizer", "memory"], 20],
    ["gestures", ["normalizer", "warmUp"], 500],
  ] as const) {
    checkNetwork(changed(name, path, value));
  }
  const many = Array.from({ length: LIMITS.inputs }, (_, i) => `x${i}`);
  assert.equal(checkNetwork({ ...SMALLEST, inputs: many }).inputs.length, 256);
  const deep = [
    ...Array.from({ length: 7 }, () => ({ units: 2, activation: "identity" })),
    ...SMALLEST.layers,
  ];
  assert.equal(checkNetwork({ ...SMALLEST, layers: deep }).layers.length, 8);
});

test("shares below 1 are below 1 in float32, and the least numbers above 0 in it", () => {
  assert.ok(Math.fround(0.9999999) < 1);
  assert.ok(Math.fround(1e-37) > 0 && Number.isFinite(Math.fround(1 / 1e-37)));
  assert.equal(Math.fround(LIMITS.steps), LIMITS.steps);
  assert.equal(Math.fround(LIMITS.memory - 1), LIMITS.memory - 1);
});
