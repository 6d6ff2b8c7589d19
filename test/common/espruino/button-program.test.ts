import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { makeButtonProgram } from "../../../src/browser/worker/make-module.js";
import { ownSensor } from "../../../src/common/espruino/sensors.js";
import { BOARDS, withLine } from "../../support/espruino.js";
import { GESTURES, putModule, trainedWeights } from "../../support/taught.js";
import { until } from "../../support/waiting.js";

const MOVING = "(global.i=(global.i||0)+1,[Math.sin(global.i/3),(global.i%7)/7,1])";

for (const { name, skip, start } of BOARDS) {
  describe(`${name} with the program for a button`, { skip }, () => {
    it("guesses, chooses an answer and learns it, from the weights that came with the module", () =>
      withLine(start, async (line) => {
        await putModule(line, GESTURES, await trainedWeights());
        await line.evaluate(makeButtonProgram(GESTURES, "neural", ownSensor(MOVING, 3), 25));
        await until("a guess", async () => (await line.evaluate("guess")) !== '""');
        assert.match(await line.evaluate("guess"), /^"(rest|ring|wave|not sure)"$/);
        const steps = () => line.evaluate('require("neural").steps');
        assert.equal(await steps(), "8");
        await line.evaluate("choose(chosen+1)");
        assert.equal(await line.evaluate("chosen"), "1");
        for (let press = 0; press < 4; press++) await line.evaluate("teach()");
        assert.equal(await steps(), "9");
      }));
  });
}

it("refuses a network whose answer a button cannot say", () => {
  const numbers = JSON.stringify({
    inputs: ["x"],
    task: "numbers",
    outputs: ["t"],
    layers: [{ units: 1 }],
  });
  assert.throws(
    () => makeButtonProgram(numbers, "neural", ownSensor("1", 1), 10),
    /an answer|a button cannot say/,
  );
});
