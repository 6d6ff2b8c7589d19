import assert from "node:assert/strict";
import { test } from "node:test";
import { pressedOnBoard } from "../../../src/browser/screens/record/recorder.js";
import { connectSource, disconnect } from "../../../src/browser/sources/connect-source.js";
import { streamOf } from "../../../src/browser/sources/stream.js";
import { type App, createApp } from "../../../src/browser/state/app-state.js";
import { withRecorder } from "../../../src/browser/state/recorder.js";
import { until } from "../../support/waiting.js";

const takeOf = (app: App) => app.get().recorder.take;

test("a press of the board's button begins to record the class that is chosen for it, and the next one ends that", async () => {
  const app = createApp();
  await connectSource(app, "demo", { seed: 1 });
  app.update((state) => ({
    ...withRecorder(state, { buttonClass: "wave" }),
    project: { ...state.project, classes: ["still", "wave"] },
  }));
  pressedOnBoard(app);
  const take = takeOf(app);
  assert.equal(take.status === "recording" && take.label, "wave");
  let came = 0;
  streamOf(app).subscribe(() => came++);
  await until("readings", () => came > 2);
  pressedOnBoard(app);
  assert.equal(takeOf(app).status, "none");
  const { recordings } = app.get().project;
  assert.deepEqual(
    recordings.map(({ label }) => label),
    ["wave"],
  );
  assert.ok(recordings[0]!.values.length > 0);
  await disconnect(app);
});

test("the button records the first class where none is chosen, and nothing where there is none", async () => {
  const app = createApp();
  await connectSource(app, "demo", { seed: 1 });
  pressedOnBoard(app);
  assert.equal(takeOf(app).status, "none");
  app.update((state) => ({
    ...withRecorder(state, { buttonClass: "one that was deleted" }),
    project: { ...state.project, classes: ["still", "wave"] },
  }));
  pressedOnBoard(app);
  const take = takeOf(app);
  assert.equal(take.status === "recording" && take.label, "still");
  await disconnect(app);
});
