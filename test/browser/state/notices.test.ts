import assert from "node:assert/strict";
import { test } from "node:test";
import type { ScreenName } from "../../../src/browser/state/app-state.js";
import { createApp } from "../../../src/browser/state/app-state.js";
import {
  addNotice,
  dismissNotice,
  type Notice,
  shownNotices,
} from "../../../src/browser/state/notices.js";
import { newProject, THIS_PAGE } from "../../../src/browser/state/project.js";
import { stepsDone } from "../../../src/browser/state/steps.js";
import * as teaching from "../../../src/browser/state/teaching.js";
import { openProject } from "../../../src/browser/state/undo.js";
import * as upload from "../../../src/browser/state/upload.js";

const empty: { notices: readonly Notice[]; screen: ScreenName } = {
  notices: [],
  screen: "record",
};
const texts = (notices: readonly Notice[]) => notices.map(({ text }) => text);

test("what is said already is not said twice, and the oldest of many goes", () => {
  const said = ["a", "b", "a", "c", "d", "e"].reduce(
    (state, text) => addNotice(state, "error", text),
    empty,
  );
  assert.deepEqual(texts(said.notices), ["a", "c", "d", "e"]);
  const put = dismissNotice(said, said.notices[0]!.id);
  assert.deepEqual(texts(put.notices), ["c", "d", "e"]);
});

test("what is done is told on its own screen; errors, and what can be acted on, on all", () => {
  const done = addNotice(empty, "done", "saved");
  const offered = addNotice(done, "done", "a new version", { text: "Reload", run() {} });
  const all = addNotice(offered, "error", "no room");
  assert.deepEqual(texts(shownNotices(all)), ["saved", "a new version", "no room"]);
  assert.deepEqual(texts(shownNotices({ ...all, screen: "train" })), ["a new version", "no room"]);
});

test("steps are done once they have what comes after them needs", () => {
  const state = createApp().get();
  assert.deepEqual([...stepsDone(state)], []);
  const values = Float32Array.of(1, 2, 3);
  const recording = { id: "1", label: "a", values, began: 0, from: "here" };
  const recorded = { ...state, project: { ...state.project, recordings: [recording] } };
  assert.deepEqual([...stepsDone(recorded)], ["record"]);
  const trained = { network: "{}", checkpoint: new Uint8Array(1), epochs: 3 };
  const learnt = { ...recorded, project: { ...recorded.project, trained } };
  assert.deepEqual([...stepsDone(learnt)], ["record", "design", "train"]);
});

test("the board's step is done once a module was put on a board, whether or not one is connected", () => {
  const state = createApp().get();
  const to = { board: "PUCKJS", firmware: "2v29", name: "net", bytes: 0, weights: "none" } as const;
  const sending = upload.sent(upload.asking(state.upload, "making the module"), 1, 1);
  assert.deepEqual([...stepsDone({ ...state, upload: sending })], []);
  const sent = { ...state, upload: upload.done(sending, to) };
  assert.deepEqual([...stepsDone(sent)], ["board"]);
  assert.deepEqual([...stepsDone(openProject(sent, newProject(0)))], []);
});

test("the board's step is done once a board with the firmware has saved the weights", () => {
  const state = createApp().get();
  const after = (weights: upload.SendingWeights) => ({
    ...state,
    upload: upload.weightsAre(state.upload, weights),
  });
  const saved = after({ is: "saved", title: "a board" });
  assert.deepEqual([...stepsDone(saved)], ["board"]);
  assert.deepEqual([...stepsDone(after({ is: "sending" }))], []);
  assert.deepEqual([...stepsDone(after({ is: "interrupted", why: "it is gone" }))], []);
  assert.deepEqual([...stepsDone(openProject(saved, newProject(0)))], []);
  const under = openProject(after({ is: "sending" }), newProject(0));
  assert.equal(under.upload.weights?.is, "sending", "what is under way goes on");
});

test("what was fetched from a board was put there; what this page learnt itself was not", () => {
  const { project, ...rest } = createApp().get();
  const from = (place: string) => {
    const weights = { id: "a", network: "{}", checkpoint: new Uint8Array(1), at: 0, steps: 1 };
    const fetched = [{ ...weights, hash: 0, from: place }];
    return [...stepsDone({ ...rest, project: { ...project, fetched } })];
  };
  assert.deepEqual(from("Puck.js by Bluetooth"), ["board"]);
  assert.deepEqual(from(THIS_PAGE), []);
});

test("the step of teaching is done with the first lesson, and not with a step that is only trained", () => {
  const state = createApp().get();
  const lesson = { steps: 1, held: 0, parity: { is: "unknown" } } as const;
  const trained = { ...state, teaching: teaching.taught(state.teaching, lesson) };
  assert.deepEqual([...stepsDone(trained)], []);
  const on = teaching.starting(state.teaching, "a board", "starting");
  const taught = {
    ...state,
    teaching: teaching.taught(on, { ...lesson, guess: 1, target: [1] }),
  };
  assert.deepEqual([...stepsDone(taught)], ["teach"]);
  const other = openProject(taught, newProject(0));
  assert.deepEqual([...stepsDone(other)], []);
  assert.equal(other.teaching.status.is, "starting", "what is watched goes on");
});
