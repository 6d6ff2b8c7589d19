import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { startDeadline } from "../../src/common/deadline.js";

/** Holds this process up until a deadline of 1 ms is over. */
const holdUp = () =>
  void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, /* milliseconds */ 20);

test("what came in while the process was held up beyond a deadline is in time", async () => {
  await sleep(0); // in the phase of timers: what is to be read comes after it
  const late = await new Promise<boolean>((resolve) => {
    setTimeout(() => {
      const stop = startDeadline(1, () => resolve(true));
      setImmediate(() => {
        holdUp();
        // Queued as input would be: after the timers that are due now.
        setImmediate(() => {
          stop();
          resolve(false);
        });
      });
    }, 0);
  });
  assert.equal(late, false);
});

test("a deadline calls back once when nothing stops it, and never after it was stopped", async () => {
  const calls: string[] = [];
  const stop = startDeadline(1, () => calls.push("stopped"));
  stop();
  await new Promise<void>((resolve) => {
    startDeadline(5, () => {
      calls.push("late");
      resolve();
    });
  });
  assert.deepEqual(calls, ["late"]);
});
