import assert from "node:assert/strict";
import { test } from "node:test";
import { fingerprintOf, meaningText } from "../../../src/common/network/fingerprint.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { changed, FULL, type FullName, type Json, type Path } from "../../support/network-files.js";

const fingerprint = (value: unknown) => fingerprintOf(checkNetwork(value));

/** What gives the parameters another meaning. */
const OTHERS: readonly (readonly [FullName, Path, Json | undefined])[] = [
  ["greenhouse", ["inputs", 0, "name"], "warmth"],
  ["greenhouse", ["inputs", 0, "unit"], "°F"],
  ["greenhouse", ["inputs", 0, "unit"], undefined],
  ["greenhouse", ["outputs", 0], "shut"],
  ["greenhouse", ["layers", 0, "units"], 5],
  ["greenhouse", ["layers", 0, "activation"], "relu"],
  ["greenhouse", ["normalizer"], "none"],
  ["greenhouse", ["window"], { rows: 1, features: ["mean"] }],
  ["gestures", ["layers", 0, "slope"], 0.25],
  ["gestures", ["window", "rows"], 51],
  ["gestures", ["window", "features"], ["raw", "mean"]],
  ["gestures", ["outputs"], ["wave", "still", "circle"]],
  ["gestures", ["normalizer"], "standard"],
  ["forecast", ["outputs", 0, "unit"], "in"],
];

/** What it is learned with, or how people see it. */
const SAME: readonly (readonly [FullName, Path, Json | undefined])[] = [
  ["greenhouse", ["name"], "glasshouse"],
  ["greenhouse", ["$schema"], undefined],
  ["greenhouse", ["inputs", 0, "mean"], 3],
  ["greenhouse", ["positiveWeight"], 1],
  ["greenhouse", ["optimizer"], "adam"],
  ["greenhouse", ["trainLayers"], 2],
  ["greenhouse", ["reduction"], "sum"],
  ["greenhouse", ["batch"], 2],
  ["greenhouse", ["seed"], 5],
  ["greenhouse", ["plan"], "fast"],
  ["greenhouse", ["normalizer", "clip"], 3],
  ["gestures", ["classWeights"], "balanced"],
  ["gestures", ["label"], "what"],
  ["gestures", ["window", "stride"], 50],
  ["gestures", ["window", "rate"], 25],
  ["gestures", ["window", "recording"], undefined],
  ["gestures", ["normalizer", "memory"], 50],
  ["forecast", ["outputs", 0, "mean"], 4],
];

const as = (name: string, path: Path, value: unknown) =>
  `${path.join(".")} ${JSON.stringify(value) ?? "left out"} of ${name}`;

for (const [name, path, value] of OTHERS) {
  test(`another fingerprint with ${as(name, path, value)}`, () => {
    const file = changed(name, path, value) as { inputs: { mean?: number; deviation?: number }[] };
    if (path[0] === "window" && name === "greenhouse") {
      // A window's features have moments of their own.
      for (const input of file.inputs) {
        delete input.mean;
        delete input.deviation;
      }
    }
    assert.notEqual(fingerprint(file), fingerprint(FULL[name]));
  });
}

for (const [name, path, value] of SAME) {
  test(`the same fingerprint with ${as(name, path, value)}`, () => {
    assert.equal(fingerprint(changed(name, path, value)), fingerprint(FULL[name]));
  });
}

test("a meaning is JSON of one line that begins with the inputs", () => {
  assert.deepEqual(JSON.parse(meaningText(checkNetwork(FULL.gestures))), [
    [
      ["x", "g"],
      ["y", ""],
      ["z", ""],
    ],
    [50, ["mean", "raw"]],
    [
      ["still", ""],
      ["wave", ""],
      ["circle", ""],
    ],
    [
      [8, "leaky-relu", 0.125],
      [6, "relu", 0],
      [3, "softmax", 0],
    ],
    "classes",
    "cross-entropy",
    "adaptive",
  ]);
  assert.match(meaningText(checkNetwork(FULL.forecast)), /^\[\[\["pressure",""]],\[],\[\["rain"/);
});
