import assert from "node:assert/strict";
import { test } from "node:test";
import { runDevice } from "../../../src/common/learning/device-parity.js";
import { describeDifference } from "../../../src/common/learning/parity.js";
import { loadNetwork } from "../../../src/common/loader/index.js";
import { deviceClient } from "../../../src/common/protocol/client.js";
import { REQUEST } from "../../../src/common/protocol/messages.js";
import { type DeviceState, watch } from "../../../src/node/boards/firmware/monitor.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { stepCost } from "../../../src/node/simulators/firmware.js";
import { type Faults, fakeDevice } from "../../support/fake-device.js";
import { observations, specOf } from "../../support/networks.js";

const SHAPE = { widths: [4, 6, 1], batch: 4 };
const spec = specOf(SHAPE, "small");
const { wasm } = await buildNetwork(spec);
const { readings: rows, labels } = observations(SHAPE, 10, 12);
const readings = {
  values: Float32Array.from(rows.flat()),
  targets: Float32Array.from(labels.flat()),
  count: 10,
  inputs: 4,
  targetCount: 1,
};

async function run(faults: Faults, steps: number) {
  const device = deviceClient(await fakeDevice(wasm, faults));
  const network = await loadNetwork(new Uint8Array(wasm));
  const lines: string[] = [];
  const onStep = (_: number, __: number, line: string) => void lines.push(line);
  return { ...(await runDevice(device, network, spec, readings, { steps, onStep })), lines };
}

/** Changes a bit of an answer from the n-th one of its type on. */
function flip(type: number, nth: number, byte: number): Faults {
  let seen = 0;
  return {
    answer(asked, payload) {
      if (asked !== type || ++seen < nth) return payload;
      return Uint8Array.from(payload, (b, i) => (i === byte ? b ^ 1 : b));
    },
  };
}

test("a device that trains alike agrees in every step, over several passes", async () => {
  const { steps, difference, lines, ticks, passLosses } = await run({}, 8);
  assert.deepEqual({ steps, difference }, { steps: 8, difference: undefined });
  assert.equal(lines.length, 8);
  assert.equal(ticks.length, 6, "two of the eight steps are on a batch of two");
  assert.equal(passLosses.length, 3);
});

test("the first step with another loss ends the run and is told with both values", async () => {
  const { steps, difference, lines } = await run(flip(REQUEST.train, 3, 4), 8);
  assert.deepEqual([steps, lines.length, difference?.step, difference?.what], [2, 2, 3, "loss"]);
  const { device, host } = difference!;
  assert.equal(Number.parseInt(device.bits, 16) ^ Number.parseInt(host.bits, 16), 1);
  assert.match(
    describeDifference(difference!),
    /^in step 3 the device's loss is [\d.]+ \([\da-f]{8}\), Node's is [\d.]+ \([\da-f]{8}\)$/,
  );
});

test("a parameter that differs is named by its number", async () => {
  const before = await run(flip(REQUEST["read state"], 1, 12), 8);
  assert.deepEqual(
    [before.steps, before.difference?.step, before.difference?.what, before.difference?.index],
    [0, 0, "parameter", 3],
  );
  assert.match(describeDifference(before.difference!), /^before the first step the device's param/);
  const hash = await run(flip(REQUEST.train, 2, 8), 8);
  assert.deepEqual([hash.difference?.step, hash.difference?.what], [2, "hash"]);
  const count = await run(flip(REQUEST.train, 2, 0), 8);
  assert.deepEqual([count.difference?.step, count.difference?.what], [2, "steps"]);
});

test("a state that differs where no step shows it is told at the end", async () => {
  // Reads of the state: the parameters at the start, and all of it at the end.
  const { steps, difference } = await run(flip(REQUEST["read state"], 2, 4 * (31 + 1)), 3);
  assert.deepEqual([steps, difference?.step, difference?.what], [3, 3, "checkpoint"]);
});

test("a device with another network is refused before anything is sent", async () => {
  const device = await fakeDevice(wasm);
  const other = await buildNetwork({ ...specOf({ widths: [4, 5, 1], batch: 4 }, "small") });
  const network = await loadNetwork(new Uint8Array(other.wasm));
  await assert.rejects(
    runDevice(deviceClient(device), network, spec, readings, { steps: 1 }),
    /device: got a network with parameters 37, expected 31; flash this network first/,
  );
  assert.deepEqual(device.requests, [1]);
});

test("a step's cost comes from the clock's ticks, and there is none without a clock", () => {
  assert.deepEqual(stepCost([3, 1, 2], { unit: "instructions", perTick: 40 }), {
    unit: "instructions",
    least: 40,
    median: 80,
    most: 120,
    grain: 40,
  });
  assert.equal(stepCost([5, 0], { unit: "cycles", perTick: 1 }), undefined);
  assert.equal(stepCost([], { unit: "cycles", perTick: 1 }), undefined);
});

test("monitor tells the first look and each one with new steps", async () => {
  const device = await fakeDevice(wasm);
  const states: DeviceState[] = [];
  let looks = 0;
  await watch(deviceClient(device), {
    interval: 1,
    stopped: () => {
      looks += 1;
      if (looks % 4 === 0 && device.network.steps < 3) {
        device.network.observe(rows[0]!, labels[0]!);
        device.network.train();
      }
      return looks > 30;
    },
    onChange: (state) => states.push(state),
  });
  assert.deepEqual(
    states.map(({ steps, batch }) => [steps, batch]),
    [0, 1, 2, 3].map((steps) => [steps, 4]),
  );
});
