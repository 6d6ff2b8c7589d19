import assert from "node:assert/strict";
import { test } from "node:test";
import * as teaching from "../../../src/browser/state/teaching.js";

const WATCHED = {
  task: "classes",
  outputs: ["rest", "ring"],
  batch: 4,
  stride: 2,
} as const;
const SAME: teaching.Parity = { is: "same", steps: 3, hash: 7 };
const on = teaching.began(
  teaching.starting(teaching.newTeaching, "a board", "starting", WATCHED),
  { title: "a board", readings: "its own", steps: 3, held: 1 },
  SAME,
);

test("an hour of watching takes no more memory than a minute", () => {
  let now = on;
  for (let number = 1; number <= 36_000; number++) {
    now = teaching.read(now, 0);
    now = teaching.guessed(now, { number, said: [0.5, 0.5] });
    now = teaching.taught(now, {
      guess: number,
      target: [1],
      steps: number,
      held: 0,
      loss: 1,
      parity: SAME,
    });
  }
  assert.equal(now.guesses.length, teaching.MOST_GUESSES);
  assert.equal(now.losses.length, teaching.MOST_LOSSES);
  assert.equal(now.readings, 36_000);
  assert.ok(JSON.stringify(now).length < 20_000);
});

test("a lesson marks the guess that it was about, and counts until it is saved", () => {
  const guessed = teaching.guessed(on, { number: 9, said: [0.9, 0.1] });
  const taught = teaching.taught(guessed, {
    guess: 9,
    target: [1],
    steps: 3,
    held: 2,
    parity: SAME,
  });
  assert.deepEqual(taught.guesses.at(-1), { number: 9, said: [0.9, 0.1], taught: [1] });
  assert.deepEqual([taught.lessons, taught.unsaved, taught.held], [1, 1, 2]);
  assert.equal(teaching.saved(taught).unsaved, 0);
  assert.equal(teaching.saved(taught).lessons, 1);
});

test("bits that were once another stay so until weights are taken over", () => {
  const parted = teaching.compared(on, "weights: 1 there, 2 here");
  assert.equal(parted.parity.is, "parted");
  const later = teaching.taught(parted, { steps: 4, held: 0, parity: SAME });
  assert.equal(later.parity.is, "parted");
  assert.deepEqual(teaching.replaced(later, { steps: 2, held: 0 }, SAME).parity, SAME);
});

test("an end keeps what was seen, ends what was kept on, and another network forgets it", () => {
  const kept = teaching.keeping(teaching.guessed(on, { number: 1, said: [1, 0] }), [0]);
  const ended = teaching.ended(kept, "the cable was pulled");
  assert.deepEqual(ended.status, {
    is: "ended",
    title: "a board",
    why: "the cable was pulled",
  });
  assert.equal(ended.keeping, undefined);
  assert.equal(teaching.starting(ended, "a board", "starting", WATCHED).guesses.length, 1);
  const other = { ...WATCHED, outputs: ["a", "b"] };
  assert.equal(teaching.starting(ended, "a board", "starting", other).guesses.length, 0);
  assert.deepEqual(teaching.ended(kept).status, { is: "off" });
});

test("a guess below 0.8 is not sure", () => {
  assert.deepEqual(teaching.verdictOf("classes", [0.1, 0.7, 0.2]), {
    index: 1,
    share: 0.7,
    sure: false,
  });
  assert.equal(teaching.verdictOf("classes", [0.1, 0.9])?.sure, true);
  assert.deepEqual(teaching.verdictOf("yes-no", [0.125]), { index: 0, share: 0.875, sure: true });
  assert.equal(teaching.verdictOf("numbers", [3]), undefined);
});

test("answers are the classes, or no and yes, or one of several outputs alone", () => {
  assert.deepEqual(teaching.answersOf({ task: "classes", outputs: ["a", "b"] }), [
    { name: "a", target: [0] },
    { name: "b", target: [1] },
  ]);
  assert.deepEqual(teaching.answersOf({ task: "yes-no", outputs: ["ring"] }), [
    { name: "not ring", target: [0] },
    { name: "ring", target: [1] },
  ]);
  assert.deepEqual(
    teaching.answersOf({ task: "yes-no", outputs: ["a", "b"] }).map(({ target }) => target),
    [
      [0, 0],
      [1, 0],
      [0, 1],
    ],
  );
  assert.deepEqual(teaching.answersOf({ task: "numbers", outputs: ["t"] }), []);
});
