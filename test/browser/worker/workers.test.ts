import assert from "node:assert/strict";
import { test } from "node:test";
import { expose } from "comlink";
import { createWorkers, type StartedWorker } from "../../../src/browser/worker/workers.js";
import { UserError } from "../../../src/common/errors.js";

const FUNCTIONS = { double: (number: number) => 2 * number, never: () => new Promise(() => {}) };

/** A worker as a browser starts it: one that runs, or one whose script is nowhere. */
function fakeWorker(runs: boolean) {
  const { port1, port2 } = new MessageChannel();
  if (runs) expose(FUNCTIONS, port2 as unknown as Parameters<typeof expose>[1]);
  port1.start();
  const failing = new Set<(event: Event) => void>();
  let isEnded = false;
  const worker = {
    postMessage: port1.postMessage.bind(port1),
    addEventListener(type: string, listener: (event: Event) => void) {
      if (type === "error") failing.add(listener);
      else port1.addEventListener(type, listener as never);
    },
    removeEventListener: port1.removeEventListener.bind(port1),
    terminate() {
      isEnded = true;
      port1.close();
      port2.close();
    },
  } as unknown as StartedWorker;
  return {
    worker,
    isEnded: () => isEnded,
    fail(message?: string) {
      for (const listener of failing) {
        listener(Object.assign(new Event("error"), message === undefined ? {} : { message }));
      }
    },
  };
}

/** Workers of which each is the next of these. */
function workersOf(...fakes: readonly (ReturnType<typeof fakeWorker> | Error)[]) {
  const left = [...fakes];
  const names: string[] = [];
  const workers = createWorkers<"a" | "b", typeof FUNCTIONS>((name) => {
    names.push(name);
    const next = left.shift();
    if (next === undefined || next instanceof Error) throw next ?? new Error("one too many");
    return next.worker;
  });
  return { workers, names };
}

test("a worker is started by the first call, once", async () => {
  const fake = fakeWorker(true);
  const { workers, names } = workersOf(fake);
  const work = workers.of("a");
  assert.deepEqual(names, []);
  assert.deepEqual(await Promise.all([work.double(2), workers.of("a").double(3)]), [4, 6]);
  assert.deepEqual(names, ["a"]);
  assert.equal(await work, work, "the functions themselves can be waited for");
  fake.worker.terminate();
});

test("calls of a worker that could not be loaded are rejected, and the next call starts it anew", async () => {
  const [missing, there] = [fakeWorker(false), fakeWorker(true)];
  const { workers, names } = workersOf(missing, there);
  const work = workers.of("a");
  const calls = [work.double(1), work.double(2)];
  missing.fail();
  for (const call of calls) {
    await assert.rejects(call, (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /got no script, expected one .*; .*reload the page/);
      return true;
    });
  }
  assert.ok(missing.isEnded());
  assert.equal(workers.ended("a"), 1);
  assert.equal(await work.double(5), 10);
  assert.deepEqual(names, ["a", "a"]);
  assert.equal(workers.ended("b"), 0);
  there.worker.terminate();
});

test("a worker that fails later rejects what it was asked, and says its error", async () => {
  const fake = fakeWorker(true);
  const { workers } = workersOf(fake);
  const work = workers.of("a");
  await work.double(1);
  const call = work.never();
  fake.fail("out of memory");
  await assert.rejects(call, /got an error \(out of memory\), expected an answer; try again/);
});

test("a worker that may not be started rejects the call alone", async () => {
  const fake = fakeWorker(true);
  const { workers } = workersOf(new Error("blocked by the policy"), fake);
  await assert.rejects(workers.of("b").double(1), /blocked by the policy/);
  assert.equal(await workers.of("b").double(1), 2);
  fake.worker.terminate();
});
