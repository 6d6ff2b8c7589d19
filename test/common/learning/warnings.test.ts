import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { baselinesOf, type Compared } from "../../../src/common/learning/baselines.js";
import { observationsOf } from "../../../src/common/learning/observations.js";
import { dataColumnsOf, parseReadings } from "../../../src/common/learning/readings.js";
import { predictRows, targetsOf } from "../../../src/common/learning/rows.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import { train } from "../../../src/common/learning/train.js";
import {
  type CheckedRun,
  dataWarnings,
  describeWarnings,
  runWarnings,
} from "../../../src/common/learning/warnings.js";
import { checkNetwork, type NetworkSpec } from "../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { EXERCISES, movements, noSharedData, SHARED_DATA } from "../../support/shared-data.js";

const specOf = (file: Record<string, unknown>): NetworkSpec =>
  checkNetwork({ inputs: ["p", "t"], outputs: ["y"], layers: [{ units: 1 }], ...file });
const rows = (...list: number[]) => Uint32Array.from(list);
const YES_NO = specOf({});
const CLASSES = specOf({
  task: "classes",
  outputs: ["walk", "sit", "run"],
  layers: [{ units: 3 }],
});

/** What is said of data: values (rows, 2) and targets, of which the last ones are held out. */
function saidOf(spec: NetworkSpec, values: number[], targets: number[], held = 0): string[] {
  const count = values.length / 2;
  const observations = {
    values: Float32Array.from(values),
    targets: Float32Array.from(targets),
    count,
    inputs: 2,
    targetCount: targets.length / count,
  };
  const all = Array.from({ length: count }, (_, i) => i);
  const parts = [
    { part: "training", rows: rows(...all.slice(0, count - held)) },
    { part: "validation", rows: rows(...all.slice(count - held)) },
  ];
  const found = dataWarnings({ spec, readings: observations, observations, parts });
  return found.map(({ check, text }) => `${check}: ${text}`);
}

describe("data gets a word", () => {
  const values = [1, 2, 2, 3, 3, 1, 4, 5];

  it("of one label only, in training or in validation, and not of both", () => {
    assert.deepEqual(saidOf(YES_NO, values, [1, 1, 1, 1], 1), [
      'one-kind: "y" has only the label 1 in all 3 training readings: there is nothing to learn; add readings with a 0',
    ]);
    assert.deepEqual(saidOf(YES_NO, values, [1, 0, 0, 0], 2), [
      'one-kind: "y" has only the label 0 in all 2 validation readings: that cannot tell how well a 1 is found; hold out more, or others by --seed',
    ]);
  });

  it("of one class only, and of classes that are missing", () => {
    assert.deepEqual(saidOf(CLASSES, values, [2, 2, 2, 2]), [
      'one-kind: only the class "run" occurs in all 4 training readings: there is nothing to learn; add readings with the other classes',
    ]);
    assert.deepEqual(saidOf(CLASSES, values, [0, 2, 0, 2]), [
      'missing-class: no training reading is of the class "sit": it will not be predicted; add such readings, or take it out of the network file',
    ]);
    const more = [...values, ...values.map((v) => v + 1)];
    assert.match(
      saidOf(CLASSES, more, [0, 1, 2, 0, 1, 2, 0, 2], 2)[0]!,
      /^missing-class: no valid/,
    );
  });

  it("of a channel that never changes, or in one reading only", () => {
    const constant = Array.from({ length: 24 }, (_, i) => (i % 2 ? i : 7));
    const labels = Array.from({ length: 12 }, (_, i) => i % 2);
    assert.match(saidOf(YES_NO, constant, labels)[0]!, /^constant-channel: "p" never changes: /);
    for (const odd of [0, 4, 22]) {
      const once = constant.map((value, i) => (i === odd ? 8 : value));
      assert.match(saidOf(YES_NO, once, labels)[0]!, /"p" changes in one reading only: /, `${odd}`);
    }
    const twice = constant.map((value, i) => (i === 0 || i === 2 ? 8 : value));
    assert.deepEqual(saidOf(YES_NO, twice, labels), []);
  });

  it("of inputs on a wild scale that nothing brings to 1", () => {
    const raw = specOf({ normalizer: "none" });
    assert.deepEqual(saidOf(raw, [1, 1000, 2, 2000, 3, 3000, 0, 0], [0, 1, 0, 1]), [
      'wild-scale: "t" is about 1871, and nothing brings it to the scale of 1 on which units learn: take the normalizer "standard"',
    ]);
    assert.deepEqual(saidOf(YES_NO, [1, 1000, 2, 2000, 3, 3000, 0, 0], [0, 1, 0, 1]), []);
  });
});

const compared = (loss: number, accuracy: number, guess = { loss: 0.69, accuracy: 0.5 }) => {
  const both: Compared = { loss, accuracy, baselines: [{ kind: "guess", ...guess }] };
  return { ...both, part: "training", readings: 40, outputs: [{ output: "y", ...both }] };
};
const history = (...losses: number[]) => losses.map((loss, i) => ({ epoch: i + 1, loss }));
const GOOD: CheckedRun = {
  spec: YES_NO,
  compared: [compared(0.1, 0.95), { ...compared(0.2, 0.9), part: "validation" }],
  predictions: Float32Array.of(0.1, 0.9),
  targets: Float32Array.of(0, 1),
  training: { history: history(0.7, 0.3, 0.1), moved: true, fresh: true },
};
const runSaid = (run: Partial<CheckedRun>) =>
  runWarnings({ ...GOOD, ...run }).map(({ check, text }) => `${check}: ${text}`);
const training = (losses: number[], more = {}) => ({
  training: { history: history(...losses), moved: true, fresh: true, ...more },
});

describe("a run gets a word", () => {
  it("if it is good, none", () => assert.deepEqual(runSaid({}), []));

  it("of weights that did not move", () => {
    const spec = specOf({ optimizer: { learningRate: 1e-30 } });
    assert.deepEqual(runSaid({ spec, ...training([0.5, 0.5], { moved: false }) }), [
      "weights-unmoved: no weight has changed: the learning rate 1e-30 is too small; try 0.05",
    ]);
    const hardly = runSaid(training([0.5, 0.5 - 1e-9]));
    assert.match(
      hardly[0]!,
      /^weights-unmoved: the weights hardly changed: its units do not react/,
    );
  });

  it("of outputs that say the same to all", () => {
    const spec = specOf({ outputs: ["a", "b"], layers: [{ units: 2 }] });
    const predictions = Float32Array.of(0.5, 0.1, 0.5, 0.2);
    const [word, ...more] = runSaid({ spec, predictions, targets: Float32Array.of(1, 0, 0, 1) });
    assert.match(word!, /^all-alike: all predictions of "a" are the same, whatever is read: /);
    assert.deepEqual(more, []);
    assert.deepEqual(runSaid({ spec, predictions, targets: Float32Array.of(1, 0, 1, 1) }), []);
  });

  it("of a loss that rose, stayed or is worse than a guess, with a rate to try", () => {
    assert.match(
      runSaid(training([0.6, 0.3, 0.9]))[0]!,
      /^loss-rose: the loss rose .*: the learning rate 0\.05 is too large; try 0\.005$/,
    );
    assert.match(runSaid(training([90, 80, 70]))[0]!, /larger than that of a guess .* too large/);
    assert.match(
      runSaid(training([0.6, 0.61]))[0]!,
      /^loss-rose: the loss did not fall .*0\.5 or 0/,
    );
    assert.deepEqual(runSaid(training([0.01, 0.0101], { fresh: false })), []);
  });

  it("of nothing learnt, with what to try", () => {
    assert.deepEqual(runSaid({ compared: [compared(0.688, 0.5)] }), [
      "learnt-nothing: learnt nothing: the loss 0.688 is no better than 0.69, that of always the same answer; try more epochs, another --seed, a hidden layer, or a larger learning rate than 0.05",
    ]);
  });

  it("of neither where one answer is right for all that was trained on, which is told of the data", () => {
    const one = compared(0.03, 1, { loss: 0.0117, accuracy: 1 });
    assert.deepEqual(runSaid({ compared: [one], ...training([0.36, 0.03]) }), []);
  });

  it("of outputs of which nothing was learnt, by name", () => {
    const [good, bad] = [compared(0.1, 0.95), compared(0.69, 0.5)];
    const both = { ...good, outputs: [good.outputs[0]!, { ...bad.outputs[0]!, output: "b" }] };
    assert.match(runSaid({ compared: [both] })[0]!, /^learnt-nothing: learnt nothing: "b" is pred/);
  });

  it("of what was learnt by heart", () => {
    const held = { ...compared(0.9, 0.5), part: "validation" };
    assert.match(
      runSaid({ compared: [GOOD.compared[0]!, held] })[0]!,
      /^learnt-by-heart: what was/,
    );
  });

  it("of half the answers wrong, or a rare kind that is never found", () => {
    assert.match(
      runSaid({ compared: [compared(0.35, 0.5)] })[0]!,
      /^underfit: only 50\.0 % of the/,
    );
    const rare = compared(0.1, 0.9, { loss: 0.3, accuracy: 0.9 });
    assert.match(
      runSaid({ compared: [rare] })[0]!,
      /most frequent answer; try "classWeights": "bal/,
    );
  });

  it("of a loss that still falls and is far from small", () => {
    const losses = Array.from({ length: 20 }, (_, i) => 0.7 - 0.01 * i);
    assert.match(
      runSaid(training(losses))[0]!,
      /^unfinished: the loss still falls \(0\.53 to 0\.51 /,
    );
  });

  it("of readings unlike those of the training, when it is evaluated", () => {
    const { training: _, ...run } = GOOD;
    const all = runWarnings({ ...run, compared: [compared(2, 0.4)] });
    assert.match(all[0]!.text, /no better than 0\.69, .* of the kind that it was trained on\?/);
  });

  it("within 80 columns", () => {
    const many = Array.from({ length: 20 }, (_, i) => `channel number ${i}`);
    const text = `${many.map((name) => JSON.stringify(name)).join(", ")} never change`;
    for (const line of describeWarnings([{ check: "x", text }])
      .join("\n")
      .split("\n")) {
      assert.ok(line.length <= 80, line);
    }
  });
});

const WEATHER = ["temperature", "dew_point", "sea_level_pressure", "visibility", "wind_speed"];
const weather = { inputs: WEATHER, outputs: ["rain"], layers: [{ units: 1 }], batch: 16 };

describe("good data and a network that fits it get no word", { skip: noSharedData }, () => {
  for (const [name, file, data, epochs, validation] of [
    ["gestures", movements(["snake", "updown", "wave", "idle"], 8, 25), "gestures/train", 60, 0],
    ["exercises", movements(EXERCISES, 12, 50), "exercises/train", 40, 0.2],
    ["weather", weather, "weather/days", 3, 0.2],
    ["a stream of weather", { ...weather, batch: 1, normalizer: "adaptive" }, "weather/days", 1, 0],
    ["weather, no hidden pattern in the order", { ...weather, seed: 5 }, "weather/days", 2, 0.5],
  ] as const) {
    it(name, async () => {
      const spec = checkNetwork(file);
      const network = await startNetwork(await buildNetwork(spec));
      const readings = parseReadings(
        readFileSync(join(SHARED_DATA, `${data}.csv`), "utf8"),
        dataColumnsOf(spec),
        { source: data, labelled: true },
      );
      const observations = observationsOf(network, spec, readings);
      const shuffle = spec.normalizer.type !== "adaptive";
      const result = await train(network, spec, observations, { epochs, validation, shuffle });
      const parts = [
        { part: "training", rows: result.trainRows },
        { part: "validation", rows: result.validationRows },
      ].map((part) => ({ ...part, predictions: predictRows(network, observations, part.rows) }));
      const found = [
        ...dataWarnings({ spec, readings, observations, parts }),
        ...runWarnings({
          spec,
          compared: baselinesOf(network, spec, observations, parts, result.trainRows),
          predictions: parts[0]!.predictions,
          targets: targetsOf(observations, result.trainRows),
          training: result,
        }),
      ];
      assert.deepEqual(found, []);
    });
  }
});
