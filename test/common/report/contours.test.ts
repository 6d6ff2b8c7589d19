import assert from "node:assert/strict";
import { test } from "node:test";
import { contours, type Point, walled } from "../../../src/common/report/contours.js";

/** Twice the area that a ring encloses, positive when it turns counter-clockwise. */
const turned = (ring: readonly Point[]) =>
  ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length]!;
    return sum + x * nextY - nextX * y;
  }, 0);

test("contours lie on the level, and rings turn with the higher side on their left", () => {
  const axis = Array.from({ length: 41 }, (_, i) => (i - 20) / 10);
  const distance = axis.flatMap((y) => axis.map((x) => Math.hypot(x, y)));
  const hole = contours({ xs: axis, ys: axis, values: distance }, 1);
  assert.equal(hole.length, 1);
  for (const [x, y] of hole[0]!) assert.ok(Math.abs(Math.hypot(x, y) - 1) < 0.01);
  assert.ok(Math.abs(turned(hole[0]!) / 2 + Math.PI) < 0.05, "lower inside: clockwise");

  const hill = contours({ xs: axis, ys: axis, values: distance.map((d) => -d) }, -1);
  assert.ok(Math.abs(turned(hill[0]!) / 2 - Math.PI) < 0.05, "higher inside: counter-clockwise");
});

test("contours end at the border of a grid, and behind a wall they close along it", () => {
  const grid = { xs: [0, 1, 2], ys: [0, 1], values: [0, 0.4, 1, 0, 0.4, 1] };
  const open = contours(grid, 0.7);
  assert.equal(open.length, 1);
  assert.deepEqual(
    open[0]!.map(([x, y]) => [x.toFixed(3), y]),
    [
      ["1.500", 1],
      ["1.500", 0],
    ],
  );
  const [ring, ...others] = contours(walled(grid), 0.7);
  assert.equal(others.length, 0);
  assert.ok(Math.abs(turned(ring!) / 2 - 0.5) < 1e-9, "half a unit wide, one high");
});

test("saddles keep both diagonals apart or joined by the value in the middle", () => {
  const xs = [0, 1];
  const high = contours({ xs, ys: xs, values: [1, 0.2, 0.2, 1] }, 0.5);
  const low = contours({ xs, ys: xs, values: [0.8, 0, 0, 0.8] }, 0.5);
  assert.equal(high.length, 2);
  assert.equal(low.length, 2);
  // joined: the lines cut off the low corners (1, 0) and (0, 1); apart: the high ones (0, 0) and (1, 1)
  const sums = (lines: Point[][]) => lines.map((l) => l.reduce((s, [x, y]) => s + x + y, 0) / 2);
  for (const sum of sums(high)) assert.ok(Math.abs(sum - 1) < 0.5);
  for (const sum of sums(low)) assert.ok(Math.abs(sum - 1) > 0.5);
});
