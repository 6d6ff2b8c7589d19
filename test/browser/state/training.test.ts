import assert from "node:assert/strict";
import { test } from "node:test";
import { createApp } from "../../../src/browser/state/app-state.js";
import {
  beganTraining,
  endedTraining,
  failedTraining,
  pausedTraining,
  setTraining,
  stoppingTraining,
  tookNews,
  wentOn,
  whyStale,
} from "../../../src/browser/state/training.js";
import type { TrainingOutcome } from "../../../src/browser/worker/training.js";
import { movingProject } from "../../support/page-data.js";

const began = { observed: "600 readings", trained: 480, heldOut: 120, warnings: [] };
const record = (epoch: number) => ({ epoch, loss: 1 / epoch, validationLoss: 2 / epoch });
const outcome = (bestEpoch: number): TrainingOutcome => ({
  end: "epochs",
  bestEpoch,
  epochs: 2,
  steps: 60,
  checkpoint: Uint8Array.of(1, 2, 3),
  hash: "00000000",
  scores: [],
  summary: "",
  baselines: "",
  warnings: [],
  importances: [],
});
const start = () => beganTraining(createApp(movingProject()).get(), "network");

test("a training runs from its first news on, and collects its epochs", () => {
  const first = start();
  assert.equal(first.training.phase, "starting");
  const state = tookNews(tookNews(first, { began, records: [], best: 0 }), {
    records: [record(1), record(2)],
    best: 2,
  });
  assert.equal(state.training.phase, "running");
  assert.deepEqual(state.training.run?.history, [record(1), record(2)]);
  assert.equal(state.training.run?.best, 2);
  assert.equal(state.training.run?.began, began);
});

test("it pauses, goes on and stops; news that are late do not change that", () => {
  const running = tookNews(start(), { began, records: [], best: 0 });
  const paused = pausedTraining(running);
  assert.equal(paused.training.phase, "paused");
  assert.equal(tookNews(paused, { records: [record(1)], best: 1 }).training.phase, "paused");
  assert.equal(wentOn(paused).training.phase, "running");
  assert.equal(stoppingTraining(paused).training.phase, "stopping");
  assert.equal(wentOn(stoppingTraining(paused)).training.phase, "stopping");
});

test("what was kept becomes the project's, with the loss of its epoch", () => {
  const state = endedTraining(
    tookNews(start(), { began, records: [record(1), record(2)], best: 1 }),
    outcome(1),
  );
  assert.equal(state.training.phase, "idle");
  const { trained } = state.project;
  assert.deepEqual([trained?.network, trained?.epochs, trained?.validationLoss], ["network", 1, 2]);
  assert.deepEqual(trained?.checkpoint, Uint8Array.of(1, 2, 3));
});

test("a training that kept nothing, or whose project was closed, leaves the project as it is", () => {
  const state = start();
  assert.equal(endedTraining(state, outcome(0)).project, state.project);
  const other = { ...state, project: movingProject() };
  assert.equal(endedTraining(other, outcome(1)).project, other.project);
});

test("an error ends it, and a new training forgets the error", () => {
  const failed = failedTraining(start(), "readings: got none");
  assert.deepEqual([failed.training.phase, failed.training.error], ["idle", "readings: got none"]);
  assert.equal(beganTraining(failed, "network").training.error, undefined);
});

test("settings stay for the next training", () => {
  assert.equal(start().training.run?.epochs, 60);
  const set = setTraining(createApp(movingProject()).get(), { epochs: 5 });
  assert.equal(beganTraining(set, "network").training.run?.epochs, 5);
});

test("it is said when network or readings are others than what was trained", () => {
  const state = endedTraining(
    tookNews(start(), { began, records: [record(1)], best: 1 }),
    outcome(1),
  );
  assert.equal(whyStale(state, "network"), undefined);
  assert.match(whyStale(state, "another network")!, /^The network has changed/);
  const project = { ...state.project, recordings: state.project.recordings.slice(1) };
  assert.match(whyStale({ ...state, project }, "network")!, /^The readings have changed/);
});
