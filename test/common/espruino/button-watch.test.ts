import assert from "node:assert/strict";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";
import { watchingButton } from "../../../src/common/espruino/button-watch.js";
import { fakeButton } from "../../support/fake-button.js";

/** Runs a program that watches a button; gives what it says, and what stops it. */
function run(own: object) {
  const said: [string, unknown][] = [];
  const p = { say: (kind: string, value: unknown) => said.push([kind, value]) };
  const context = createContext({ p, ...own });
  const { start, stop } = watchingButton({ start: "p.begun=1", stop: "p.ended=1" });
  runInContext(`var global=this;${start}`, context);
  return { p: p as Record<string, unknown>, said, stop: () => runInContext(stop, context) };
}

test("a press is 1, letting go is 0, and nothing is watched once it has stopped", () => {
  const button = fakeButton();
  const { p, said, stop } = run(button.globals);
  button.press(true);
  button.press(false);
  assert.deepEqual(said, [
    ["button", 1],
    ["button", 0],
  ]);
  stop();
  assert.equal(button.watches(), 0);
  assert.deepEqual([p.begun, p.ended], [1, 1]);
});

test("the program itself begins and ends where a button is missing, cannot be watched, or is watched no more", () => {
  for (const button of [undefined, fakeButton(true)]) {
    const { p, said, stop } = run(button?.globals ?? {});
    stop();
    assert.deepEqual([p.begun, p.ended, said], [1, 1, []]);
  }
  const button = fakeButton();
  const { p, stop } = run(button.globals);
  button.forget();
  stop();
  assert.equal(p.ended, 1);
});

test("the launcher that a watch's clock loads at a press waits until the program has stopped", () => {
  const button = fakeButton();
  const { setWatch } = button.globals as { setWatch(...given: unknown[]): number };
  let launched = 0;
  const showLauncher = () => launched++;
  const own = setWatch(showLauncher, "D17", { repeat: 1, edge: "rising" });
  const Bangle = { CLOCK: 1, showLauncher, btnWatches: [own] };
  const { said, stop } = run({ ...button.globals, Bangle });
  button.press(true);
  assert.deepEqual([said.length, launched], [1, 0]);
  stop();
  button.press(true);
  assert.deepEqual([said.length, launched], [1, 1]);
  assert.equal(Bangle.btnWatches.length, 1);
});

test("what an app does at a press is left alone", () => {
  const button = fakeButton();
  const { setWatch } = button.globals as { setWatch(...given: unknown[]): number };
  let acted = 0;
  const own = setWatch(() => acted++, "D17", { repeat: 1 });
  const { said, stop } = run({ ...button.globals, Bangle: { btnWatches: [own] } });
  button.press(true);
  stop();
  assert.deepEqual([said.length, acted, button.watches()], [1, 1, 1]);
});
