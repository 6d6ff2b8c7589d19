import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { FIRMWARE_BOARDS } from "../../../boards/index.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import type { Network } from "../../../src/common/loader/index.js";
import { REQUEST } from "../../../src/common/protocol/messages.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { boardFirmware } from "../../../src/node/gcc/board-firmware.js";
import { buildFirmware } from "../../../src/node/gcc/firmware.js";
import { type Device, frameOf, startQemu } from "../../firmware/qemu.js";
import {
  BATCH_AT,
  bits,
  board,
  f32,
  firmware,
  folder,
  OBSERVED_AT,
  PARAMETERS,
  RATE_AT,
  rows,
  S3,
  STATE,
  standard,
  stateOf,
  TRAINED,
  trainBoth,
  u32,
  withDevice,
} from "../../firmware/simulated.js";
import { extent } from "../../support/extent.js";
import { missing } from "../../support/tools.js";

const skip = missing("arm-none-eabi-gcc", "qemu-system-arm");
const {
  identify: IDENTIFY,
  start: START,
  observe: OBSERVE,
  train: TRAIN,
  predict: PREDICT,
} = REQUEST;
const { push: PUSH, restart: RESTART, "read state": READ, "write state": WRITE } = REQUEST;
const { trace: TRACE, checkpoint: CHECKPOINT, reset: RESET, measures: MEASURES } = REQUEST;
/** Steps on each board; `npm run devices` takes more. */
const STEPS = extent(15, 50);

async function expectError(
  device: Device,
  code: number,
  type: number,
  ...payload: ArrayBufferView[]
) {
  const before = await stateOf(device);
  const answer = await device.ask(type, ...payload);
  assert.deepEqual([answer.type, ...answer.bytes()], [0xff, type, code]);
  assert.deepEqual(await stateOf(device), before, `state after error ${code} of request ${type}`);
}

/** The same of a network here. */
const stateHere = ({ engine }: Network) => [...new Uint32Array(engine.memory, 0, BATCH_AT)];

test("firmware begins with the means and deviations that its network file states", {
  skip,
}, async () => {
  const { inputs, ...rest } = standard(S3);
  const stated = inputs.map((input, i) => ({
    ...input,
    mean: 0.1 * i - 0.2,
    deviation: 3 + 0.7 * i,
  }));
  const network = await buildNetwork({ ...rest, inputs: stated });
  const machine = board("mps2-an386");
  const { elf } = await boardFirmware(network, machine, "c", { target: "simulator" });
  const path = join(folder, "stated.elf");
  writeFileSync(path, elf);
  assert.ok(machine.simulator.kind === "qemu");
  const device = startQemu(machine.simulator.machine, path);
  try {
    await device.connect();
    const here = await startNetwork(network);
    await trainBoth(device, here, rows(5));
    const { reading } = rows(6)();
    const answer = await device.ask(PREDICT, reading);
    assert.deepEqual(answer.words(), bits(here.predict(reading)[0]!));
  } finally {
    await device.end();
  }
});

// The micro:bit is too small for wasm3.
for (const { name, simulator } of FIRMWARE_BOARDS) {
  if (simulator.kind !== "qemu" || name === "microbit") continue;
  test(`S3 in wasm3 on ${name} has Node's bits for ${STEPS} steps`, { skip }, () =>
    withDevice(name, async (device, network) => {
      const identity = await device.ask(IDENTIFY);
      const { fingerprint, state } = network.engine.layout;
      assert.deepEqual(identity.words().slice(0, 16), [
        ...[2, 2, fingerprint >>> 0, state >>> 0, 6, 1, 1, 2, 16, PARAMETERS, STATE],
        ...[0, 256, 0, 0, 0],
      ]);
      assert.equal(identity.text(64), `wasm3 ${name}`);
      network.init(99);
      network.learningRate = Math.fround(0.1);
      network.mean.fill(0.25);
      network.scale.fill(1.5);
      assert.equal((await device.ask(START, u32(99))).type, 0x80 + START);
      const settings = f32(0.1, ...network.mean, ...network.scale);
      assert.equal((await device.ask(WRITE, u32(RATE_AT), settings)).type, 0x80 + WRITE);
      const next = rows(1);
      for (let step = 0; step < STEPS; step++) await trainBoth(device, network, next);
      assert.deepEqual((await device.ask(TRACE)).words()[0], STEPS);
      const { reading } = next();
      const probability = (await device.ask(PREDICT, reading)).words();
      assert.deepEqual(probability, bits(network.predict(reading)[0]!));
      assert.deepEqual(await stateOf(device), stateHere(network));
      const [stack, heap, , ticks] = (await device.ask(MEASURES)).words();
      assert.ok(stack! > 0 && stack! < 4096 && heap! > 0 && heap! <= 32 * 1024 && ticks! > 0);
    }),
  );
}

test("what is wrong with a request is told and changes nothing", { skip }, () =>
  withDevice("mps2-an386", async (device) => {
    const good = f32(1, 2, 3, 4, 5, 6, 1);
    await expectError(device, 2, 0);
    await expectError(device, 2, 15);
    await expectError(device, 2, 255);
    await expectError(device, 2, PUSH, f32(1, 2, 3, 4, 5, 6));
    await expectError(device, 2, RESTART);
    await expectError(device, 3, IDENTIFY, f32(1));
    await expectError(device, 3, OBSERVE, f32(1, 2));
    await expectError(device, 3, WRITE);
    await expectError(device, 3, WRITE, u32(0), Uint8Array.of(1));
    await expectError(device, 4, OBSERVE, f32(1, Number.NaN, 3, 4, 5, 6, 1));
    await expectError(device, 4, OBSERVE, f32(1, Number.POSITIVE_INFINITY, 3, 4, 5, 6, 1));
    for (const label of [0.5, 2, -1, Number.NaN]) {
      await expectError(device, 4, OBSERVE, f32(1, 2, 3, 4, 5, 6, label));
    }
    await expectError(device, 4, PREDICT, f32(1, 2, 3, 4, 5, Number.NaN));
    await expectError(device, 4, READ, u32(STATE, 1));
    await expectError(device, 4, READ, u32(0xffffffff, 2));
    await expectError(device, 4, READ, u32(0, 65));
    await expectError(device, 4, WRITE, u32(STATE, 1));
    await expectError(device, 4, WRITE, u32(0xffffffff, 1));
    await expectError(device, 4, WRITE, u32(3, 1, 0x7fc00000));
    await expectError(device, 4, WRITE, u32(3, 0xff800000));
    await expectError(device, 4, WRITE, u32(OBSERVED_AT, 17));
    for (const rate of [0, -1, Number.POSITIVE_INFINITY, Number.NaN]) {
      await expectError(device, 4, WRITE, u32(RATE_AT), f32(rate));
    }
    await expectError(device, 4, WRITE, u32(BATCH_AT - 1), f32(1, Number.NaN));
    await expectError(device, 4, WRITE, u32(STATE - 2), f32(1, 0.5));
    await expectError(device, 4, RESET, u32(2));
    await expectError(device, 5, TRAIN);
    await expectError(device, 5, TRACE);
    for (let i = 0; i < S3.batch; i++) await device.ask(OBSERVE, good);
    await expectError(device, 5, OBSERVE, good);
    await device.ask(WRITE, u32(RATE_AT + 1), f32(...Array(6).fill(-3e38)));
    await expectError(device, 4, PREDICT, f32(3e38, 0, 0, 0, 0, 0));
    const written = await device.ask(WRITE, u32(255, 7, 8));
    assert.equal(written.type, 0x80 + WRITE);
    assert.deepEqual((await device.ask(READ, u32(255, 2))).words(), [7, 8]);
  }),
);

test("weights that have grown beyond all numbers are not kept as a checkpoint", { skip }, () =>
  withDevice("mps2-an386", async (device) => {
    assert.equal((await device.ask(CHECKPOINT)).word(0), 1);
    await device.ask(WRITE, u32(RATE_AT), f32(3e38));
    // No weight of the first layer saturates it, and all behind them hand its gradient back, times a huge reading.
    for (let first = 0; first < PARAMETERS; first++) {
      await device.ask(WRITE, u32(first), f32(first < 7 * 16 ? 0 : 1));
    }
    await device.ask(OBSERVE, f32(1e38, 1e38, 1e38, 1e38, 1e38, 1e38, 1));
    assert.equal((await device.ask(TRAIN)).type, 0x80 + TRAIN);
    const weights = (await device.ask(READ, u32(0, 64))).words();
    assert.ok(new Float32Array(u32(...weights).buffer).some((weight) => !Number.isFinite(weight)));
    await expectError(device, 4, CHECKPOINT);
  }),
);

test("after noise, a damaged, a cut and an oversized frame the next frame is served", {
  skip,
}, () => {
  const resynchronise = async (device: Device) => {
    const before = await stateOf(device);
    const identity = (await device.ask(IDENTIFY)).bytes();
    const frame = frameOf(START, u32(3));
    const damages: [string, Uint8Array, number][] = [
      ["noise", Uint8Array.from({ length: 300 }, (_, i) => (i * 31) % 0xa5), 0],
      ["each byte", Uint8Array.of(0xa5, 0, 0, 1), 0],
      ["cut", frame.slice(0, 7), 1],
      ["oversized", Uint8Array.of(0xa5, OBSERVE, 1, 1), 1],
      ["only starts", new Uint8Array(40).fill(0xa5), 40],
    ];
    for (let i = 1; i < frame.length; i++) {
      const broken = frame.slice();
      broken[i]! ^= 0x10;
      damages.push([`byte ${i}`, broken, 1]);
    }
    for (const [what, bytes] of damages) {
      device.send(bytes);
      // What a broken length swallows is given back when the line falls silent.
      for (let answered = false; !answered; ) {
        const answer = await device.ask(IDENTIFY);
        const errors = [];
        let next = answer;
        while (next.type === 0xff) {
          assert.equal(next.bytes()[1], 1, what);
          errors.push(next);
          next = await device.next();
        }
        assert.deepEqual(next.bytes(), identity, what);
        answered = true;
      }
    }
    assert.deepEqual(await stateOf(device), before);
  };
  return withDevice("mps2-an386", resynchronise, { patience: 1000 });
});

test("a simulated board waits for the rest of a frame that a busy host holds back", { skip }, () =>
  withDevice("mps2-an386", async (device) => {
    const frame = frameOf(START, u32(3));
    device.send(frame.subarray(0, 7));
    await sleep(400);
    device.send(frame.subarray(7));
    assert.equal((await device.next()).type, 0x80 + START);
  }),
);

test("a board with too little RAM for the network's code answers all with error 7", {
  skip,
}, async () => {
  const { network } = await firmware("mps2-an386");
  const whole = board("mps2-an386");
  // The linker lets it pass: it knows the linear memory, but not what wasm3 will make of the module.
  const ram = { ...whole.firmware.ram, length: 24 * 1024 };
  const small = { ...whole, firmware: { ...whole.firmware, ram } };
  const outDir = join(folder, "small");
  const { wasm } = network;
  const { elf } = await buildFirmware({ board: small, engine: "wasm3", wasm, outDir });
  const device = startQemu("mps2-an386", elf);
  try {
    for (const type of [IDENTIFY, TRAIN, CHECKPOINT, 99]) {
      const answer = await device.ask(type);
      assert.deepEqual([answer.type, ...answer.bytes()], [0xff, type, 7]);
    }
  } finally {
    await device.end();
  }
});

test("8 bytes less of linear memory trap, and the chip restarts instead of answering", {
  skip,
}, async () => {
  const { network } = await firmware("mps2-an386");
  const { end } = network.plan;
  const { elf } = await firmware("mps2-an386", { memoryLimit: end - 8 });
  const device = startQemu("mps2-an386", elf);
  try {
    await device.connect();
    device.send(frameOf(OBSERVE, f32(1, 2, 3, 4, 5, 6, 1)));
    const identity = await device.connect();
    assert.deepEqual(identity.words().slice(TRAINED, TRAINED + 3), [0, 0, 0]);
  } finally {
    await device.end();
  }
});
