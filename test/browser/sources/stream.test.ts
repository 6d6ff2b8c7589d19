import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { demoSource } from "../../../src/browser/sources/demo.js";
import { createRing } from "../../../src/browser/sources/ring.js";
import type { Source, TakeReading } from "../../../src/browser/sources/source.js";
import { createStream } from "../../../src/browser/sources/stream.js";
import { fakeClock, settled } from "./fake-clock.js";

/** A source that a test drives, with what was done to it. */
function drivenSource() {
  const did: string[] = [];
  let take: TakeReading = () => {};
  let end: (why: string) => void = () => {};
  const source: Source = {
    title: "a source",
    madeUp: false,
    channels: [{ name: "x" }],
    rate: 10,
    async start(taken, ended) {
      did.push("start");
      take = taken;
      end = ended;
      await settled();
      return async () => {
        await settled();
        did.push("stop");
      };
    },
    async close() {},
  };
  const give = (...values: number[]) => {
    for (const value of values) take(Float32Array.of(value));
  };
  return { source, did, give, end: (why: string) => end(why) };
}

describe("the stream of readings", () => {
  test("starts its source once for all listeners, and stops it a moment after the last has gone", async () => {
    const clock = fakeClock();
    const stream = createStream(clock);
    const { source, did, give } = drivenSource();
    stream.attach(source, assert.fail);
    await clock.pass(10);
    assert.deepEqual(did, []);
    const [first, second]: [number[], number[]] = [[], []];
    const off = stream.subscribe(([value]) => first.push(value!));
    const offSecond = stream.subscribe(([value]) => second.push(value!));
    await clock.pass(10);
    give(1, 2);
    off();
    off();
    give(3);
    assert.deepEqual(
      [first, second],
      [
        [1, 2],
        [1, 2, 3],
      ],
    );
    assert.deepEqual([stream.count(), [...stream.last(2)]], [3, [2, 3]]);
    offSecond();
    await clock.pass(500);
    const offThird = stream.subscribe(() => {});
    await clock.pass(2000);
    assert.deepEqual(did, ["start"], "another screen listened in time");
    offThird();
    await clock.pass(2000);
    await settled();
    assert.deepEqual(did, ["start", "stop"]);
  });

  test("keeps its listeners when a source is lost and another comes", async () => {
    const clock = fakeClock();
    const stream = createStream(clock);
    const heard: number[] = [];
    stream.subscribe(([value]) => heard.push(value!));
    const [one, other] = [drivenSource(), drivenSource()];
    const ends: string[] = [];
    stream.attach(one.source, (why) => ends.push(why));
    await clock.pass(10);
    one.give(1);
    one.end("unplugged");
    one.end("again");
    one.give(2);
    assert.deepEqual(ends, ["unplugged"]);
    stream.attach(other.source, assert.fail);
    await clock.pass(10);
    other.give(3);
    assert.deepEqual(heard, [1, 3]);
    assert.equal(stream.count(), 1);
  });

  test("a source that cannot start is lost, with its words", async () => {
    const stream = createStream(fakeClock());
    const { source } = drivenSource();
    const ends: string[] = [];
    const start = async () => {
      throw new Error("no sensor");
    };
    stream.subscribe(() => {});
    stream.attach({ ...source, start }, (why) => ends.push(why));
    await settled();
    await settled();
    assert.deepEqual(ends, ["no sensor"]);
  });

  test("is paused until all who asked for it let it go on, and one start follows the stop before it", async () => {
    const clock = fakeClock();
    const stream = createStream(clock);
    const { source, did } = drivenSource();
    stream.attach(source, assert.fail);
    stream.subscribe(() => {});
    await clock.pass(10);
    const goOn = await stream.pause();
    assert.deepEqual(did, ["start", "stop"]);
    const second = await stream.pause();
    goOn();
    goOn();
    await clock.pass(10);
    assert.deepEqual(did, ["start", "stop"]);
    second();
    await clock.pass(10);
    assert.deepEqual(did, ["start", "stop", "start"]);
    await stream.detach();
    assert.deepEqual(did, ["start", "stop", "start", "stop"]);
  });

  test("tells how often readings come, and holds no more memory after an hour", async () => {
    const clock = fakeClock();
    const stream = createStream(clock);
    const source = demoSource(clock, 1);
    stream.attach(source, assert.fail);
    let readings = 0;
    stream.subscribe(() => readings++);
    await clock.pass(1000);
    assert.equal(stream.rate(), undefined, "too few to say");
    await clock.pass(9000);
    assert.ok(Math.abs(stream.rate()! - 50) < 1, `${stream.rate()}`);
    await clock.pass(60_000);
    assert.equal(readings, 50 * 70);
    assert.equal(stream.last(1_000_000).length, 60 * 50 * 3);
    assert.equal(clock.waiting(), 1);
    await stream.detach();
    assert.equal(clock.waiting(), 0);
  });
});

test("a ring gives the last readings in their order, wherever it begins anew", () => {
  const ring = createRing(3, 2);
  assert.deepEqual([...ring.last(5)], []);
  for (let n = 1; n <= 7; n++) {
    ring.push(Float32Array.of(n, -n));
    for (let asked = 0; asked < 5; asked++) {
      const count = Math.min(asked, n, 3);
      const expected = Array.from({ length: count }, (_, i) => n - count + 1 + i);
      assert.deepEqual(
        [...ring.last(asked)],
        expected.flatMap((value) => [value, -value]),
      );
    }
  }
  assert.equal(ring.count(), 7);
});
