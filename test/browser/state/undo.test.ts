import assert from "node:assert/strict";
import { test } from "node:test";
import { createApp } from "../../../src/browser/state/app-state.js";
import { addClass, removeClass } from "../../../src/browser/state/classes.js";
import { deleteRecording } from "../../../src/browser/state/recordings.js";
import { change, MOST_STEPS, redo, undo } from "../../../src/browser/state/undo.js";
import { someProject } from "../../support/projects.js";

test("what was done is undone and done again, and has a name", () => {
  const project = someProject();
  const app = createApp(project);
  change(app, "Delete a recording", (now) => deleteRecording(now, "b"), 5);
  assert.equal(app.get().project.recordings.length, 2);
  assert.equal(app.get().project.changed, 5);
  assert.equal(app.get().past[0]!.what, "Delete a recording");
  undo(app, 6);
  assert.deepEqual(app.get().project, { ...project, changed: 6 });
  assert.equal(
    app.get().project.recordings[1]!.values,
    project.recordings[1]!.values,
    "not a copy",
  );
  assert.equal(app.get().future[0]!.what, "Delete a recording");
  redo(app, 7);
  assert.equal(app.get().project.recordings.length, 2);
  assert.deepEqual(app.get().future, []);
});

test("a class that was taken away comes back with its recordings", () => {
  const app = createApp(someProject());
  change(app, "Remove a class", (project) => removeClass(project, "wave"));
  undo(app);
  assert.equal(app.get().project.recordings.length, 3);
  assert.deepEqual(app.get().project.classes, ["wave", "still"]);
});

test("a change that changes nothing is no step, and undoing without steps does nothing", () => {
  const app = createApp(someProject());
  const before = app.get();
  change(app, "Nothing", (project) => project);
  undo(app);
  redo(app);
  assert.equal(app.get(), before);
});

test("something new makes what was undone go", () => {
  const app = createApp(someProject());
  change(app, "One", (project) => addClass(project, "one"));
  undo(app);
  change(app, "Two", (project) => addClass(project, "two"));
  redo(app);
  assert.deepEqual(app.get().project.classes, ["wave", "still", "two"]);
});

test("undoing leaves alone what the step did not change, such as what was trained since", () => {
  const app = createApp(someProject());
  change(app, "Add a class", (project) => addClass(project, "one"));
  const trained = { network: "{}", checkpoint: new Uint8Array(4), epochs: 3 };
  app.update((state) => ({ ...state, project: { ...state.project, trained } }));
  undo(app);
  assert.equal(app.get().project.trained, trained);
  assert.deepEqual(app.get().project.classes, ["wave", "still"]);
});

test("a field that a step added is gone when it is undone", () => {
  const app = createApp(someProject());
  change(app, "Import a file", (project) => ({ ...project, imported: { files: [], labels: [] } }));
  undo(app);
  assert.equal("imported" in app.get().project, false);
  redo(app);
  assert.equal("imported" in app.get().project, true);
});

test("no more than a hundred steps are remembered", () => {
  const app = createApp(someProject());
  for (let i = 0; i < MOST_STEPS + 20; i++) {
    change(app, `Step ${i}`, (project) => ({ ...project, name: `${i}` }));
  }
  assert.equal(app.get().past.length, MOST_STEPS);
  for (let i = 0; i < MOST_STEPS + 20; i++) undo(app);
  assert.equal(app.get().project.name, "19");
});
