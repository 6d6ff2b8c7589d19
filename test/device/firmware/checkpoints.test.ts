import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import type { Network } from "../../../src/common/loader/index.js";
import { REQUEST } from "../../../src/common/protocol/messages.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { boardFirmware } from "../../../src/node/gcc/board-firmware.js";
import { type Device, startQemu } from "../../firmware/qemu.js";
import {
  bits,
  board,
  firmware,
  folder,
  RESTORED,
  rows,
  S3,
  stateOf,
  TRAINED,
  trainBoth,
  u32,
  withDevice,
} from "../../firmware/simulated.js";
import { extent } from "../../support/extent.js";
import { specOf } from "../../support/networks.js";
import { missing } from "../../support/tools.js";

const skip = missing("arm-none-eabi-gcc", "qemu-system-arm");
const { start: START, observe: OBSERVE, train: TRAIN, checkpoint: CHECKPOINT } = REQUEST;
const { "read state": READ, "write state": WRITE, reset: RESET, "cut power": CUT } = REQUEST;
/** Whose checkpoint is cut at each of its words: each time the board restarts, and wasm3 compiles the network. */
const CUT_SHAPE = extent({ widths: [6, 2, 1], batch: 2 }, S3);

test("a checkpoint survives a restart, and training goes on with the same bits", { skip }, () =>
  withDevice("mps2-an386", async (device, network) => {
    const next = rows(2);
    for (let step = 0; step < 3; step++) await trainBoth(device, network, next);
    const { reading, label } = next();
    network.observe(reading, label);
    await device.ask(OBSERVE, reading, label);
    assert.deepEqual((await device.ask(CHECKPOINT)).words(), [1]);
    const kept = await stateOf(device);
    await device.ask(START, u32(1234));
    await device.ask(RESET, u32(0));
    assert.equal((await device.connect()).word(RESTORED), 1, "restored");
    assert.deepEqual(await stateOf(device), kept);
    for (let i = 1; i < S3.batch; i++) {
      const row = next();
      network.observe(row.reading, row.label);
      await device.ask(OBSERVE, row.reading, row.label);
    }
    const loss = network.train();
    const trained = (await device.ask(TRAIN)).words();
    assert.deepEqual(trained, [network.steps, ...bits(loss), network.hash()]);
    for (let step = 0; step < 3; step++) await trainBoth(device, network, next);
    assert.deepEqual((await device.ask(CHECKPOINT)).words(), [2]);
    await device.ask(RESET, u32(1));
    const identity = await device.connect();
    assert.deepEqual(identity.words().slice(TRAINED, TRAINED + 3), [0, 0, 0], "forgotten");
    await trainBoth(device, await startNetwork((await firmware("mps2-an386")).network), rows(3));
  }),
);

/**
 * Cuts the power at one flash write of a checkpoint after the other, until one is whole.
 * @param state what must then be the old or the new one
 * @param change makes the new state, over the old or over itself
 */
async function cutCheckpoints(
  device: Device,
  state: () => Promise<number[]>,
  change: (isOld: boolean) => Promise<void>,
) {
  const old = await state();
  await change(true);
  const fresh = await state();
  let [cuts, olds] = [0, 0];
  for (let n = 1; ; n++) {
    await device.ask(CUT, u32(n));
    const answer = await device.saveOrRestart();
    if (answer.type === 0x80 + CHECKPOINT) break;
    cuts++;
    const there = await state();
    const isOld = there.join() === old.join();
    if (isOld) olds++;
    else assert.deepEqual(there, fresh, `write ${n}`);
    await change(isOld);
  }
  await device.ask(RESET, u32(0));
  await device.connect();
  assert.deepEqual(await state(), fresh);
  return { cuts, olds };
}

test("a power cut at every flash write of a checkpoint leaves the old or the new state", {
  skip,
}, () => {
  const cut = async (device: Device, network: Network) => {
    const { readings, stateEnd } = network.engine.layout;
    await trainBoth(device, network, rows(4));
    await device.ask(CHECKPOINT);
    const { reading, label } = rows(5)();
    const change = async (isOld: boolean) => {
      await device.ask(WRITE, u32(0, 1, 2, 3));
      if (isOld) await device.ask(OBSERVE, reading, label);
    };
    const state = () => stateOf(device, readings / 4);
    const { cuts, olds } = await cutCheckpoints(device, state, change);
    assert.ok(cuts > stateEnd / 4 && olds >= cuts - 2, `${cuts} cuts, ${olds} left the old state`);
  };
  return withDevice("mps2-an386", cut, {}, CUT_SHAPE);
});

test("a power cut in the micro:bit's own flash leaves the old or the new state", {
  skip,
}, async () => {
  const network = await buildNetwork(specOf({ widths: [2, 3, 1], batch: 2 }, "small"));
  const { elf } = await boardFirmware(network, board("microbit"), "c", { target: "simulator" });
  const file = join(folder, "microbit.elf");
  writeFileSync(file, elf);
  const device = startQemu("microbit", file);
  const state = async () => (await device.ask(READ, u32(0, 13))).words();
  try {
    await device.connect();
    assert.deepEqual((await device.ask(CHECKPOINT)).words(), [1]);
    const change = async () => void (await device.ask(WRITE, u32(0, 1, 2, 3)));
    const { cuts, olds } = await cutCheckpoints(device, state, change);
    assert.ok(cuts > 25 && olds >= cuts - 2, `${cuts} cuts, ${olds} left the old state`);
    await device.ask(RESET, u32(1));
    assert.equal((await device.connect()).word(RESTORED), 0, "forgotten");
  } finally {
    await device.end();
  }
});
