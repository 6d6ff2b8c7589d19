import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addClass,
  moveClass,
  removeClass,
  renameClass,
} from "../../../src/browser/state/classes.js";
import type { Project } from "../../../src/browser/state/project.js";
import {
  addRecording,
  balanceOf,
  deleteRecording,
  relabelRecording,
  splitRecording,
  trimRecording,
} from "../../../src/browser/state/recordings.js";
import { recording, someProject } from "../../support/projects.js";

const idsOf = ({ recordings }: Project) => recordings.map(({ id }) => id);

test("a recording is added behind the others, and its class where there is none yet", () => {
  const project = addRecording(someProject(), recording("d", "circle", 3));
  assert.deepEqual(idsOf(project), ["a", "b", "c", "d"]);
  assert.deepEqual(project.classes, ["wave", "still", "circle"]);
});

test("a recording without whole readings is refused", () => {
  const odd = { ...recording("d", "wave", 3), values: new Float32Array(5) };
  assert.throws(
    () => addRecording(someProject(), odd),
    /got 5 numbers, expected whole readings of 2/,
  );
  const none = { ...odd, values: new Float32Array() };
  assert.throws(() => addRecording(someProject(), none), /got 0 numbers/);
});

test("a project takes no more readings than memory is for", () => {
  const large = { ...recording("d", "wave", 1), values: new Float32Array(2 * 4_000_000) };
  assert.throws(
    () => addRecording(someProject(), large),
    /got 4,000,035 readings, expected at most 4,000,000; export it/,
  );
});

test("trimming keeps the readings between two places, in memory of their own", () => {
  const project = someProject();
  const trimmed = trimRecording(project, "a", 2, 5);
  const { values, began } = trimmed.recordings[0]!;
  assert.deepEqual([...values], [4, 5, 6, 7, 8, 9]);
  assert.equal(values.buffer.byteLength, 24);
  assert.equal(began, project.recordings[0]!.began + 200);
  assert.equal(trimmed.recordings[1], project.recordings[1], "others are the same");
});

test("trimming to what is there changes nothing, and one reading always stays", () => {
  const project = someProject();
  assert.equal(trimRecording(project, "a", 0, 10), project);
  assert.equal(trimRecording(project, "a", -3, 99), project);
  assert.equal(trimRecording(project, "nobody", 0, 1), project);
  assert.deepEqual([...trimRecording(project, "a", 9, 2).recordings[0]!.values], [18, 19]);
});

test("splitting makes two that hold what the one held", () => {
  const project = splitRecording(someProject(), "a", 4, "new");
  assert.deepEqual(idsOf(project), ["a", "new", "b", "c"]);
  const [first, second] = project.recordings;
  assert.deepEqual([...first!.values, ...second!.values], [...Array(20).keys()]);
  assert.equal(second!.label, "wave");
  assert.equal(second!.began - first!.began, 400);
});

test("a split at an end changes nothing", () => {
  const project = someProject();
  for (const at of [0, 10, -1, 11, Number.NaN]) {
    assert.equal(splitRecording(project, "a", at, "new"), project);
  }
});

test("a recording moves to another class of the project, and to no other", () => {
  const project = someProject();
  assert.equal(relabelRecording(project, "a", "still").recordings[0]!.label, "still");
  assert.equal(relabelRecording(project, "a", "wave"), project);
  assert.equal(relabelRecording(project, "a", "nowhere"), project);
  assert.deepEqual(idsOf(deleteRecording(project, "b")), ["a", "c"]);
});

test("a class is renamed with its recordings, and taken away with them", () => {
  const renamed = renameClass(someProject(), "wave", " hello ");
  assert.deepEqual(renamed.classes, ["hello", "still"]);
  assert.deepEqual(
    renamed.recordings.map(({ label }) => label),
    ["hello", "hello", "still"],
  );
  assert.deepEqual(idsOf(removeClass(someProject(), "wave")), ["c"]);
});

test("a class needs a name that is short, of its own and of letters", () => {
  const project = someProject();
  assert.throws(() => addClass(project, " "), /got no name/);
  assert.throws(() => addClass(project, "none"), /stands for a missing value in data files/);
  assert.throws(() => addClass(project, "still"), /got "still", which there is already/);
  assert.throws(() => renameClass(project, "wave", "still"), /which there is already/);
  assert.throws(() => addClass(project, "a".repeat(61)), /got a name of 61 characters/);
  assert.throws(() => addClass(project, "a\u202eb"), /control character \(a\\u202eb\)/);
  assert.equal(renameClass(project, "wave", "wave "), project);
});

test("there are at most as many classes as a network can tell apart", () => {
  const classes = Array.from({ length: 256 }, (_, i) => `c${i}`);
  assert.throws(
    () => addClass({ ...someProject(), classes }, "more"),
    /got 257, expected at most 256/,
  );
});

test("classes move within the list", () => {
  const project = someProject();
  assert.deepEqual(moveClass(project, "wave", 1).classes, ["still", "wave"]);
  assert.equal(moveClass(project, "wave", -1), project);
  assert.deepEqual(moveClass(project, "still", -7).classes, ["still", "wave"]);
});

test("the balance tells what there is of each class, and which is short", () => {
  assert.deepEqual(balanceOf(addClass(someProject(), "circle")), [
    { label: "wave", recordings: 2, readings: 30, seconds: 3, short: false },
    { label: "still", recordings: 1, readings: 5, seconds: 0.5, short: true },
    { label: "circle", recordings: 0, readings: 0, seconds: 0, short: true },
  ]);
});
