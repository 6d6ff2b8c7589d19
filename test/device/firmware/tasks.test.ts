import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FIRMWARE_BOARDS } from "../../../boards/index.js";
import { thumbCode } from "../../../src/common/compiler/thumb/blob.js";
import type { ThumbCore } from "../../../src/common/compiler/thumb/code.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import type { Network } from "../../../src/common/loader/index.js";
import type { NetworkSpec } from "../../../src/common/network/network-file.js";
import { type DeviceClient, deviceClient } from "../../../src/common/protocol/client.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { boardFirmware } from "../../../src/node/gcc/board-firmware.js";
import { startSimulator } from "../../../src/node/simulators/simulator.js";
import { extent } from "../../support/extent.js";
import { mixedNetworks } from "../../support/mixed-networks.js";
import { stateOf, teach } from "../../support/teach-device.js";
import { missing } from "../../support/tools.js";
import { HANGING } from "../../support/waiting.js";

const skip = missing("arm-none-eabi-gcc", "qemu-system-arm");
const board = FIRMWARE_BOARDS.find(({ name }) => name === "mps2-an386")!;

const [windows, , numbers] = mixedNetworks("fast");
const [, classes] = mixedNetworks("small");
/** Two of classes and one of numbers; between them they have every kind of state. */
const NETWORKS = [windows!, classes!, numbers!];
/** Readings before and after a restart; the part still has several batches, of windows too, on both sides of it. */
const [BEFORE, AFTER] = extent([41, 23], [77, 33]);
const ENGINES = ["c", "wasm3", "thumb"] as const;
type EngineName = (typeof ENGINES)[number];

/** Runs a test with a network on the board in QEMU, and with the same one here. */
async function withBoth(
  spec: NetworkSpec,
  engine: EngineName,
  run: (device: DeviceClient, network: Network) => Promise<void>,
): Promise<void> {
  const built = await buildNetwork(spec);
  const executes =
    engine === "thumb"
      ? ({ ...thumbCode(built, board.core as ThumbCore), place: "storage" } as const)
      : engine;
  const { elf } = await boardFirmware(built, board, executes, { target: "simulator" });
  const device = deviceClient(await startSimulator(board, elf), { timeout: HANGING });
  try {
    await device.connect();
    await run(device, await startNetwork(built));
  } finally {
    await device.close();
  }
}

describe("on a Cortex-M4F", { skip }, () => {
  for (const [what, spec] of NETWORKS) {
    for (const engine of ENGINES) {
      test(`${what}: ${engine} has Node's bits, through a restart too`, () =>
        withBoth(spec, engine, async (device, network) => {
          assert.deepEqual([...(await device.readState())], stateOf(network), "at the start");
          await teach(device, network, BEFORE);
          assert.ok(network.steps > 1);
          assert.equal(await device.checkpoint(), 1);
          await device.start(1234);
          await device.reset();
          assert.equal((await device.connect()).restored, true);
          await teach(device, network, AFTER);
          if (network.engine.layout.channels === undefined) return;
          network.restart();
          await device.restart();
          await teach(device, network, 20);
        }));
    }
  }

  test("what a state cannot hold is refused for each kind of target", async () => {
    for (const [, spec] of NETWORKS) {
      await withBoth(spec, "c", async (device, network) => {
        const { readings, batch, inputs, targets, labels } = network.engine.layout;
        const first = readings / 4 + batch * inputs;
        const write = (value: number) =>
          device.writeState(first + batch * targets - 1, bitsFrom(value));
        const refused = /refuses write state: a number is out of range/;
        await assert.rejects(write(Number.NaN), refused);
        await (labels > 0 ? assert.rejects(write(labels), refused) : write(labels));
        await (labels > 0 ? assert.rejects(write(0.5), refused) : write(0.5));
        await write(labels > 0 ? labels - 1 : -1e9);
      });
    }
  });
});

const bitsFrom = (value: number) => new Uint32Array(Float32Array.of(value).buffer);
