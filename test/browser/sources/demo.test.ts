import assert from "node:assert/strict";
import { test } from "node:test";
import { demoSource } from "../../../src/browser/sources/demo.js";
import { MOVEMENTS, movementMaker } from "../../../src/browser/sources/movements.js";
import { fakeClock } from "./fake-clock.js";

/** (count, 3) readings of a movement. */
function readingsOf(seed: number, movement: string, count = 200): number[][] {
  const maker = movementMaker(seed);
  maker.choose(movement);
  return Array.from({ length: count }, () => [...maker.next()]);
}

/** How far readings are from their mean, in g. */
function spread(readings: readonly number[][], axis: number): number {
  const values = readings.map((reading) => reading[axis]!);
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

test("a seed gives the same readings each time, and another seed others", () => {
  for (const { name } of MOVEMENTS) {
    assert.deepEqual(readingsOf(7, name), readingsOf(7, name));
    assert.notDeepEqual(readingsOf(7, name), readingsOf(8, name));
  }
});

test("two recordings of one movement differ", () => {
  const maker = movementMaker(3);
  maker.choose("circle");
  const first = Array.from({ length: 50 }, () => [...maker.next()]);
  maker.choose("circle");
  assert.notDeepEqual(
    Array.from({ length: 50 }, () => [...maker.next()]),
    first,
  );
});

test("a device at rest feels gravity, about 1 g, and each movement moves it in its own way", () => {
  for (let seed = 0; seed < 20; seed++) {
    for (const [x, y, z] of readingsOf(seed, "rest")) {
      assert.ok(Math.abs(Math.hypot(x!, y!, z!) - 1) < 0.1);
    }
    const [rest, shake, circle, tap] = MOVEMENTS.map(({ name }) => readingsOf(seed, name));
    assert.ok(spread(rest!, 0) < 0.1 && spread(rest!, 1) < 0.1 && spread(rest!, 2) < 0.1);
    assert.ok(spread(shake!, 0) > 0.6);
    assert.ok(spread(circle!, 0) > 0.3 && spread(circle!, 1) > 0.3 && spread(circle!, 2) < 0.1);
    assert.ok(spread(tap!, 2) > 0.15 && spread(tap!, 0) < 0.1);
  }
});

test("a movement that there is not is refused", () => {
  assert.throws(() => movementMaker(1).choose("jump"), /got the movement jump/);
});

test("the demonstration gives 50 readings a second by its clock, says that they are made up, and stops", async () => {
  const clock = fakeClock();
  const source = demoSource(clock, 1);
  assert.ok(source.madeUp);
  const taken: Float32Array[] = [];
  const stop = await source.start((reading) => taken.push(reading), assert.fail);
  await clock.pass(2000);
  assert.equal(taken.length, 100);
  assert.ok(taken.every(({ length }) => length === source.channels.length));
  source.movements!.choose("shake");
  assert.equal(source.movements!.now(), "shake");
  await clock.pass(1000);
  const last = taken.slice(100).map((reading) => [...reading]);
  assert.ok(spread(last, 0) > 0.6);
  await stop();
  await clock.pass(1000);
  assert.equal(taken.length, 150);
  assert.equal(clock.waiting(), 0);
});
