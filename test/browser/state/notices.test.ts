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
import { stepsDone } from "../../../src/browser/state/steps.js";

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
