import assert from "node:assert/strict";
import { test } from "node:test";
import { coloured, wantsColours } from "../../src/node/terminal/colours.js";
import { curve, showsCurves, sparkline } from "../../src/node/terminal/curve.js";

const ESC = "\u001b";

test("a sparkline goes from the largest to the least, in no more characters than wanted", () => {
  assert.equal(sparkline([8, 7, 6, 5, 4, 3, 2, 1], 8), "█▇▆▅▄▃▂▁");
  assert.equal(sparkline([1, 1, 1], 8), "▁▁▁");
  assert.equal(
    sparkline(
      Array.from({ length: 1000 }, (_, i) => i),
      12,
    ).length,
    12,
  );
  assert.equal(sparkline([], 8), "");
  assert.equal(sparkline([1000, 100, 10, 1], 8), "█▆▃▁", "of very different values the logarithms");
});

test("a curve is of its width and height, falls where the values fall, and says from where to where", () => {
  const lines = curve([2, 1.5, 1], 10, 4).split("\n");
  assert.equal(lines.length, 4);
  for (const line of lines) assert.ok(line.length <= 12, line);
  assert.match(lines[0]!, /^2 [⠁-⣿]/);
  assert.match(lines[3]!, /^1 ⠀.*[⠁-⣿]$/);
  const large = curve(Array.from({ length: 5000 }, (_, i) => 1 / (1 + i))).split("\n");
  assert.ok(large.every((line) => line.length <= 80));
});

test("curves are for terminals that show them", () => {
  assert.equal(showsCurves({ isTTY: true }, { TERM: "xterm" }), true);
  assert.equal(showsCurves({ isTTY: true }, { TERM: "linux" }), false);
  assert.equal(showsCurves({}, { TERM: "xterm" }), false);
});

test("colours are for terminals, FORCE_COLOR wants them anywhere and NO_COLOR nowhere", () => {
  for (const [stream, env, wanted] of [
    [{ isTTY: true }, {}, true],
    [{ isTTY: true }, { TERM: "dumb" }, false],
    [{ isTTY: true }, { NO_COLOR: "1" }, false],
    [{ isTTY: true }, { NO_COLOR: "" }, true],
    [{}, {}, false],
    [{}, { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
    [{ isTTY: true }, { FORCE_COLOR: "0" }, false],
  ] as const) {
    assert.equal(wantsColours(stream, env), wanted, JSON.stringify([stream, env]));
  }
});

test("what went wrong and the answer are painted, and nothing where no colours are wanted", () => {
  const text = "validation: 97.0 % of 3 readings right; more\nwarning: x\nerror: y";
  assert.equal(coloured(text, {}, {}), text);
  const painted = coloured(text, { isTTY: true }, {});
  assert.equal(
    painted,
    `${ESC}[1mvalidation: 97.0 % of 3 readings right${ESC}[22m; more\n${ESC}[33mwarning:${ESC}[39m x\n${ESC}[31merror:${ESC}[39m y`,
  );
});
