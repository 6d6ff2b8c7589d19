import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type MotionEventLike,
  type MotionHost,
  openMotion,
  SILENCE,
} from "../../../src/browser/sources/motion.js";
import { resampler } from "../../../src/browser/sources/resample.js";
import { Stopped } from "../../../src/common/errors.js";
import { fakeClock, settled } from "./fake-clock.js";

const SIGNAL = new AbortController().signal;

/** A phone whose sensor a test moves. */
function fakePhone(permission?: string) {
  const listeners = new Set<(event: MotionEventLike) => void>();
  const phone = {
    listeners,
    sleeps: false,
    asked: 0,
    move(timeStamp: number, x: number | null, y = 0, z = 9.80665, alpha: number | null = null) {
      const turn = alpha === null ? null : { alpha, beta: 1, gamma: 2 };
      const event = { timeStamp, accelerationIncludingGravity: { x, y, z }, rotationRate: turn };
      for (const listener of listeners) listener(event);
    },
  };
  const host: MotionHost = {
    listen(take) {
      listeners.add(take);
      return () => void listeners.delete(take);
    },
    hidden: () => phone.sleeps,
    ...(permission !== undefined && {
      askPermission: async () => {
        phone.asked++;
        return permission;
      },
    }),
  };
  return Object.assign(phone, { host });
}

describe("this phone's motion sensor", () => {
  test("gives g at a fixed pace, whatever pace its events have", async () => {
    const clock = fakeClock();
    const phone = fakePhone("granted");
    const opening = openMotion(phone.host, clock, SIGNAL);
    assert.equal(phone.asked, 1, "asked while the tap is handled");
    await settled();
    phone.move(0, 0);
    const source = await opening;
    assert.deepEqual(
      source.channels.map(({ name, unit }) => `${name} ${unit}`),
      ["x g", "y g", "z g"],
    );
    const taken: Float32Array[] = [];
    const stop = await source.start((reading) => taken.push(reading), assert.fail);
    for (let time = 0; time <= 990; time += 16.5) phone.move(time, (9.80665 * time) / 1000);
    assert.equal(taken.length, 50);
    taken.forEach(([x, , z], i) => {
      assert.ok(Math.abs(x! - (20 * i) / 1000) < 1e-6, `${x} at ${i}`);
      assert.ok(Math.abs(z! - 1) < 1e-6);
    });
    await stop();
    assert.equal(phone.listeners.size, 0);
    assert.equal(clock.waiting(), 0);
  });

  test("tells how fast it turns where that is wished, and a sentence where it cannot", async () => {
    const clock = fakeClock();
    const phone = fakePhone();
    const opening = openMotion(phone.host, clock, SIGNAL, true);
    await settled();
    phone.move(0, 0, 0, 0, 3);
    const source = await opening;
    const taken: number[][] = [];
    await source.start((reading) => taken.push([...reading]), assert.fail);
    phone.move(0, 0, 0, 0, 3);
    assert.deepEqual(taken, [[0, 0, 0, 1, 2, 3]]);
    const without = assert.rejects(openMotion(phone.host, clock, SIGNAL, true), {
      message: /tells nothing of how fast it turns/,
    });
    await settled();
    phone.move(20, 0);
    await clock.pass(SILENCE);
    await without;
  });

  test("says so when it is refused, when there is none, and when it says null", async () => {
    const clock = fakeClock();
    await assert.rejects(openMotion(fakePhone("denied").host, clock, SIGNAL), {
      name: "UserError",
      message: /^the motion sensor was refused: choose it again and tap "Allow"/,
    });
    const phone = fakePhone();
    const none = assert.rejects(openMotion(phone.host, clock, SIGNAL), {
      name: "UserError",
      message: /^no motion sensor answers: .* open this page on a phone/,
    });
    await settled();
    phone.move(0, null);
    await clock.pass(SILENCE);
    await none;
    assert.equal(phone.listeners.size, 0);
  });

  test("a sensor that stops is told, but not one that sleeps while nobody looks", async () => {
    const clock = fakeClock();
    const phone = fakePhone();
    const opening = openMotion(phone.host, clock, SIGNAL);
    await settled();
    phone.move(0, 0);
    const ends: string[] = [];
    await (await opening).start(
      () => {},
      (why) => ends.push(why),
    );
    phone.sleeps = true;
    await clock.pass(60_000);
    assert.deepEqual(ends, []);
    phone.sleeps = false;
    await clock.pass(SILENCE);
    phone.move(70_000, 0);
    await clock.pass(2 * SILENCE);
    assert.equal(ends.length, 1);
    assert.match(ends[0]!, /^the motion sensor has stopped giving readings/);
  });

  test("waiting for it is given up by the person", async () => {
    const controller = new AbortController();
    const clock = fakeClock();
    const opening = openMotion(fakePhone().host, clock, controller.signal);
    await settled();
    controller.abort();
    await assert.rejects(opening, Stopped);
    assert.equal(clock.waiting(), 0);
  });
});

test("nothing is made up for a gap, and a clock that stands still gives nothing", () => {
  const pace = resampler(10);
  assert.equal(pace.push(0, [0]).length, 1);
  assert.equal(pace.push(0, [5]).length, 0);
  assert.deepEqual(
    pace.push(200, [2]).map(([value]) => value),
    [1, 2],
  );
  assert.deepEqual(
    pace.push(5000, [7]).map(([value]) => value),
    [7],
  );
});
