// Firmware that a compiler made once, with a network that a host has put behind it: docs in SPEC.md, "Firmware for any network".
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { FIRMWARE_BOARDS } from "../../../boards/index.js";
import { rp2040Pico } from "../../../boards/rp2040-pico.js";
import { crcOfAll } from "../../../src/common/crc-table.js";
import { attach, attachable } from "../../../src/common/firmware/attach.js";
import { ATTACHED, ATTACHED_CONSTANTS } from "../../../src/common/firmware/attached.js";
import { flashFile } from "../../../src/common/firmware/flash-file.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import { deviceClient } from "../../../src/common/protocol/client.js";
import { elfOf, elfSegments } from "../../../src/node/flash/elf.js";
import { baseFirmware } from "../../../src/node/gcc/base-firmware.js";
import { boardFirmware } from "../../../src/node/gcc/board-firmware.js";
import { startRp2040 } from "../../../src/node/simulators/rp2040.js";
import { startSimulator } from "../../../src/node/simulators/simulator.js";
import { flashRom } from "../../firmware/rp2040-rom.js";
import { stateOf, teach } from "../../support/teach-device.js";
import { missing } from "../../support/tools.js";
import { trainedSubject } from "../../support/trained-networks.js";
import { parseUf2 } from "../../support/uf2.js";
import { HANGING } from "../../support/waiting.js";

const skip = missing("arm-none-eabi-gcc");
const inQemu = missing("arm-none-eabi-gcc", "qemu-system-arm");
const mps2 = FIRMWARE_BOARDS.find(({ name }) => name === "mps2-an386")!;

/** Does something where no program is found. */
async function withoutPrograms<T>(act: () => Promise<T>): Promise<T> {
  const path = process.env.PATH;
  process.env.PATH = "/nowhere";
  try {
    return await act();
  } finally {
    process.env.PATH = path;
  }
}

test("a Pico's UF2 file is made without a compiler, and learns on from its weights with Node's bits", {
  skip,
}, async () => {
  const { built, checkpoint } = await trainedSubject("yes or no");
  const { elf } = await withoutPrograms(() =>
    boardFirmware(built, rp2040Pico, "thumb", undefined, checkpoint),
  );
  const { bytes } = flashFile(rp2040Pico, elfSegments(elf));
  const segments = parseUf2(bytes).map(({ address, data }) => ({ address, bytes: data }));
  // The boot ROM erases by sectors: no page may come twice, or with a gap before it.
  const { origin, length } = rp2040Pico.firmware.flash;
  assert.deepEqual(
    segments.map(({ address }) => address),
    segments.map((_, i) => origin + 256 * i),
  );
  let told = (_: string) => {};
  const rom = flashRom(length, segments.length * 256, () => told("has lost its power"));
  const line = await startRp2040(segments, rom.equip);
  const client = () => {
    const onEnd = (listener: typeof told) => {
      told = listener;
      line.onEnd(listener);
    };
    return deviceClient({ ...line, onEnd }, { timeout: HANGING });
  };
  let device = client();
  try {
    const network = await startNetwork(built);
    network.restore(checkpoint);
    const { engine, board, restored, steps } = await device.connect();
    assert.deepEqual(
      { engine, board, restored, steps },
      { engine: "thumb", board: "rp2040-pico", restored: false, steps: network.steps },
    );
    await teach(device, network, 14);
    assert.equal(await device.checkpoint(), 1);
    assert.equal(rom.done[0], `erase ${length - 2 * 4096}`);
    rom.powerOff();
    device = client();
    assert.equal((await device.connect()).restored, true);
    assert.deepEqual([...(await device.readState())], stateOf(network));
    const { stack } = await device.measures();
    assert.ok(stack < 700, `${stack} of 1024 bytes of stack; the real ROM needs some, too`);
  } finally {
    await line.close();
  }
});

describe("on a Cortex-M4F", { skip: inQemu }, () => {
  const options = { target: "simulator" } as const;

  /** What a board answers that was flashed with a network after something was done to its words. */
  async function answers(change: (words: Uint32Array) => void): Promise<string> {
    const { built } = await trainedSubject("numbers");
    const base = await baseFirmware(mps2, options);
    const { address, bytes } = attach(base, attachable(base, built)).segment;
    change(new Uint32Array(bytes.buffer, base.image.length));
    const elf = elfOf([{ address, bytes }]);
    const device = deviceClient(await startSimulator(mps2, elf), { timeout: HANGING });
    try {
      return (await device.identify()).engine;
    } catch (error) {
      return (error as Error).message;
    } finally {
      await device.close();
    }
  }
  const seal = (words: Uint32Array) => {
    const bytes = new Uint8Array(words.buffer, words.byteOffset, words[ATTACHED.bytes]!);
    words[ATTACHED.crc] = crcOfAll(bytes.subarray(4 * ATTACHED.summed));
  };
  const REFUSED = /it refuses identify: its engine did not start: .*flash it again/;

  test("a network that did not get there whole, or not at all, is answered for by error 7", async () => {
    assert.equal(await answers(() => {}), "thumb");
    assert.equal(await answers(seal), "thumb", "sealed as it was");
    for (const change of [
      (words: Uint32Array) => words.fill(0xffffffff), // none
      (words: Uint32Array) => {
        words[words.length - 1]! ^= 1 << 20;
      },
      (words: Uint32Array) => {
        words[ATTACHED.constants]! ^= 1;
      },
      (words: Uint32Array) => {
        words[ATTACHED.bytes] = 0xfffffff0;
      },
      (words: Uint32Array) => {
        words[ATTACHED.format]!++;
      },
    ]) {
      assert.match(await answers(change), REFUSED, String(change));
    }
  });

  test("one that needs more RAM than there is, too, to the byte", async () => {
    const end = ATTACHED.constants + ATTACHED_CONSTANTS.indexOf("end");
    const base = await baseFirmware(mps2, options);
    const { built } = await trainedSubject("numbers");
    const { left } = attachable(base, built).fit.ram;
    const grown = (more: number) => (words: Uint32Array) => {
      words[end]! += more;
      seal(words);
    };
    assert.equal(await answers(grown(left)), "thumb");
    assert.match(await answers(grown(left + 1)), REFUSED);
  });

  test("what belongs to windows is unknown to a network without, whatever its length", async () => {
    const { built } = await trainedSubject("numbers");
    const { elf } = await boardFirmware(built, mps2, "thumb", options);
    const device = deviceClient(await startSimulator(mps2, elf), { timeout: HANGING });
    try {
      await device.connect();
      await assert.rejects(device.push(Float32Array.of(1)), /it does not know this request/);
      await assert.rejects(device.push(new Float32Array(0)), /it does not know this request/);
      await assert.rejects(device.restart(), /it does not know this request/);
    } finally {
      await device.close();
    }
  });
});
