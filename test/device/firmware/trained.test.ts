// Firmware that is built with a checkpoint begins with it, and comes back to it when what it has learnt is forgotten.

import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FIRMWARE_BOARDS } from "../../../boards/index.js";
import type { EngineName } from "../../../src/common/fit/engine.js";
import { hex } from "../../../src/common/hex.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import type { Network } from "../../../src/common/loader/index.js";
import { statePieces } from "../../../src/common/network/trained-state.js";
import { type DeviceClient, deviceClient } from "../../../src/common/protocol/client.js";
import { boardFirmware } from "../../../src/node/gcc/board-firmware.js";
import { startSimulator } from "../../../src/node/simulators/simulator.js";
import { missing } from "../../support/tools.js";
import { type Rows, type TaskName, trainedSubject } from "../../support/trained-networks.js";
import { HANGING } from "../../support/waiting.js";

const skip = missing("arm-none-eabi-gcc", "qemu-system-arm");

const bits = (numbers: Float32Array) => [...new Uint32Array(numbers.slice().buffer)].map(hex);

/** What `follow` of trained-networks.ts does, on a board; the likeliest class it does not tell. */
async function followOn(device: DeviceClient, network: Network, rows: Rows): Promise<string[]> {
  const { channels, batch } = network.engine.layout;
  const lines: string[] = [];
  for (const [i, row] of rows.readings.entries()) {
    const reading = channels ? await device.push(row) : row;
    if (!reading) continue;
    lines.push(bits(await device.predict(reading)).join(" "));
    if ((await device.observe(reading, rows.targets[i]!)) !== batch) continue;
    const { lossBits, hash } = await device.train();
    lines.push([lossBits, hash].map(hex).join(" "));
  }
  return lines;
}

/** Without the likeliest class, which begins the lines of predictions. */
const withoutClass = (lines: readonly string[], outputs: number) =>
  lines.map((line) => {
    const words = line.split(" ");
    return words.length === 1 + outputs ? words.slice(1).join(" ") : line;
  });

describe("firmware that is built with a checkpoint", { skip }, () => {
  for (const [name, board, engine] of [
    ["yes or no", "microbit", "c"],
    ["classes", "mps2-an386", "c"],
    ["numbers", "mps2-an386", "wasm3"],
    ["windows", "lm3s6965evb", "c"],
    ["yes or no", "microbit", "thumb"],
    ["classes", "netduinoplus2", "thumb"],
    ["windows", "mps2-an386", "thumb"],
  ] as const satisfies readonly (readonly [TaskName, string, EngineName])[]) {
    test(`goes on with Node's bits: ${name} on ${board}, ${engine}`, async () => {
      const { built, checkpoint, rows, expected } = await trainedSubject(name);
      const data = FIRMWARE_BOARDS.find((one) => one.name === board)!;
      const options = { target: "simulator" } as const;
      const { elf } = await boardFirmware(built, data, engine, options, checkpoint);
      const device = deviceClient(await startSimulator(data, elf), { timeout: HANGING });
      try {
        const network = await startNetwork(built);
        network.restore(checkpoint);
        const outputs = network.engine.layout.outputs;
        assert.equal((await device.connect()).restored, false, "no slot");
        const begins = await device.readState();
        for (const { first, words } of statePieces(built.plan, checkpoint)) {
          assert.deepEqual([...begins.subarray(first, first + words.length)], [...words]);
        }
        assert.deepEqual(await followOn(device, network, rows), withoutClass(expected, outputs));
        // What it has learnt since then is newer ...
        await device.checkpoint();
        const learnt = [...(await device.readState())];
        await device.reset();
        assert.equal((await device.connect()).restored, true);
        assert.deepEqual([...(await device.readState())], learnt);
        // ... until it is forgotten.
        await device.reset(true);
        assert.equal((await device.connect()).restored, false);
        assert.equal((await device.identify()).steps, network.steps);
      } finally {
        await device.close();
      }
    });
  }
});
