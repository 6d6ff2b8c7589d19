import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findSensor } from "../../../src/common/espruino/sensors.js";

describe("a sensor", () => {
  it("is one of the list, or a pin whose name can be nothing else", () => {
    assert.equal(findSensor("analog:D31").read, 'analogRead(new Pin("D31"))');
    for (const text of [
      "",
      "gps",
      "analog:",
      "analog:1",
      'analog:A1")',
      "analog:A1\n",
      "ANALOG:A1",
    ]) {
      assert.throws(() => findSensor(text), {
        name: "UsageError",
        message:
          /^--sensor: got .*, expected accelerometer, magnetometer, light, temperature or analog:PIN/,
      });
    }
  });
});
