import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createApp } from "../../../src/browser/state/app-state.js";
import { newTeaching } from "../../../src/browser/state/teaching.js";
import type { TeachDevice } from "../../../src/browser/teach/device.js";
import { espruinoDevice } from "../../../src/browser/teach/espruino-device.js";
import { openSession } from "../../../src/browser/teach/session.js";
import type { EspruinoLine } from "../../../src/common/espruino/line.js";
import { findSensor, ownSensor, type Sensor } from "../../../src/common/espruino/sensors.js";
import { BOARDS, withLine } from "../../support/espruino.js";
import { GESTURES, putModule, replayHere } from "../../support/taught.js";
import { until } from "../../support/waiting.js";

/** Three axes that move differently, computed on the board. */
const MOVING =
  "(global.i=(global.i||0)+1,[Math.sin(global.i/3),(global.i%7)/7,Math.cos(global.i/5)*(global.i%3)])";

interface Watching {
  readonly checkpoint?: Uint8Array;
  /** the network file's text */
  readonly text?: string;
  /** what the board reads; MOVING when left out */
  readonly sensor?: Sensor;
  /** Gives what the session has in place of the board itself. */
  readonly through?: (device: TeachDevice, nextGuess: () => Promise<number>) => TeachDevice;
}

async function watching(
  line: EspruinoLine,
  {
    checkpoint,
    text = GESTURES,
    sensor = ownSensor(MOVING, 3),
    through = (device) => device,
  }: Watching = {},
) {
  const app = createApp();
  const replay = replayHere();
  const network = await replay.open(text, checkpoint);
  const device = espruinoDevice({ kind: "espruino", title: "a board", line }, "neural", {
    sensor,
    interval: 40,
  });
  const teaching = () => app.get().teaching;
  const nextGuess = async (): Promise<number> => {
    const before = teaching().guesses.at(-1)?.number ?? 0;
    await until("a guess", () => (teaching().guesses.at(-1)?.number ?? 0) > before);
    return teaching().guesses.at(-1)!.number;
  };
  const given = through(device, nextGuess);
  const session = await openSession(app, { device: given, network, text, replay });
  return { app, replay, session, teaching, nextGuess };
}

for (const { name, skip, start } of BOARDS) {
  describe(`${name} that is taught from the page`, { skip }, () => {
    it("learns each lesson to the page's bits, and says features and predictions of the same bits", () =>
      withLine(start, async (line) => {
        await putModule(line, GESTURES);
        const { session, teaching, nextGuess, replay } = await watching(line);
        assert.equal(teaching().status.is, "on");
        for (let lesson = 0; lesson < 9; lesson++) {
          const taught = await session.teach(await nextGuess(), [lesson % 3]);
          assert.equal(taught, true);
          assert.deepEqual(teaching().parity, {
            is: "same",
            ...(({ steps, hash }) => ({ steps, hash }))(await replay.standing()),
          });
        }
        assert.equal(teaching().steps, 2);
        assert.equal(teaching().held, 1);
        assert.equal(teaching().losses.length, 2);
        await session.learn();
        assert.equal(teaching().steps, 3);
        assert.equal(teaching().held, 0);
        await nextGuess();
        await until("guesses that were compared", () => teaching().agreed > 5);
        assert.equal(teaching().parity.is, "same");
        assert.equal(teaching().lost, 0);
        await session.stop();
        assert.deepEqual(teaching().status, { is: "off" });
        assert.equal(await line.evaluate("global._perceptino"), "null");
      }));

    it("is still of the same bits when a moment has passed that was to be taught", () =>
      withLine(start, async (line) => {
        // Windows that reach over several guesses: what is missing is in all of them.
        const text = GESTURES.replace('"rows":4', '"rows":24');
        await putModule(line, text);
        const { session, teaching, nextGuess } = await watching(line, {
          text,
          through: (board, another) => ({
            ...board,
            async teach(guess, target) {
              const done = await board.teach(guess, target);
              // Guesses that come while the answer is on its way.
              for (let came = 0; came < 2; came++) await another();
              return done;
            },
          }),
        });
        const gone = await nextGuess();
        for (let came = 0; came < 14; came++) await nextGuess(); // a board keeps a dozen
        assert.equal(await session.teach(gone, [1]), false);
        const { agreed } = teaching();
        await until("guesses that were compared", () => teaching().agreed > agreed + 3);
        assert.equal(teaching().parity.is, "same");
        assert.equal(await session.teach(await nextGuess(), [1]), true);
        await until("more of them", () => teaching().agreed > agreed + 8);
        assert.equal(teaching().parity.is, "same");
        await session.stop();
      }));

    it("gives its weights, and takes them back", () =>
      withLine(start, async (line) => {
        await putModule(line, GESTURES);
        const { session, teaching, nextGuess, replay } = await watching(line);
        await session.teach(await nextGuess(), [1]);
        await session.learn();
        const { fetched, other } = await session.fetch();
        assert.equal(other, undefined);
        assert.equal(fetched.steps, 1);
        assert.deepEqual(fetched.checkpoint, await replay.save());
        await session.teach(await nextGuess(), [2]);
        await session.learn();
        assert.equal(teaching().steps, 2);
        await session.put(fetched);
        assert.equal(teaching().steps, 1);
        const { hash, steps } = fetched;
        assert.deepEqual(teaching().parity, { is: "same", steps, hash });
        await session.teach(await nextGuess(), [0]);
        await session.learn();
        assert.equal(teaching().parity.is, "same");
        await session.save();
        assert.equal(teaching().unsaved, 0);
        await session.stop();
      }));

    it("goes on where it was after the line was cut, also with what it learnt meanwhile", async () => {
      const board = await start();
      const { connect } = await import("../../../src/node/ports/connect-espruino.js");
      try {
        const line = await connect(board.port);
        await putModule(line, GESTURES);
        const first = await watching(line);
        await first.session.teach(await first.nextGuess(), [1]);
        board.hangUp();
        await until("its end", () => first.teaching().status.is === "ended");
        await line.close().catch(() => {});
        const again = await connect(board.port);
        // A lesson whose answer nobody heard.
        await again.evaluate(
          'require("neural").observe([1,2,3,4,5,6,7,8,9],2);require("neural").train()',
        );
        const second = await watching(again);
        assert.equal(second.teaching().steps, 1);
        assert.equal(second.teaching().parity.is, "same");
        await second.session.teach(await second.nextGuess(), [0]);
        await second.session.learn();
        assert.equal(second.teaching().steps, 2);
        assert.equal(second.teaching().parity.is, "same");
        await second.session.stop();
        await again.close();
      } finally {
        await board.stop();
      }
    });

    it("begins with the trained weights that came with the module", () =>
      withLine(start, async (line) => {
        const replay = replayHere();
        await replay.open(GESTURES);
        const bits = new Uint32Array(9).fill(0x3f000000);
        for (let i = 0; i < 8; i++) {
          const { held } = await replay.standing();
          await replay
            .lesson({ features: bits, target: [i % 3], held, steps: 0, hash: 0 })
            .catch(() => {});
        }
        const checkpoint = await replay.save();
        await putModule(line, GESTURES, checkpoint);
        const { session, teaching } = await watching(line, { checkpoint });
        assert.equal(teaching().steps, 2);
        assert.equal(teaching().parity.is, "same");
        await session.stop();
      }));

    it("says that it has no such sensor, and not what then goes wrong", () =>
      withLine(start, async (line) => {
        await putModule(line, GESTURES);
        await assert.rejects(
          watching(line, { sensor: findSensor("light") }),
          /got a board without that sensor, expected one that has it; choose another/,
        );
      }));

    it("refuses to be taught with another network than it has", () =>
      withLine(start, async (line) => {
        await putModule(line, GESTURES.replace('"wave"', '"fall"'));
        await assert.rejects(watching(line), /another network than this project's/);
        assert.equal(newTeaching.status.is, "off");
      }));
  });
}
