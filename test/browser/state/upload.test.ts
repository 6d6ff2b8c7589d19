import assert from "node:assert/strict";
import { test } from "node:test";
import * as upload from "../../../src/browser/state/upload.js";

const WISH = { board: "puckjs", javascript: false, name: "neural" };
const FACTS: upload.ModuleFacts = {
  of: "module",
  bytes: 9000,
  codeBytes: 7000,
  files: 3,
  took: 90,
  variables: { used: 4000, available: 30_000 },
  storage: { used: 12_000, available: 40_000 },
  saves: 100,
  trained: true,
};
const DONE: upload.UploadDone = {
  board: "PUCKJS",
  firmware: "2v29",
  name: "neural",
  bytes: 9000,
  weights: "sent",
};
const sending = upload.sent(upload.asking(upload.newUpload, "making the module"), 3000, 9000);

test("an upload goes from asking to sending to checking to done", () => {
  const asked = upload.asking(upload.newUpload, "what it has learnt");
  assert.equal(upload.isUnderWay(asked), true);
  assert.deepEqual(sending.sending, { is: "sending", bytes: 3000, total: 9000 });
  const checking = upload.sent(sending, 9000, 9000);
  assert.deepEqual(checking.sending, { is: "checking" });
  assert.equal(upload.isUnderWay(checking), true);
  const done = upload.done(checking, DONE);
  assert.equal(upload.isUnderWay(done), false);
});

test("an interruption knows how far it was, at every stage", () => {
  const cut = upload.interrupted(sending, "it is gone", true);
  assert.deepEqual(cut.sending, {
    is: "interrupted",
    why: "it is gone",
    gone: true,
    whole: false,
    bytes: 3000,
    total: 9000,
  });
  const early = upload.interrupted(upload.asking(upload.newUpload, "x"), "it is gone", true);
  assert.equal(early.sending.is, "interrupted");
  const late = upload.interrupted(upload.sent(sending, 9000, 9000), "it is gone", true);
  assert.equal(late.sending.is === "interrupted" && late.sending.whole, true);
});

test("what comes late, after an end, changes nothing", () => {
  const cut = upload.interrupted(sending, "it is gone", true);
  assert.equal(upload.sent(cut, 4000, 9000), cut);
  const done = upload.done(sending, DONE);
  assert.equal(upload.sent(done, 4000, 9000), done);
});

test("a second upload does not begin while one is being sent", () => {
  assert.equal(upload.asking(sending, "making the module"), sending);
});

test("another wish forgets what was made and what was done, but not an interruption", () => {
  const made = upload.made(upload.making(upload.newUpload), FACTS);
  assert.deepEqual(made.making, { is: "made", facts: FACTS });
  const other = upload.wished(upload.done(made, DONE), WISH);
  assert.deepEqual([other.making.is, other.sending.is], ["none", "idle"]);
  const cut = upload.wished(upload.interrupted(sending, "gone", true), WISH);
  assert.equal(cut.sending.is, "interrupted");
});

test("a module that cannot be made says why", () => {
  const { making } = upload.notMade(upload.making(upload.newUpload), "too large");
  assert.deepEqual(making, { is: "refused", why: "too large" });
});
