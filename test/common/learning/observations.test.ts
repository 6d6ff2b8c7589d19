import assert from "node:assert/strict";
import { test } from "node:test";
import { fitToData } from "../../../src/common/learning/fit-to-data.js";
import { describeObservations, observationsOf } from "../../../src/common/learning/observations.js";
import {
  dataColumnsOf,
  parseReadings,
  type Readings,
} from "../../../src/common/learning/readings.js";
import { split } from "../../../src/common/learning/split.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import { stateTensor } from "../../../src/common/learning/state-tensor.js";
import { checkNetwork, type NetworkSpec } from "../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../src/node/build-network.js";

const CLASSES = {
  inputs: ["x"],
  outputs: ["sit", "walk", "run"],
  layers: [{ units: 3 }],
  task: "classes",
};
const WINDOW = {
  ...CLASSES,
  window: { rows: 3, stride: 1, features: ["mean"], recording: "day" },
};

const read = (spec: NetworkSpec, text: string): Readings =>
  parseReadings(text, dataColumnsOf(spec), { source: "data", labelled: true });

test("a class is read by its name, by its number, or from a column of its own for each", () => {
  const spec = checkNetwork(CLASSES);
  assert.deepEqual([...read(spec, "x,class\n1,walk\n2, run \n3,0\n").targets], [1, 2, 0]);
  const oneHot = read(spec, "x,run,walk,sit\n1,0,1,0\n2,1,0,0\n3,0,0,1\n");
  assert.deepEqual([...oneHot.targets], [1, 2, 0]);
  assert.equal(oneHot.targetCount, 1);
});

test("a class that there is not, and a row of no class or two, are refused with line and column", () => {
  const spec = checkNetwork(CLASSES);
  const refused: readonly (readonly [string, RegExp])[] = [
    [
      "x,class\n1,walk\n2,jump\n",
      /^data: line 3: column "class": got "jump", .*"sit".*"walk".*"run"/,
    ],
    ["x,class\n1,3\n", /^data: line 2: column "class": got "3"/],
    ["x,sit,walk,run\n1,0,0,0\n", /^data: line 2: /],
    ["x,sit,walk,run\n1,1,0,1\n", /^data: line 2: /],
    ["x,y\n1,2\n", /^data: line 1: column "class": got no such column/],
  ];
  for (const [text, message] of refused) assert.throws(() => read(spec, text), { message });
});

test("windows are made anew for each recording, and those with more than one label are left out aloud", async () => {
  const spec = checkNetwork(WINDOW);
  const rows = [
    ...[1, 2, 3, 4].map((x) => `${x},sit,1`),
    ...[5, 6, 7, 8].map((x, i) => `${x},${i < 1 ? "walk" : "run"},2`),
  ];
  const network = await startNetwork(await buildNetwork(spec));
  const before = network.save();
  const all = observationsOf(network, spec, read(spec, `x,class,day\n${rows.join("\n")}\n`));
  assert.deepEqual([...all.values], [2, 3, 7]);
  assert.deepEqual([...all.targets], [0, 0, 2]);
  assert.deepEqual([...all.recordings!], [0, 0, 1]);
  assert.deepEqual([...all.windows!.firstRows], [0, 1, 5]);
  assert.equal(
    describeObservations(all),
    "3 windows in 2 recordings; 1 window with more than one label was left out",
  );
  assert.deepEqual(network.save(), before);
});

test("readings too few for a window are refused", async () => {
  const spec = checkNetwork(WINDOW);
  const network = await startNetwork(await buildNetwork(spec));
  const some = read(spec, "x,class,day\n1,sit,1\n2,sit,1\n3,sit,2\n");
  assert.throws(() => observationsOf(network, spec, some), {
    message:
      "readings: got 3 readings in 2 recordings, expected at least 3 in a recording, the rows of a window",
  });
});

test("whole recordings are held out, and overlapping windows share no reading across the border", async () => {
  const spec = checkNetwork(WINDOW);
  const network = await startNetwork(await buildNetwork(spec));
  const days = Array.from({ length: 10 }, (_, day) =>
    Array.from({ length: 6 }, (_, i) => `${i},sit,${day}`).join("\n"),
  ).join("\n");
  const recorded = observationsOf(network, spec, read(spec, `x,class,day\n${days}\n`));
  const { trainRows, validationRows } = split(recorded, spec, 0.3);
  const of = (rows: Uint32Array) => new Set(Array.from(rows, (row) => recorded.recordings![row]!));
  assert.equal(of(validationRows).size, 3);
  assert.ok([...of(validationRows)].every((day) => !of(trainRows).has(day)));
  const { recordings: _, ...stream } = recorded;
  const parts = split(stream, spec, 0.3);
  for (const held of parts.validationRows) {
    for (const row of parts.trainRows) {
      const apart = recorded.windows!.firstRows[row]! - recorded.windows!.firstRows[held]!;
      assert.ok(Math.abs(apart) >= 3, `windows ${row} and ${held}`);
    }
  }
});

test("balanced weights, and the mean and deviation of numbers, come from the training rows", async () => {
  const balanced = checkNetwork({ ...CLASSES, classWeights: "balanced" });
  const network = await startNetwork(await buildNetwork(balanced));
  const data = read(balanced, "x,class\n1,sit\n2,sit\n3,sit\n4,walk\n5,run\n");
  fitToData(network, balanced, data, Uint32Array.of(0, 1, 2, 3));
  assert.deepEqual(
    [...stateTensor(network, balanced, "classWeights")!],
    [Math.fround(4 / 9), Math.fround(4 / 3), 1],
  );
  const numbers = checkNetwork({
    inputs: ["x"],
    outputs: ["t", { name: "u", mean: 5, deviation: 2 }],
    layers: [{ units: 2 }],
    task: "numbers",
  });
  const other = await startNetwork(await buildNetwork(numbers));
  fitToData(other, numbers, read(numbers, "x,t,u\n1,10,0\n2,14,0\n9,99,9\n"), Uint32Array.of(0, 1));
  assert.deepEqual([...stateTensor(other, numbers, "targetMean")!], [12, 5]);
  assert.deepEqual([...stateTensor(other, numbers, "targetDeviation")!], [2, 2]);
});

test("of few recordings those that are held out show as many labels as they can", () => {
  const spec = checkNetwork({
    inputs: ["x"],
    outputs: ["a", "b", "c", "d"],
    task: "classes",
    layers: [{ units: 4 }],
  });
  // 4 classes of 5 recordings each, of 3 readings
  const recordings = Uint32Array.from({ length: 60 }, (_, i) => Math.floor(i / 3));
  const targets = Float32Array.from(recordings, (recording) => recording % 4);
  const values = new Float32Array(60);
  const readings = { values, targets, count: 60, inputs: 1, targetCount: 1, recordings };
  for (let seed = 0; seed < 20; seed++) {
    const { validationRows } = split(readings, { ...spec, seed }, 0.2);
    assert.equal(validationRows.length, 12);
    assert.deepEqual(
      [...new Set(Array.from(validationRows, (row) => targets[row]))].sort(),
      [0, 1, 2, 3],
    );
  }
});
