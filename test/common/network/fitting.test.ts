import { test } from "node:test";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import {
  assertRefused,
  changed,
  FULL,
  type FullName,
  type Json,
  type Path,
  SMALLEST,
  written,
} from "../../support/network-files.js";

const HIDDEN =
  'one of "tanh", "sigmoid", "identity", "relu", "leaky-relu", "softsign" in a layer that is not the last';
const only = (type: string, owners: string) => `no such field with "${type}"; ${owners} it`;

/** file · place · value · what the message shows of it · what it expects; each field by itself is right */
const UNFITTING: readonly (readonly [FullName, Path, Json | undefined, string, string])[] = [
  // the task, and what follows from it
  [
    "greenhouse",
    ["loss"],
    "squared-error",
    '"squared-error"',
    '"binary-cross-entropy", which the task "yes-no" needs, or nothing',
  ],
  [
    "gestures",
    ["loss"],
    "binary-cross-entropy",
    '"binary-cross-entropy"',
    '"cross-entropy", which the task "classes" needs, or nothing',
  ],
  ["greenhouse", ["label"], "class", '"class"', only("yes-no", '"classes" has')],
  ["forecast", ["label"], "class", '"class"', only("numbers", '"classes" has')],
  ["greenhouse", ["outputs", 1, "unit"], "W", '"W"', only("yes-no", '"numbers" has')],
  ["greenhouse", ["outputs", 1, "mean"], 0, "0", only("yes-no", '"numbers" has')],
  ["gestures", ["outputs", 0, "deviation"], 1, "1", only("classes", '"numbers" has')],
  [
    "gestures",
    ["outputs"],
    ["still"],
    "a list of 1",
    'at least 2 classes; a single yes or no is the task "yes-no"',
  ],

  // layers
  [
    "greenhouse",
    ["layers", 1, "activation"],
    "tanh",
    '"tanh"',
    '"sigmoid" in the last layer, which the task "yes-no" needs, or nothing',
  ],
  [
    "gestures",
    ["layers", 2, "activation"],
    "sigmoid",
    '"sigmoid"',
    '"softmax" in the last layer, which the task "classes" needs, or nothing',
  ],
  [
    "forecast",
    ["layers", 3, "activation"],
    "relu",
    '"relu"',
    '"identity" in the last layer, which the task "numbers" needs, or nothing',
  ],
  ["gestures", ["layers", 0, "activation"], "softmax", '"softmax"', HIDDEN],
  ["greenhouse", ["layers", 0, "activation"], undefined, "nothing", HIDDEN],
  ["greenhouse", ["layers", 1, "units"], 3, "3", "2, one unit for each name in outputs"],
  ["gestures", ["layers", 2, "units"], 1, "1", "3, one unit for each class in outputs"],
  ["greenhouse", ["layers", 0, "slope"], 0.1, "0.1", only("tanh", '"leaky-relu" has')],
  ["greenhouse", ["layers", 1, "slope"], 0, "0", only("sigmoid", '"leaky-relu" has')],
  ["gestures", ["layers", 1, "slope"], 0.1, "0.1", only("relu", '"leaky-relu" has')],
  ["greenhouse", ["trainLayers"], 3, "3", "at most 2, the number of layers"],

  // weights of classes
  ["forecast", ["positiveWeight"], 2, "2", 'nothing or 1 with "numbers"'],
  [
    "gestures",
    ["positiveWeight"],
    0.5,
    "0.5",
    'nothing or 1 with "classes"; "classWeights" is for "classes"',
  ],
  [
    "forecast",
    ["classWeights"],
    "balanced",
    '"balanced"',
    only("numbers", '"yes-no", "classes" have'),
  ],
  [
    "greenhouse",
    ["classWeights"],
    [1, 2],
    "a list of 2",
    '"balanced" with the task "yes-no", or "positiveWeight" in its place',
  ],
  [
    "greenhouse",
    ["classWeights"],
    "balanced",
    '"balanced"',
    'only one of "classWeights" and "positiveWeight", which is 3',
  ],
  [
    "gestures",
    ["classWeights"],
    [1, 2],
    "a list of 2",
    "a list of 3, one weight for each class in outputs",
  ],

  // optimizer and normalizer
  ["forecast", ["optimizer", "momentum"], 0.9, "0.9", only("sgd", '"momentum" has')],
  ["forecast", ["optimizer", "nesterov"], false, "false", only("sgd", '"momentum" has')],
  ["greenhouse", ["optimizer", "beta1"], 0.9, "0.9", only("momentum", '"adam" has')],
  ["forecast", ["optimizer", "beta2"], 0.9, "0.9", only("sgd", '"adam" has')],
  ["forecast", ["optimizer", "epsilon"], 0.1, "0.1", only("sgd", '"adam" has')],
  ["gestures", ["optimizer", "nesterov"], true, "true", only("adam", '"momentum" has')],
  [
    "forecast",
    ["optimizer", "schedule", "steps"],
    10,
    "10",
    only("constant", '"inverse-time", "cosine" have'),
  ],
  ["greenhouse", ["optimizer", "schedule", "to"], 0, "0", only("inverse-time", '"cosine" has')],
  [
    "gestures",
    ["optimizer", "schedule", "steps"],
    undefined,
    "nothing",
    'a whole number from 1 to 16777216 with "cosine"',
  ],
  ["forecast", ["normalizer", "clip"], 3, "3", only("none", '"standard", "adaptive" have')],
  ["greenhouse", ["normalizer", "memory"], 3, "3", only("standard", '"adaptive" has')],
  ["greenhouse", ["normalizer", "warmUp"], 0, "0", only("standard", '"adaptive" has')],
  ["gestures", ["normalizer", "warmUp"], 501, "501", "at most 500, the normalizer's memory"],

  // windows
  [
    "gestures",
    ["inputs", 1],
    { name: "y", mean: 2 },
    "2",
    'no such field with a "window", whose features have moments of their own',
  ],
  [
    "gestures",
    ["window", "features"],
    ["max", "raw", "max"],
    '"max" again',
    "a feature that window.features[0] is not already",
  ],
  [
    "gestures",
    ["window", "features"],
    ["mean", "deviation", "raw"],
    "1206 features in all",
    'at most 1024: one for each input and feature, and for each row with "raw"',
  ],

  // names
  [
    "greenhouse",
    ["inputs", 1],
    "temperature",
    '"temperature" again',
    "a name that inputs[0] does not have already",
  ],
  [
    "greenhouse",
    ["outputs", 1],
    "open",
    '"open" again',
    "a name that outputs[0] does not have already",
  ],
  [
    "greenhouse",
    ["outputs", 0],
    "humidity",
    '"humidity" again',
    "a name that inputs[1] does not have already",
  ],
  ["gestures", ["label"], "z", '"z" again', "a name that inputs[2] does not have already"],
  [
    "gestures",
    ["window", "recording"],
    "gesture",
    '"gesture" again',
    "a name that label does not have already",
  ],
  [
    "gestures",
    ["outputs", 2],
    "wave",
    '"wave" again',
    "a name that outputs[1] does not have already",
  ],
];

/** Places that tell of the wrong value elsewhere than where it is. */
const TOLD: Readonly<Record<string, string>> = {
  "inputs[1] 2": "inputs[1].mean",
  'window.features "max" again': "window.features[2]",
};

/** The file that is changed: one of a window needs more rows to have too many features. */
const base = (name: FullName, path: Path, value: Json | undefined): unknown => {
  const file = changed(name, path, value);
  if (!Array.isArray(value) || !value.includes("deviation")) return file;
  return changed("gestures", ["window"], { rows: 400, features: value });
};

for (const [name, path, value, got, expected] of UNFITTING) {
  const place = TOLD[`${written(path)} ${got}`] ?? written(path);
  test(`${place} of ${name} refuses ${got}: ${expected}`, () => {
    assertRefused(base(name, path, value), `${place}: got ${got}, expected ${expected}`);
  });
}

test("where neither task nor loss is stated, the last layer's activations of all tasks are told", () => {
  assertRefused(
    { ...SMALLEST, layers: [{ units: 1, activation: "relu" }] },
    'layers[0].activation: got "relu", expected "sigmoid" in the last layer, which the task "yes-no" needs, or nothing; "softmax" is for the task "classes", "identity" is for the task "numbers"',
  );
});

test("moments of a channel are refused where the normaliser finds them by itself", () => {
  const inputs = [{ name: "t", deviation: 2 }];
  assertRefused(
    { ...SMALLEST, inputs, normalizer: "adaptive" },
    'inputs[0].deviation: got 2, expected no such field with the normalizer "adaptive", which finds it by itself',
  );
  checkNetwork({ ...SMALLEST, inputs, normalizer: "none" });
});

test("a window that no memory holds is refused, and the longest is told", () => {
  const inputs = Array.from({ length: 100 }, (_, i) => `x${i}`);
  const windowed = (rows: number) => ({ ...SMALLEST, inputs, window: { rows, features: ["rms"] } });
  assertRefused(
    windowed(164),
    "window.rows: got 164, expected at most 163 with 100 inputs: a window takes 4 bytes for each reading of each input, and all memory is 65536",
  );
  checkNetwork(windowed(163));
});

test("1024 features are allowed, and one more is not", () => {
  const of = (rows: number, features: string[]) => ({
    ...SMALLEST,
    window: { rows, features },
  });
  checkNetwork(of(1024, ["raw"]));
  checkNetwork(of(4096, ["mean"]));
  assertRefused(
    of(1024, ["raw", "mean"]),
    'window.features: got 1025 features in all, expected at most 1024: one for each input and feature, and for each row with "raw"',
  );
});

test("a class may be called like a column, and balanced weights go with a positive weight of 1", () => {
  const outputs = ["x", "take", "gesture"];
  checkNetwork(changed("gestures", ["outputs"], outputs));
  checkNetwork({ ...SMALLEST, classWeights: "balanced" });
  checkNetwork({ ...FULL.gestures, classWeights: "balanced" });
});
