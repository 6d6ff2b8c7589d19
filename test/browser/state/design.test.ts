import assert from "node:assert/strict";
import { test } from "node:test";
import { createApp } from "../../../src/browser/state/app-state.js";
import {
  backToChosen,
  draftedNetwork,
  networkTextOf,
  plainReason,
  reasonFor,
  refusedNetwork,
  shownText,
  tookDescription,
  tookDesign,
} from "../../../src/browser/state/design.js";
import type { DescribedNetwork } from "../../../src/browser/worker/describe.js";
import { movingProject } from "../../support/page-data.js";

const choices = [{ field: "task", reason: 'classes: "label" holds 2 classes' }];
const chosen = { text: "chosen", choices, gaps: false };
const described = (text: string) => ({ text }) as DescribedNetwork;
const start = () => tookDesign(createApp(movingProject()).get(), chosen);

test("what was chosen counts until a person's own network is right", () => {
  const drafted = draftedNetwork(start(), "mine");
  assert.equal(shownText(drafted), "mine");
  assert.equal(networkTextOf(drafted), "chosen");
  const taken = tookDescription(drafted, described("mine"));
  assert.equal(networkTextOf(taken), "mine");
  assert.equal(taken.project.network, "mine");
  assert.equal(taken.design.draft, undefined);
});

test("a wrong text stays to be mended, with what is wrong with it", () => {
  const refused = refusedNetwork(draftedNetwork(start(), "{"), "{", "no JSON");
  assert.deepEqual(refused.design.draft, { text: "{", error: "no JSON" });
  assert.equal(networkTextOf(refused), "chosen");
});

test("an answer to an older text changes nothing of the newer one", () => {
  const newer = draftedNetwork(draftedNetwork(start(), "a"), "ab");
  assert.equal(shownText(tookDescription(newer, described("a"))), "ab");
  assert.equal(refusedNetwork(newer, "a", "wrong").design.draft?.error, undefined);
});

test("a person can go back to what was chosen", () => {
  const taken = tookDescription(draftedNetwork(start(), "mine"), described("mine"));
  const back = backToChosen(taken);
  assert.equal(networkTextOf(back), "chosen");
  assert.equal(back.project.network, undefined);
});

test("reasons are told of what was chosen, without flags of the command line", () => {
  assert.equal(reasonFor(start(), "task"), 'classes: "label" holds 2 classes');
  const mine = tookDescription(draftedNetwork(start(), "mine"), described("mine"));
  assert.equal(reasonFor(mine, "task"), undefined);
  assert.equal(
    plainReason("holds 3 classes; --task numbers if they are a measure"),
    "holds 3 classes",
  );
});
