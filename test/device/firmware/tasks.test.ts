import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FIRMWARE_BOARDS } from "../../../boards/index.js";
import type { ThumbCore } from "../../../src/common/compiler/thumb/code.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import type { Network } from "../../../src/common/loader/index.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { type DeviceClient, deviceClient } from "../../../src/common/protocol/client.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { boardFirmware } from "../../../src/node/gcc/board-firmware.js";
import { thumbCode } from "../../../src/node/gcc/thumb.js";
import { startSimulator } from "../../../src/node/simulators/simulator.js";
import { stateOf, teach } from "../../support/teach-device.js";
import { missing } from "../../support/tools.js";
import { HANGING } from "../../support/waiting.js";

const skip = missing("arm-none-eabi-gcc", "qemu-system-arm");
const board = FIRMWARE_BOARDS.find(({ name }) => name === "mps2-an386")!;

/** A network for each task; between them they have every kind of state. */
const NETWORKS = {
  "a window of which all features are made, classes, Adam and an adaptive normalizer": {
    inputs: ["x", "y", "z"],
    window: {
      rows: 7,
      stride: 3,
      features: ["mean", "deviation", "min", "max", "change", "rms", "slope", "crossings", "raw"],
    },
    task: "classes",
    outputs: ["rest", "walk", "run"],
    layers: [{ units: 9, activation: "leaky-relu" }, { units: 3 }],
    optimizer: { type: "adam", clipNorm: 4, schedule: { type: "cosine", steps: 40, to: 0.1 } },
    normalizer: { type: "adaptive", clip: 3, warmUp: 5, memory: 50 },
    batch: 6,
    seed: 9,
  },
  "classes with weights, momentum and stated means": {
    inputs: [{ name: "x", mean: 0.25, deviation: 1.5 }, "y"],
    task: "classes",
    outputs: ["a", "b", "c", "d"],
    classWeights: [1, 2.5, 0.5, 3],
    layers: [{ units: 5, activation: "softsign" }, { units: 6, activation: "relu" }, { units: 4 }],
    optimizer: { type: "momentum", nesterov: true, weightDecay: 0.01 },
    reduction: "mean",
    batch: 5,
    plan: "small",
  },
  "numbers with stated means": {
    inputs: ["x", "y", "z"],
    task: "numbers",
    outputs: [{ name: "t", mean: 20, deviation: 4 }, "u"],
    layers: [{ units: 7, activation: "tanh" }, { units: 2 }],
    optimizer: { type: "sgd", learningRate: 0.01, schedule: { type: "inverse-time", steps: 10 } },
    batch: 4,
  },
} as const;
const ENGINES = ["c", "wasm3", "thumb"] as const;
type EngineName = (typeof ENGINES)[number];

/** Runs a test with a network on the board in QEMU, and with the same one here. */
async function withBoth(
  file: unknown,
  engine: EngineName,
  run: (device: DeviceClient, network: Network) => Promise<void>,
): Promise<void> {
  const built = await buildNetwork(checkNetwork(file));
  const executes =
    engine === "thumb"
      ? ({ ...(await thumbCode(built, board.core as ThumbCore)), place: "storage" } as const)
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
  for (const [what, file] of Object.entries(NETWORKS)) {
    for (const engine of ENGINES) {
      test(`${what}: ${engine} has Node's bits, through a restart too`, () =>
        withBoth(file, engine, async (device, network) => {
          assert.deepEqual([...(await device.readState())], stateOf(network), "at the start");
          await teach(device, network, 77);
          assert.ok(network.steps > 1);
          assert.equal(await device.checkpoint(), 1);
          await device.start(1234);
          await device.reset();
          assert.equal((await device.connect()).restored, true);
          await teach(device, network, 33);
          if (network.engine.layout.channels === undefined) return;
          network.restart();
          await device.restart();
          await teach(device, network, 20);
        }));
    }
  }

  test("what a state cannot hold is refused for each kind of target", async () => {
    const { "numbers with stated means": numbers, ...classes } = NETWORKS;
    for (const file of [...Object.values(classes), numbers]) {
      await withBoth(file, "c", async (device, network) => {
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
