// What save() gives and restore() takes, and all that it refuses.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import { crc32 } from "../../../src/common/loader/crc32.js";
import type { Network } from "../../../src/common/loader/index.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import {
  assertUnchanged,
  remember,
  SHAPE,
  standard,
  start,
  startStandard,
  trained,
  training,
} from "../../support/loaded-networks.js";
import { bitsOf, observations, observeAll, PLANS, type Shape } from "../../support/networks.js";

const HEADER_BYTES = 20;

/** A checkpoint with one of its words changed, and its CRC-32 made anew. */
function withWord(checkpoint: Uint8Array, word: number, bits: number): Uint8Array {
  const bytes = Uint8Array.from(checkpoint);
  const view = new DataView(bytes.buffer);
  view.setUint32(4 * word, bits, true);
  view.setUint32(bytes.length - 4, crc32(bytes, 0, bytes.length - 4), true);
  return bytes;
}

test("restore refuses numbers that no training gives although the CRC is right, and changes nothing", async () => {
  const network = await trained();
  const checkpoint = network.save();
  const { parameters, inputs, targets, readings, batch } = network.engine.layout;
  const before = remember(network);
  const [nan, infinity, minus] = bitsOf([Number.NaN, Number.POSITIVE_INFINITY, -Infinity]);
  const header = HEADER_BYTES / 4;
  const [observed, rate] = [header + parameters + 2, header + parameters + 3];
  const labels = header + readings / 4 + batch * inputs;
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  const floats = [...range(header, observed - 2), ...range(rate + 1, labels)];
  assert.equal(floats.length, parameters + 2 * inputs + batch * inputs);
  assert.equal(labels + batch * targets, checkpoint.length / 4 - 1);
  const wrong = [
    ...[nan, infinity, minus, ...bitsOf([0, -0, -0.1])].map((bits) => [rate, bits] as const),
    ...[batch + 1, 0xffffffff].map((count) => [observed, count] as const),
    ...floats.flatMap((word) => [nan, infinity, minus].map((bits) => [word, bits] as const)),
    ...range(labels, labels + 3 * targets).flatMap((word) =>
      [nan, infinity, minus, ...bitsOf([0.5, 2, -1])].map((bits) => [word, bits] as const),
    ),
  ];
  const message =
    "checkpoint: got numbers out of range, expected finite ones, learning rate above 0, targets that there are";
  for (const [word, bits] of wrong) {
    const damaged = withWord(checkpoint, word, bits!);
    assert.throws(() => network.restore(damaged), { message }, `word ${word}: ${bits}`);
  }
  assertUnchanged(network, before);
  for (const word of [rate, ...floats]) {
    network.restore(withWord(checkpoint, word, bitsOf([3e38])[0]!));
  }
});

test("a checkpoint brings back every bit, also of a partly filled batch", async () => {
  const network = await trained();
  const saved = network.save();
  const other = await start();
  other.restore(saved);
  assert.deepEqual(training(other).parameters, training(network).parameters);
  assert.deepEqual(other.save(), saved);
  assert.equal(other.hash(), network.hash());
  assert.equal(other.steps, 4);
  assert.equal(other.random, 0xdeadbeef);
  assert.equal(other.learningRate, Math.fround(0.3));
  assert.deepEqual(other.mean, network.mean);
  assert.deepEqual(other.scale, network.scale);
  assert.equal(other.loss(), network.loss());
});

test("a checkpoint keeps the bits of negative zeros, of subnormal and of the largest numbers", async () => {
  const network = await start();
  const bits = network.parameters().fill(0x7f7fffff).fill(0x80000000, 3, 5).fill(1, 5, 6);
  network.setParameters(bits);
  const other = await start();
  other.restore(network.save());
  assert.deepEqual(other.parameters(), bits);
});

test("training goes on from a checkpoint with the bits of training that was never interrupted", async () => {
  const network = await trained();
  const resumed = await Promise.all(PLANS.map((plan) => startStandard(SHAPE, plan)));
  for (const other of resumed) other.restore(network.save());
  for (let i = 0; i < 20; i++) {
    const data = observations(SHAPE, i === 0 ? 2 : 5, 30 + i);
    const losses = [network, ...resumed].map((other) => {
      observeAll(other, data);
      return other.train();
    });
    assert.equal(new Set(losses).size, 1);
    for (const other of resumed) assert.equal(other.hash(), network.hash());
  }
});

test("a checkpoint may lie anywhere in a larger buffer", async () => {
  const network = await trained();
  const saved = network.save();
  const padded = new Uint8Array(saved.length + 8);
  padded.set(saved, 3);
  const other = await start();
  other.restore(padded.subarray(3, 3 + saved.length));
  assert.deepEqual(other.save(), saved);
  // Node's Buffer, a part of a pool, whose slice() is no copy.
  const third = await start();
  third.restore(Buffer.concat([Buffer.alloc(5), saved]).subarray(5));
  assert.deepEqual(third.save(), saved);
});

/** Every way of damage must be refused in words and leave the network as it was. */
function assertRefused(network: Network, bytes: Uint8Array, message: RegExp, what: string) {
  const before = remember(network);
  assert.throws(() => network.restore(bytes), { name: "Error", message }, what);
  assertUnchanged(network, before);
}

/** A network in the midst of something else. */
async function occupied(): Promise<Network> {
  const network = await start();
  network.init(99);
  network.mean.fill(7);
  network.learningRate = 0.5;
  observeAll(network, observations(SHAPE, 4, 98));
  network.step();
  return network;
}

test("a checkpoint cut off at any byte is refused and changes nothing", async () => {
  const network = await trained();
  const saved = network.save();
  const other = await occupied();
  for (let length = 0; length < saved.length; length++) {
    const message = new RegExp(`^checkpoint: got bytes ${length}, expected \\d+; it is cut off`);
    assertRefused(other, saved.subarray(0, length), message, `${length} bytes`);
  }
});

test("a checkpoint with any one bit turned is refused and changes nothing", async () => {
  const network = await trained();
  const saved = network.save();
  const other = await occupied();
  for (let bit = 0; bit < 8 * saved.length; bit++) {
    const altered = saved.slice();
    altered[bit >> 3]! ^= 1 << (bit & 7);
    assertRefused(
      other,
      altered,
      /^checkpoint: got (magic|version|fingerprint|state|words|CRC-32) [\da-f]+, expected [\da-f]+; /,
      `bit ${bit}`,
    );
  }
});

test("a checkpoint with bytes appended is refused", async () => {
  const saved = (await trained()).save();
  const other = await occupied();
  for (let more = 1; more <= 9; more++) {
    for (const byte of [0, 0xff]) {
      const longer = new Uint8Array(saved.length + more).fill(byte);
      longer.set(saved);
      assertRefused(
        other,
        longer,
        /^checkpoint: got bytes \d+, expected \d+; it is cut off or damaged$/,
        `${more} bytes more`,
      );
    }
  }
});

test("another network's checkpoint is refused", async () => {
  const saved = (await trained()).save();
  const ofAnother =
    /^checkpoint: got fingerprint [\da-f]{8}, expected [\da-f]{8}; it is of another network or damaged$/;
  const others: Shape[] = [
    { ...SHAPE, widths: [3, 5, 2] },
    { ...SHAPE, widths: [4, 4, 2] },
    { ...SHAPE, hidden: ["sigmoid"] },
  ];
  for (const shape of others) {
    assertRefused(await startStandard(shape, "fast"), saved, ofAnother, JSON.stringify(shape));
  }
  const renamed = standard(SHAPE, "fast");
  renamed.inputs[1]!.name = "humidity";
  const other = await startNetwork(await buildNetwork(checkNetwork(renamed)));
  assertRefused(other, saved, ofAnother, "another channel");
});

test("a checkpoint of another layout of the state is refused, one of the other plan is taken", async () => {
  const network = await trained();
  const message =
    /^checkpoint: got state [\da-f]{8}, expected [\da-f]{8}; it is of another batch, optimizer or normalizer, or damaged$/;
  for (const batch of [2, 8]) {
    const other = await startStandard({ ...SHAPE, batch }, "fast");
    assertRefused(other, network.save(), message, `batch of ${batch}`);
  }
  const momentum = checkNetwork({ ...standard(SHAPE, "fast"), optimizer: "momentum" });
  const other = await startNetwork(await buildNetwork(momentum));
  assertRefused(other, network.save(), message, "momentum");
  const small = await startStandard(SHAPE, "small");
  small.restore(network.save());
  assert.equal(small.loss(), network.loss());
});

/** Bytes with the magic number, version, fingerprint and CRC of a checkpoint around anything. */
function forged(saved: Uint8Array, inner: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + inner.length + 4);
  bytes.set(saved.subarray(0, 12));
  bytes.set(inner, 12);
  const end = bytes.length - 4;
  // where the reader looks for the CRC when the length is no multiple of 4
  const at = 4 * Math.floor(bytes.length / 4) - 4;
  new DataView(bytes.buffer).setUint32(at, crc32(bytes, 0, end), true);
  return bytes;
}

test("any bytes at all are refused in words", async () => {
  const network = await trained();
  const saved = network.save();
  const words = /^checkpoint: got [\w-]+ [\da-f]+, expected [\da-f]+; [a-z', ]+$/;
  const anything = fc.uint8Array({ maxLength: 400 });
  const mixed = fc.oneof(
    anything,
    anything.map((inner) => forged(saved, inner)),
    // the saved state's hash and words, then anything
    anything.map((inner) => forged(saved, Buffer.concat([saved.slice(12, HEADER_BYTES), inner]))),
  );
  fc.assert(
    fc.property(mixed, (bytes) => assertRefused(network, bytes, words, "anything")),
    { seed: 2, numRuns: 500 },
  );
});
