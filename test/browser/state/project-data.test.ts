import assert from "node:assert/strict";
import { test } from "node:test";
import {
  channelColumns,
  hasSameData,
  projectData,
  recordingsText,
} from "../../../src/browser/state/project-data.js";
import { readTable } from "../../../src/common/data/table.js";
import { dataFile, movingProject } from "../../support/page-data.js";

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

test("recordings become a table with the time, the channels with their units, and the label", () => {
  const project = movingProject();
  const data = projectData(project)!;
  const lines = textOf(data.files[0]!.bytes).split("\n");
  assert.equal(lines[0], "recording,time,x [g],y [g],label");
  assert.match(lines[1]!, /^1,0,-?[\d.e-]+,[\d.]+,still$/);
  assert.match(lines[2]!, /^1,0.04,/);
  assert.equal(lines.filter((line) => line.startsWith("6,")).length, 100);
  assert.deepEqual(data.labels, ["label"]);
  assert.equal(data.name, "Moves");
});

test("numbers come back with the bits that they were recorded with", () => {
  const values = Float32Array.of(0.1, 1 / 3, -2.5e-30, 16_777_216, 9.80665, -0.0123456);
  const project = {
    ...movingProject(),
    rate: 0,
    recordings: [{ ...movingProject().recordings[0]!, values }],
  };
  const read: number[] = [];
  readTable(dataFile("r.csv", recordingsText(project)).files).eachRow(({ cells }) => {
    read.push(Number(cells[1]), Number(cells[2]));
  });
  assert.deepEqual(Float32Array.from(read), values);
});

test("names with commas, quotes and lines stay what they are", () => {
  const label = 'up, "down"\nand up';
  const [first] = movingProject().recordings;
  const project = { ...movingProject(), recordings: [{ ...first!, label }] };
  const labels = new Set<unknown>();
  readTable(dataFile("r.csv", recordingsText(project)).files).eachRow(({ cells }) => {
    labels.add(cells.at(-1));
  });
  assert.deepEqual([...labels], [label]);
});

test("a class that data files would take for a missing value is refused, with what to do", () => {
  const [first] = movingProject().recordings;
  const project = { ...movingProject(), recordings: [{ ...first!, label: "none" }] };
  assert.throws(() => projectData(project), {
    message:
      'class: got "none", which stands for a missing value in data files, expected another name; call it "nothing", for instance',
  });
});

test("channels keep their names but for those that are columns already, or come twice", () => {
  const names = ["x", "time", "Label", "x"].map((name) => ({ name }));
  assert.deepEqual(channelColumns(names), ["x", "time 2", "Label 2", "x 2"]);
});

test("imported files go as they are, under the name of the one file", () => {
  const files = [{ name: "rooms.v2.csv", bytes: new Uint8Array([1]) }];
  const data = projectData({ ...movingProject(), imported: { files, labels: ["stuffy"] } })!;
  assert.deepEqual(data, { files, labels: ["stuffy"], name: "rooms" });
});

test("a project without readings has no data", () => {
  assert.equal(projectData({ ...movingProject(), recordings: [] }), undefined);
});

test("only what the readings are made of counts for whether they are the same", () => {
  const project = movingProject();
  assert.ok(hasSameData(project, { ...project, board: "puckjs", network: "{}" }));
  assert.ok(!hasSameData(project, { ...project, recordings: [...project.recordings] }));
  assert.ok(!hasSameData(project, { ...project, rate: 50 }));
});
