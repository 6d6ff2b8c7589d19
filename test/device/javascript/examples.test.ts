import assert from "node:assert/strict";
import { test } from "node:test";
import { type FakeBoard, startExample } from "../../support/fake-board.js";
import { seededRandom } from "../../support/random.js";

const random = seededRandom(5);
/** A number near another one. */
const near = (value: number, spread: number) => random.uniform(value - spread, value + spread);

function showPosture(board: FakeBoard, x: number, z: number, times: number): void {
  for (let i = 0; i < times; i++) {
    board.emit("Bangle", "accel", { x: near(x, 0.1), y: near(0, 0.1), z: near(z, 0.1) });
  }
}

/** Presses the button and lets it go. */
function click(board: FakeBoard): void {
  board.press(true);
  board.press(false);
}

test("the Bangle.js example learns a posture, buzzes at it, and knows it after a restart", async () => {
  const board = await startExample("banglejs");
  assert.deepEqual(board.printed, ["a new network"]);
  for (let round = 0; round < 20; round++) {
    click(board);
    showPosture(board, 0, -1, 16);
    click(board);
    showPosture(board, 1, 0, 16);
    click(board);
  }
  const losses = board.printed.flatMap((line) => /^loss (.*)/.exec(line)?.[1] ?? []).map(Number);
  assert.equal(losses.length, 40);
  assert.ok(losses.at(-1)! < losses[0]! / 2, `${losses[0]} to ${losses.at(-1)}`);
  showPosture(board, 0, -1, 20);
  assert.equal(board.calls.get("buzz"), undefined);
  showPosture(board, 1, 0, 20);
  assert.equal(board.calls.get("buzz"), 1);

  const restarted = await startExample("banglejs", board.files);
  assert.deepEqual(restarted.printed, []);
  showPosture(restarted, 1, 0, 20);
  assert.equal(restarted.calls.get("buzz"), 1);
});

test("the Puck.js example lights its LED when the door is closed, and only then", async () => {
  const board = await startExample("puckjs");
  const feel = (closed: boolean, times: number) => {
    for (let i = 0; i < times; i++) {
      const z = closed ? 900 : 50;
      board.emit("Puck", "mag", { x: near(100, 20), y: near(-300, 20), z: near(z, 20) });
    }
  };
  for (let lesson = 0; lesson < 25; lesson++) {
    board.press(true);
    feel(true, 10);
    board.press(false);
    feel(false, 10);
  }
  feel(true, 1);
  assert.equal(board.pins.get("LED2"), true);
  feel(false, 1);
  assert.equal(board.pins.get("LED2"), false);
  assert.ok(board.files.has("neural.0") && board.files.has("neural.1"));
});

test("the Pico example lights its LED when the room is in use, and saves once an hour", async () => {
  const board = await startExample("pico");
  for (let hour = 0; hour < 3; hour++) {
    for (let second = 0; second < 3600; second++) {
      const occupied = second % 240 < 60;
      if (occupied && second % 60 === 0) board.press(true);
      board.analog = occupied ? 0.8 : 0.2;
      board.tick();
    }
  }
  board.analog = 0.8;
  board.tick();
  board.tick();
  assert.equal(board.pins.get("LED1"), true);
  board.analog = 0.2;
  board.tick();
  board.tick();
  assert.equal(board.pins.get("LED1"), false);
  const saved = [...board.files.keys()].filter((name) => /^neural\.\d$/.test(name));
  assert.deepEqual(saved.sort(), ["neural.0", "neural.1"]);
  const number = new DataView(board.files.get("neural.1")!.buffer).getUint32(0, true);
  assert.equal(number, 3);
});

test("the Bangle.js example shows how sure it is, and what it is being taught", async () => {
  const board = await startExample("banglejs");
  assert.deepEqual(board.screen, ["guess", "0 %"]);
  showPosture(board, 1, 0, 1);
  assert.match(board.screen[1]!, /^\d+ %$/);
  assert.notEqual(board.screen[1], "0 %");
  click(board);
  assert.deepEqual(board.screen, ["teach other"]);
});

test("a full Storage is told by each example, loses nothing, and the next save is made when there is room", async () => {
  const teach = {
    banglejs: (board: FakeBoard) => {
      click(board);
      showPosture(board, 0, -1, 16);
      click(board);
      showPosture(board, 1, 0, 16);
      click(board);
    },
    puckjs: (board: FakeBoard) => {
      for (const closed of [true, false]) {
        board.press(closed);
        for (let i = 0; i < 10; i++) board.emit("Puck", "mag", { x: 100, y: -300, z: i });
      }
    },
    pico: (board: FakeBoard) => {
      for (let second = 0; second < 3600; second++) board.tick();
    },
  };
  for (const [example, lesson] of Object.entries(teach)) {
    const board = await startExample(example);
    const saves = () =>
      [...board.files].filter(([name]) => /^neural\.\d$/.test(name)).map(([, data]) => [...data]);
    lesson(board);
    const kept = saves();
    assert.equal(kept.length, 1, example);
    board.free = 20;
    lesson(board);
    assert.deepEqual(saves(), kept, `${example}: what was saved before stays`);
    assert.ok(
      board.printed.some((line) => /^not saved: .*Storage: got 20 bytes free/.test(line)),
      `${example}: ${board.printed}`,
    );
    const red = { banglejs: undefined, puckjs: "LED1", pico: "LED2" }[example];
    if (red) assert.equal(board.pins.get(red), true);
    else assert.ok(board.screen.some((text) => /^Storage is full/.test(text)));
    board.free = 100_000;
    lesson(board);
    assert.notDeepEqual(saves(), kept, example);
    if (red) assert.equal(board.pins.get(red), false);
  }
});
