import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type Connection,
  type ConnectionEvent,
  connectionAfter,
} from "../../../src/browser/state/connection.js";

const NONE: Connection<object> = { status: "none" };
const HOW = { kind: "demo", wishes: {} };
const BOARD = { name: "a board" };

const begin = (attempt: number): ConnectionEvent<object> => ({
  event: "begin",
  title: "Espruino by Bluetooth",
  attempt,
  how: HOW,
});
const opened = (attempt: number, to: object = BOARD): ConnectionEvent<object> => ({
  event: "opened",
  attempt,
  to,
  how: HOW,
});
const dropped = (to: object = BOARD): ConnectionEvent<object> => ({
  event: "dropped",
  to,
  title: "Bangle.js 2",
  why: "it is gone",
});
const from = (
  first: Connection<object>,
  ...events: ConnectionEvent<object>[]
): Connection<object> => events.reduce((now, event) => connectionAfter(now, event), first);
const after = (...events: ConnectionEvent<object>[]): Connection<object> => from(NONE, ...events);

test("a connection is opened, lost, opened again and closed", () => {
  assert.equal(after(begin(1)).status, "opening");
  assert.deepEqual(after(begin(1), opened(1)), { status: "open", to: BOARD, how: HOW });
  const lost = after(begin(1), opened(1), dropped());
  assert.deepEqual(lost, { status: "lost", title: "Bangle.js 2", why: "it is gone", how: HOW });
  const again = after(begin(1), opened(1), dropped(), begin(2), opened(2));
  assert.equal(again.status, "open");
  assert.deepEqual(connectionAfter(again, { event: "closed" }), NONE);
});

test("a person who changes their mind has what there was before, and nothing is said", () => {
  assert.deepEqual(after(begin(1), { event: "cancelled", attempt: 1 }), NONE);
  const lost = after(begin(1), opened(1), dropped());
  assert.equal(from(lost, begin(2), { event: "cancelled", attempt: 2 }), lost);
});

test("a refusal is said, and what was lost can still be connected again", () => {
  const failed = { event: "failed", attempt: 2, why: "it was refused" } as const;
  assert.deepEqual(after(begin(2), failed), { status: "none", why: "it was refused" });
  const lost = after(begin(1), opened(1), dropped(), begin(2), failed);
  assert.deepEqual(lost, { status: "lost", title: "Bangle.js 2", why: "it was refused", how: HOW });
  assert.deepEqual(after(begin(2), failed, begin(3)).status, "opening");
});

test("what comes late changes nothing", () => {
  const late = [
    opened(1),
    { event: "failed", attempt: 1, why: "late" },
    { event: "cancelled", attempt: 1 },
  ] as const;
  for (const one of late) {
    const second = after(begin(1), begin(2));
    assert.equal(connectionAfter(second, one), second);
    const open = after(begin(2), opened(2));
    assert.equal(connectionAfter(open, one), open);
    assert.equal(connectionAfter(NONE, one), NONE);
  }
  const other = after(begin(1), opened(1, { name: "another" }));
  assert.equal(connectionAfter(other, dropped()), other);
});

test("a try that another one replaces leaves what was lost before both", () => {
  const lost = after(begin(1), opened(1), dropped());
  assert.equal(from(lost, begin(2), begin(3), { event: "cancelled", attempt: 3 }), lost);
});
