import type { FullName, Json, Path } from "./network-files.js";

const TEXT =
  "a name of 1 to 64 characters without line breaks, not beginning or ending with a space";
const FLOAT = "a finite number that fits in float32";
const OUTPUT =
  'an object with "name" and, if you like, "no" and "yes", "written", or "unit", "mean", "deviation"';
const CHANNEL = 'an object with "name" and, if you like, "unit", "mean", "deviation"';
const DEVIATION = "a number from 1e-37 to 3.4028234663852886e+38";
const ACTIVATIONS =
  'one of "tanh", "sigmoid", "identity", "relu", "leaky-relu", "softsign", "softmax"';
const FEATURES =
  'one of "mean", "deviation", "min", "max", "change", "rms", "slope", "crossings", "raw"';
const FEATURE_LIST = `a list of 1 to 9 features, each ${FEATURES}`;
const UNITS = "a whole number from 1 to 256";
const SEED = "a whole number from 0 to 4294967295";
const SHARE = "a number from 0 to 0.9999999";
const STEPS = "a whole number from 1 to 16777216";
const MEMORY = "a whole number from 2 to 16777216";
const WEIGHT = "a number from 1e-37 to 10000";
const TYPE = 'one of "sgd", "momentum", "adam"';
const OPTIMIZER = 'an object with "type" and what this type has, such as "learningRate"';
const RATE = "a number from 1e-37 to 1000000";
const SCHEDULE = 'an object with "type" and what this type has of "steps" and "to"';
const NORMALIZER = 'an object with "type" and what this type has of "clip", "memory", "warmUp"';
const NORMALIZERS = 'one of "standard", "none", "adaptive"';
const CLASS_WEIGHTS = '"balanced" or, with the task "classes", a list of weights';
const LONG = "x".repeat(65);
const LONG_SHOWN = `"${"x".repeat(56)}…`;

const nothing = undefined;
const times = (count: number, value: Json): Json[] => Array.from({ length: count }, () => value);

export type Wrong = readonly [
  path: Path,
  value: Json | undefined,
  /** what the message shows of the value */
  got: string,
  expected: string,
];

/** What a single field can tell is wrong, in each of the full files. */
export const WRONG: Readonly<Record<FullName, readonly Wrong[]>> = {
  greenhouse: [
    [["$schema"], 1, "1", "the address of the JSON Schema, a text"],
    [["name"], "", '""', TEXT],
    [["name"], " x", '" x"', TEXT],
    [["name"], "x ", '"x "', TEXT],
    [["name"], "a\nb", '"a\\nb"', TEXT],
    [["name"], LONG, LONG_SHOWN, TEXT],
    [["name"], 7, "7", TEXT],
    [["name"], null, "null", TEXT],
    [["inputs"], nothing, "nothing", "a list of 1 to 256 input channels"],
    [["inputs"], [], "a list of 0", "a list of 1 to 256 input channels"],
    [["inputs"], "t", '"t"', "a list of 1 to 256 input channels"],
    [["inputs"], times(257, "t"), "a list of 257", "a list of 1 to 256 input channels"],
    [["inputs", 1], 5, "5", `a name, or ${CHANNEL}`],
    [["inputs", 1], ["humidity"], "a list of 1", `a name, or ${CHANNEL}`],
    [["inputs", 1], null, "null", `a name, or ${CHANNEL}`],
    [["inputs", 1], " x", '" x"', TEXT],
    [["inputs", 0, "name"], nothing, "nothing", TEXT],
    [["inputs", 0, "name"], true, "true", TEXT],
    [["inputs", 0, "unit"], "", '""', TEXT],
    [["inputs", 0, "mean"], "21", '"21"', FLOAT],
    [["inputs", 0, "mean"], 1e39, "1e+39", FLOAT],
    [["inputs", 0, "mean"], -3.5e38, "-3.5e+38", FLOAT],
    [["inputs", 0, "deviation"], 0, "0", DEVIATION],
    [["inputs", 0, "deviation"], -4, "-4", DEVIATION],
    [["inputs", 0, "deviation"], 1e39, "1e+39", DEVIATION],
    [["task"], "regression", '"regression"', 'one of "yes-no", "classes", "numbers"'],
    [["outputs"], nothing, "nothing", "a list of 1 to 256 outputs"],
    [["outputs"], [], "a list of 0", "a list of 1 to 256 outputs"],
    [["outputs"], { y: 1 }, '{"y":1}', "a list of 1 to 256 outputs"],
    [["outputs", 1], 5, "5", `a name, or ${OUTPUT}`],
    [["outputs", 1], "", '""', TEXT],
    [["outputs", 1, "name"], 5, "5", TEXT],
    [["layers"], nothing, "nothing", "a list of 1 to 8 layers"],
    [["layers"], [], "a list of 0", "a list of 1 to 8 layers"],
    [["layers"], times(9, 4), "a list of 9", "a list of 1 to 8 layers"],
    [
      ["layers"],
      times(9, { units: 2, activation: "tanh" }),
      "a list of 9",
      "a list of 1 to 8 layers",
    ],
    [["layers", 0], 4, "4", 'an object with "units" and "activation"'],
    [["layers", 0, "units"], nothing, "nothing", UNITS],
    [["layers", 0, "units"], 0, "0", UNITS],
    [["layers", 0, "units"], 257, "257", UNITS],
    [["layers", 0, "units"], 1.5, "1.5", UNITS],
    [["layers", 0, "units"], "4", '"4"', UNITS],
    [["layers", 0, "units"], [4], "a list of 1", UNITS],
    [["layers", 0, "activation"], "selu", '"selu"', ACTIVATIONS],
    [["layers", 0, "activation"], null, "null", ACTIVATIONS],
    [["loss"], "mse", '"mse"', 'one of "binary-cross-entropy", "cross-entropy", "squared-error"'],
    [["positiveWeight"], 0, "0", WEIGHT],
    [["positiveWeight"], 10_001, "10001", WEIGHT],
    [["positiveWeight"], false, "false", WEIGHT],
    [["classWeights"], "equal", '"equal"', CLASS_WEIGHTS],
    [["classWeights"], 2, "2", CLASS_WEIGHTS],
    [["optimizer"], "rmsprop", '"rmsprop"', TYPE],
    [["optimizer"], 0.1, "0.1", `${TYPE}, or ${OPTIMIZER}`],
    [["optimizer"], [], "a list of 0", `${TYPE}, or ${OPTIMIZER}`],
    [["optimizer"], ["sgd"], "a list of 1", `${TYPE}, or ${OPTIMIZER}`],
    [["optimizer", "type"], "lion", '"lion"', TYPE],
    [["optimizer", "learningRate"], 0, "0", "a number from 1e-37 to 1000"],
    [["optimizer", "learningRate"], 1000.5, "1000.5", "a number from 1e-37 to 1000"],
    [["optimizer", "momentum"], 1, "1", SHARE],
    [["optimizer", "momentum"], -0.1, "-0.1", SHARE],
    [["optimizer", "nesterov"], 1, "1", "true or false"],
    [["optimizer", "weightDecay"], -1, "-1", "a number from 0 to 100"],
    [["optimizer", "clipNorm"], 0, "0", "a number from 1e-37 to 1000000000"],
    [["optimizer", "schedule"], "constant", '"constant"', SCHEDULE],
    [
      ["optimizer", "schedule", "type"],
      "step",
      '"step"',
      'one of "constant", "inverse-time", "cosine"',
    ],
    [["optimizer", "schedule", "steps"], 0, "0", STEPS],
    [["optimizer", "schedule", "steps"], 16_777_217, "16777217", STEPS],
    [["trainLayers"], 0, "0", "a whole number from 1 to 8"],
    [["trainLayers"], 9, "9", "a whole number from 1 to 8"],
    [["reduction"], "max", '"max"', 'one of "sum", "mean"'],
    [["batch"], 0, "0", "a whole number from 1 to 1024"],
    [["batch"], 1025, "1025", "a whole number from 1 to 1024"],
    [["batch"], 2.5, "2.5", "a whole number from 1 to 1024"],
    [["normalizer"], 1, "1", `${NORMALIZERS}, or ${NORMALIZER}`],
    [["normalizer"], "batch", '"batch"', NORMALIZERS],
    [["normalizer", "type"], nothing, "nothing", NORMALIZERS],
    [["normalizer", "clip"], 0, "0", "a number from 1e-37 to 1000000"],
    [["seed"], -1, "-1", SEED],
    [["seed"], 4294967296, "4294967296", SEED],
    [["seed"], 0.5, "0.5", SEED],
    [["plan"], "FAST", '"FAST"', 'one of "auto", "fast", "small"'],
  ],
  gestures: [
    [
      ["window"],
      50,
      "50",
      'an object with "rows", "features" and, if you like, "stride", "recording", "rate"',
    ],
    [["window", "rows"], nothing, "nothing", "a whole number from 1 to 4096"],
    [["window", "rows"], 0, "0", "a whole number from 1 to 4096"],
    [["window", "rows"], 4097, "4097", "a whole number from 1 to 4096"],
    [["window", "stride"], 0, "0", "a whole number from 1 to 65535"],
    [["window", "stride"], 65_536, "65536", "a whole number from 1 to 65535"],
    [["window", "features"], nothing, "nothing", FEATURE_LIST],
    [["window", "features"], [], "a list of 0", FEATURE_LIST],
    [["window", "features"], times(10, "x"), "a list of 10", FEATURE_LIST],
    [["window", "features"], "mean", '"mean"', FEATURE_LIST],
    [["window", "features", 1], "median", '"median"', FEATURES],
    [["window", "recording"], "", '""', TEXT],
    [["window", "rate"], 0, "0", RATE],
    [["window", "rate"], 1_000_001, "1000001", RATE],
    [["label"], 3, "3", TEXT],
    [["layers", 0, "slope"], 1, "1", SHARE],
    [["layers", 0, "slope"], -0.01, "-0.01", SHARE],
    [["classWeights"], [], "a list of 0", "a list of 1 to 256 weights"],
    [["classWeights", 1], 0, "0", WEIGHT],
    [["optimizer", "beta1"], 1, "1", SHARE],
    [["optimizer", "beta2"], 0.99999999, "0.99999999", SHARE],
    [["optimizer", "epsilon"], 0, "0", "a number from 1e-37 to 1"],
    [["optimizer", "schedule", "to"], 1.5, "1.5", "a number from 0 to 1"],
    [["normalizer", "memory"], 1, "1", MEMORY],
    [["normalizer", "memory"], 16_777_217, "16777217", MEMORY],
    [["normalizer", "warmUp"], -1, "-1", "a whole number from 0 to 10000"],
    [["normalizer", "warmUp"], 10_001, "10001", "a whole number from 0 to 10000"],
  ],
  forecast: [
    [["outputs", 0, "mean"], "2", '"2"', FLOAT],
    [["outputs", 0, "deviation"], 0, "0", DEVIATION],
    [["outputs", 0, "unit"], "\u2028", '"\u2028"', TEXT],
  ],
};

const ALL =
  "$schema, name, inputs, window, task, outputs, label, layers, loss, positiveWeight, classWeights, optimizer, trainLayers, reduction, batch, normalizer, seed, plan";
const OPTIMIZER_FIELDS =
  "type, learningRate, momentum, nesterov, beta1, beta2, epsilon, weightDecay, clipNorm, schedule";

/** Fields that there are not, what there is at their place, and where they belong if they do anywhere. */
export const UNKNOWN: readonly (readonly [path: Path, expected: string])[] = [
  [["learningrate"], ALL],
  [["learningRate"], `${ALL}; it is a field of optimizer`],
  [["features"], `${ALL}; it is a field of window`],
  [["to"], `${ALL}; it is a field of optimizer.schedule`],
  [["mean"], ALL],
  [["inputs", 0, "scale"], "name, unit, mean, deviation"],
  [
    ["outputs", 0, "units"],
    "name, no, yes, written, unit, mean, deviation; it is a field of layers",
  ],
  [["window", "step"], "rows, stride, features, recording, rate"],
  [["layers", 1, "bias"], "units, activation, slope"],
  [["optimizer", "decay"], OPTIMIZER_FIELDS],
  [["optimizer", "steps"], `${OPTIMIZER_FIELDS}; it is a field of optimizer.schedule`],
  [["optimizer", "schedule", "decay"], "type, steps, to"],
  [["normalizer", "mean"], "type, clip, memory, warmUp"],
];
