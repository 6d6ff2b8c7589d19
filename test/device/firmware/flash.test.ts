import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FIRMWARE_BOARDS } from "../../../boards/index.js";
import { rp2040Pico } from "../../../boards/rp2040-pico.js";
import type { BuiltNetwork } from "../../../src/common/compiler/build-network.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import type { Network } from "../../../src/common/loader/index.js";
import { type DeviceClient, deviceClient } from "../../../src/common/protocol/client.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { elfSegments } from "../../../src/node/flash/elf.js";
import { boardFirmware } from "../../../src/node/gcc/board-firmware.js";
import { startRp2040 } from "../../../src/node/simulators/rp2040.js";
import { startSimulator } from "../../../src/node/simulators/simulator.js";
import { type FlashRom, flashRom, type Torn } from "../../firmware/rp2040-rom.js";
import { bitsOf, observations, specOf } from "../../support/networks.js";
import { missing } from "../../support/tools.js";
import { HANGING } from "../../support/waiting.js";

const skip = missing("arm-none-eabi-gcc");
const SHAPE = { widths: [5, 7, 2], batch: 4 };
const PARAMETERS = 58;
const { readings, labels } = observations(SHAPE, 4, 9);
const { origin, length } = rp2040Pico.firmware.flash;
const { unit } = rp2040Pico.firmware.checkpoints;
/** A slot of this network is one sector. */
const SLOTS = length - 2 * unit;

interface Pico {
  /** another one after each loss of power */
  device: DeviceClient;
  readonly rom: FlashRom;
  readonly network: Network;
}

let firmware: Promise<{ network: BuiltNetwork; elf: Uint8Array }> | undefined;
/** Runs a test with the firmware of the real board, in rp2040js with a model of the boot ROM. */
async function withPico(run: (pico: Pico) => Promise<void>): Promise<void> {
  firmware ??= (async () => {
    const network = await buildNetwork(specOf(SHAPE, "fast"));
    return { network, elf: (await boardFirmware(network, rp2040Pico, "c")).elf };
  })();
  const { network, elf } = await firmware;
  const segments = elfSegments(elf);
  const ends = segments.map(({ address, bytes }) => address + bytes.length - origin);
  let told = (_: string) => {};
  const rom = flashRom(length, Math.max(...ends, SLOTS), () => {
    told("has lost its power");
    pico.device = client();
  });
  const line = await startRp2040(segments, rom.equip);
  const client = () => {
    const onEnd = (listener: typeof told) => {
      told = listener;
      line.onEnd(listener);
    };
    return deviceClient({ ...line, onEnd }, { timeout: HANGING });
  };
  const pico: Pico = { device: client(), rom, network: await startNetwork(network) };
  try {
    await pico.device.connect();
    await run(pico);
  } finally {
    await line.close();
  }
}

/** Observes some of the readings here and there. */
async function observe({ device, network }: Pico, first: number, end: number): Promise<void> {
  for (let i = first; i < end; i++) {
    network.observe(readings[i]!, labels[i]!);
    await device.observe(Float32Array.from(readings[i]!), Float32Array.from(labels[i]!));
  }
}

async function train(pico: Pico): Promise<void> {
  await observe(pico, 0, SHAPE.batch);
  const loss = pico.network.train();
  const { hash, loss: there } = await pico.device.train();
  assert.deepEqual([there, hash], [loss, pico.network.hash()]);
}

/** Steps, observations and parameters. */
async function stateOf({ device }: Pico): Promise<string> {
  const { steps, observed } = await device.connect();
  return JSON.stringify([steps, observed, [...(await device.readState(0, PARAMETERS))]]);
}

describe("the Pico's flash driver", { skip }, () => {
  test("keeps a checkpoint over a loss of power, and training goes on with the same bits", () =>
    withPico(async (pico) => {
      const { rom, network } = pico;
      await train(pico);
      assert.equal(await pico.device.checkpoint(), 1);
      assert.equal(rom.done[0], `erase ${SLOTS}`);
      assert.ok(rom.done.slice(1).every((one) => /^program /.test(one)));
      await observe(pico, 0, 3);
      assert.equal(await pico.device.checkpoint(), 2);
      const kept = await stateOf(pico);
      await pico.device.start(77);
      rom.powerOff();
      assert.equal((await pico.device.connect()).restored, true);
      assert.equal(await stateOf(pico), kept);
      await observe(pico, 3, 4);
      assert.equal((await pico.device.train()).loss, network.train());
      await train(pico);
      const { stack } = await pico.device.measures();
      assert.ok(stack < 700, `${stack} of 1024 bytes of stack; the real ROM needs some, too`);
      await pico.device.reset(true);
      assert.equal((await pico.device.connect()).restored, false);
    }));

  for (const torn of ["nothing", "half", "some bits", "all"] satisfies Torn[]) {
    test(`leaves the old or the new state when a cut does ${torn} of an erasure or a page`, () =>
      withPico(async (pico) => {
        await pico.device.checkpoint();
        await train(pico);
        await observe(pico, 0, 3);
        await pico.device.checkpoint();
        const old = await stateOf(pico);
        const changed = bitsOf(Array.from({ length: PARAMETERS }, (_, i) => i / 7));
        await pico.device.writeState(0, changed);
        const fresh = await stateOf(pico);
        let [cuts, saved] = [0, false];
        while (!saved) {
          pico.rom.cut(cuts + 1, torn);
          saved = await pico.device.checkpoint().then(
            () => true,
            () => false,
          );
          if (!saved) cuts++;
          const state = await stateOf(pico);
          assert.ok(state === old || state === fresh, `a third state after cut ${cuts}`);
          assert.ok(!saved || state === fresh, "not saved");
          await pico.device.writeState(0, changed);
        }
        assert.equal(cuts, 5, "an erasure, and four pages of header, state and CRC-32");
        pico.rom.powerOff();
        assert.equal(await stateOf(pico), fresh);
      }));
  }

  test("tells of flash that is worn, which costs nothing but the new checkpoint", () =>
    withPico(async (pico) => {
      await train(pico);
      await pico.device.checkpoint();
      const old = await stateOf(pico);
      pico.rom.wear(SLOTS + unit + 200); // in the other slot, among the parameters
      await train(pico);
      const fresh = await stateOf(pico);
      await assert.rejects(
        pico.device.checkpoint(),
        /checkpoint could not be written to its flash/,
      );
      assert.equal(await stateOf(pico), fresh);
      pico.rom.powerOff();
      assert.equal(await stateOf(pico), old);
    }));
});

for (const board of FIRMWARE_BOARDS.filter(({ simulator }) => simulator.checkpoints)) {
  const why = skip || (board.simulator.kind === "qemu" && missing("qemu-system-arm"));
  test(`a simulated ${board.name} keeps checkpoints in RAM, over a restart`, {
    skip: why,
  }, async () => {
    const network = await buildNetwork(specOf(SHAPE, "fast"));
    const { elf } = await boardFirmware(network, board, "c", { target: "simulator" });
    const device = deviceClient(await startSimulator(board, elf), { timeout: HANGING });
    try {
      await device.connect();
      await device.start(99);
      const kept = await device.readState();
      assert.equal(await device.checkpoint(), 1);
      await device.start(98);
      await device.reset();
      assert.equal((await device.connect()).restored, true);
      assert.deepEqual(await device.readState(), kept);
    } finally {
      await device.close();
    }
  });
}
