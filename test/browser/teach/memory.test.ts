import assert from "node:assert/strict";
import { test } from "node:test";
import { demoSource } from "../../../src/browser/sources/demo.js";
import { createStream } from "../../../src/browser/sources/stream.js";
import { createApp } from "../../../src/browser/state/app-state.js";
import { MOST_GUESSES, MOST_LOSSES } from "../../../src/browser/state/teaching.js";
import type { DeviceEvent, DeviceLesson, TeachDevice } from "../../../src/browser/teach/device.js";
import { openSession } from "../../../src/browser/teach/session.js";
import { bitsFromFloats } from "../../../src/common/learning/replay.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { GESTURES, replayHere } from "../../support/taught.js";
import { fakeClock } from "../sources/fake-clock.js";

const MINUTES = 60;
/** Milliseconds between two lessons. */
const BETWEEN_LESSONS = 500;

/** How long every list and buffer in a value is, by where it is. */
function lengthsIn(value: unknown, at = ""): Map<string, number> {
  if (typeof value !== "object" || value === null) return new Map();
  const own: [string, number][] =
    Array.isArray(value) || ArrayBuffer.isView(value)
      ? [[at, (value as { length?: number }).length ?? 0]]
      : [];
  if (ArrayBuffer.isView(value)) return new Map(own);
  const within = Object.entries(value).flatMap(([key, one]) => [...lengthsIn(one, `${at}/${key}`)]);
  return new Map([...own, ...within]);
}

test("an hour of watching and teaching, 25 readings a second, keeps no more than a few minutes do", async () => {
  const clock = fakeClock();
  const app = createApp();
  const stream = createStream(clock);
  const source = demoSource(clock, 5);
  stream.attach(source, () => assert.fail("the source ended"));
  const replay = replayHere();
  const network = await replay.open(GESTURES);
  const board = await startNetwork(await buildNetwork(checkNetwork(JSON.parse(GESTURES))));
  let readings = 0;
  let guesses = 0;
  let held = 0;
  let seen = new Float32Array(0);
  let resting = true;
  const { fingerprint, state } = network;
  const lesson = (target: readonly number[]): DeviceLesson => {
    held = board.observe(seen, Float32Array.from(target));
    const full = held >= network.batch;
    const lossBits = full ? bitsFromFloats(Float32Array.of(board.train()))[0]! : undefined;
    if (full) held = 0;
    const { steps } = board;
    const features = bitsFromFloats(seen);
    const at = { at: guesses, features, held, steps, hash: board.hash() };
    return { ...at, ...(lossBits !== undefined && { lossBits }) };
  };
  const device: TeachDevice = {
    title: "a board",
    readings: source.title,
    async start(onEvent: (event: DeviceEvent) => void) {
      const off = stream.subscribe((reading) => {
        if (resting) return;
        const features = board.push(reading);
        const number = ++readings;
        onEvent({ kind: "reading", number, bits: bitsFromFloats(reading) });
        if (!features) return;
        seen = features.slice();
        guesses++;
        const said = bitsFromFloats(board.predict(seen));
        const bits = { features: bitsFromFloats(seen), said };
        onEvent({ kind: "guess", number: guesses, reading: number, ...bits });
      });
      return async () => off();
    },
    facts: async () => {
      const { steps, engine } = board;
      const { batch } = engine.layout;
      return { fingerprint, state, batch, steps, held, hash: board.hash() };
    },
    async goOn() {
      board.restart();
      resting = false;
    },
    async rest() {
      resting = true;
    },
    teach: async (_, target) => lesson(target),
    learn: async () => undefined,
    state: async () => assert.fail("it stands where the replay does"),
    put: async () => {},
    save: async () => {},
  };
  const session = await openSession(app, { device, network, text: GESTURES, replay });
  const teaching = () => app.get().teaching;
  const watchFor = async (milliseconds: number): Promise<void> => {
    for (let past = 0; past < milliseconds; past += BETWEEN_LESSONS) {
      await clock.pass(BETWEEN_LESSONS);
      const last = teaching().guesses.at(-1);
      if (last) await session.teach(last.number, [last.number % 3]);
    }
  };
  const minute = 60_000;
  await watchFor(10 * minute);
  const early = lengthsIn(app.get());
  const timers = clock.waiting();
  await watchFor((MINUTES - 10) * minute);
  assert.ok(readings >= 0.99 * 25 * 60 * MINUTES, `${readings} readings`);
  assert.equal(teaching().status.is, "on");
  assert.equal(teaching().parity.is, "same");
  assert.ok(teaching().agreed > 30_000, `${teaching().agreed} guesses agreed`);
  assert.ok(teaching().lessons > 7000, `${teaching().lessons} lessons`);
  assert.deepEqual(lengthsIn(app.get()), early);
  assert.equal(teaching().guesses.length, MOST_GUESSES);
  assert.equal(teaching().losses.length, MOST_LOSSES);
  assert.equal(stream.last(1e9).length, 3 * 60 * source.rate);
  assert.equal(clock.waiting(), timers);
  await session.stop();
});
