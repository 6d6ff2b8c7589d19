// Firmware with a network in QEMU, and the same network here.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { FIRMWARE_BOARDS, type FirmwareBoard } from "../../boards/index.js";
import type { BuiltNetwork } from "../../src/common/compiler/build-network.js";
import { startNetwork } from "../../src/common/learning/start-network.js";
import type { Network } from "../../src/common/loader/index.js";
import type { NetworkSpec } from "../../src/common/network/network-file.js";
import { REQUEST } from "../../src/common/protocol/messages.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { boardFirmware } from "../../src/node/gcc/board-firmware.js";
import type { FirmwareOptions } from "../../src/node/gcc/firmware.js";
import { type Shape, specOf } from "../support/networks.js";
import { seededRandom } from "../support/random.js";
import { type Device, startQemu } from "./qemu.js";

const { observe: OBSERVE, train: TRAIN, "read state": READ } = REQUEST;

export const folder = mkdtempSync(join(tmpdir(), "perceptino-firmware-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

export const S3 = { widths: [6, 16, 8, 1], batch: 16 };
export const standard = (shape: Shape): NetworkSpec => ({
  ...specOf(shape, "fast"),
  normalizer: { type: "standard" },
});
/** Words of S3's state: parameters, then steps, random state, observed, learning rate, means, scales, and the batch. */
export const PARAMETERS = 257;
export const OBSERVED_AT = PARAMETERS + 2;
export const RATE_AT = PARAMETERS + 3;
export const BATCH_AT = PARAMETERS + 4 + 2 * 6;
export const STATE = BATCH_AT + 16 * (6 + 1);
/** Words of the identity. */
export const TRAINED = 13;
export const RESTORED = 15;

export const board = (name: string): FirmwareBoard => FIRMWARE_BOARDS.find((b) => b.name === name)!;
export const f32 = (...values: number[]) => Float32Array.from(values);
export const u32 = (...values: number[]) => Uint32Array.from(values);

const built = new Map<string, Promise<{ network: BuiltNetwork; elf: string }>>();
/** A network and its firmware, compiled once for each board and set of options. */
export function firmware(name: string, options: FirmwareOptions = {}, shape: Shape = S3) {
  const key = `${name}${JSON.stringify([options, shape])}`;
  const there = built.get(key);
  if (there) return there;
  const made = (async () => {
    const network = await buildNetwork(standard(shape));
    const path = join(folder, `${built.size}.elf`);
    const all = { target: "simulator", ...options } as const;
    // Several files of tests need the same, and take it from the cache of builds.
    const { elf } = await boardFirmware(network, board(name), "wasm3", all);
    writeFileSync(path, elf);
    return { network, elf: path };
  })();
  built.set(key, made);
  return made;
}

/** Runs a test with a device that is ready and with the same network here; ends QEMU in any case. */
export async function withDevice(
  name: string,
  run: (device: Device, network: Network) => Promise<void>,
  options?: FirmwareOptions,
  shape?: Shape,
): Promise<void> {
  const { network, elf } = await firmware(name, options, shape);
  const { simulator } = board(name);
  assert.ok(simulator.kind === "qemu");
  const device = startQemu(simulator.machine, elf);
  try {
    await device.connect();
    await run(device, await startNetwork(network));
  } finally {
    await device.end();
  }
}

/** Rows of readings with labels, the same in every run. */
export function rows(seed: number) {
  const random = seededRandom(seed);
  return () => {
    const reading = Float32Array.from({ length: 6 }, () => random.uniform(-2, 2));
    return { reading, label: f32(reading[0]! > reading[1]! ? 1 : 0) };
  };
}

/** Trains device and network on a batch and expects the same bits. */
export async function trainBoth(device: Device, network: Network, next: ReturnType<typeof rows>) {
  const batch = Array.from({ length: network.engine.layout.batch }, next);
  const observed = batch.map(({ reading, label }) => network.observe(reading, label));
  const loss = network.train();
  const requests = batch.map(({ reading, label }) => [OBSERVE, reading, label] as const);
  const answers = await device.askAll([...requests, [TRAIN]]);
  const trained = answers.pop()!;
  assert.deepEqual(
    answers.map((answer) => answer.word(0)),
    observed,
  );
  assert.equal(trained.type, 0x80 + TRAIN);
  assert.deepEqual(trained.words(), [network.steps, ...bits(loss), network.hash()]);
}

export const bits = (value: number) => [...new Uint32Array(f32(value).buffer)];

/** The state of a device but for the batch, whose rows beyond those observed hold anything. */
export async function stateOf(device: Device, batchAt = BATCH_AT): Promise<number[]> {
  const reads = Array.from({ length: Math.ceil(batchAt / 64) }, (_, k) => {
    const first = 64 * k;
    return [READ, u32(first, Math.min(64, batchAt - first))] as const;
  });
  const blocks = await device.askAll(reads);
  return blocks.flatMap((block) => block.words());
}
