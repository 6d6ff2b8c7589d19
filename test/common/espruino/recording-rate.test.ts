import assert from "node:assert/strict";
import { test } from "node:test";
import { UsageError } from "../../../src/common/errors.js";
import {
  arrivalRate,
  expectSensorRate,
  intervalFor,
  rateWarning,
} from "../../../src/common/espruino/recording-rate.js";
import { findSensor, ownSensor } from "../../../src/common/espruino/sensors.js";

test("a recording goes at the pace of the network's windows, where they have one and nothing else is said", () => {
  assert.equal(intervalFor(undefined, undefined), 100);
  assert.equal(intervalFor(undefined, 25), 25);
  assert.equal(intervalFor(12.5, undefined), 80);
  assert.equal(intervalFor(62.5, undefined), 16);
  assert.equal(intervalFor(50, 21), 21, "within a tenth");
});

test("an interval that is not the windows' is refused, and so is a rate that nothing records", () => {
  assert.throws(
    () => intervalFor(50, 100),
    (error: Error) =>
      error instanceof UsageError &&
      /^--interval: got 100, which is 10 readings a second, expected 20: the network's windows are of 50 readings a second/.test(
        error.message,
      ),
  );
  for (const rate of [119, 1e-4]) {
    assert.throws(
      () => intervalFor(rate, undefined),
      /^UserError: record: got a network for which/,
    );
  }
});

test("a sensor that has new readings less often than the windows is refused", () => {
  const watch = findSensor("accelerometer");
  assert.throws(
    () => expectSensorRate(watch, 50),
    /^UserError: --sensor: got accelerometer, which has a new reading 12\.5 times a second, expected one for windows of 50 /,
  );
  for (const rate of [undefined, 12.5, 13, 5]) expectSensorRate(watch, rate);
  expectSensorRate(ownSensor("1", 1), 1000);
});

test("how often readings came is told once there are enough, and warned of where it is another pace than the windows'", () => {
  assert.equal(arrivalRate(19, 60_000), undefined);
  assert.equal(arrivalRate(100, 1900), undefined);
  assert.equal(arrivalRate(101, 2000), 50);
  for (const [got, wanted] of [
    [undefined, 50],
    [10, undefined],
    [46, 50],
  ] as const) {
    assert.equal(rateWarning(got, wanted), undefined);
  }
  assert.match(
    rateWarning(31.25, 50)!,
    /^readings came 31\.3 times a second, and the network's windows are of 50 .*; try a faster line/,
  );
});
