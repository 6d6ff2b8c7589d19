import assert from "node:assert/strict";
import { before, test } from "node:test";
import fc from "fast-check";
import type { BuiltNetwork } from "../../../src/common/compiler/build-network.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import { crc32 } from "../../../src/common/loader/crc32.js";
import { loadNetwork, type Network } from "../../../src/common/loader/index.js";
import { checkNetwork, type NetworkSpec } from "../../../src/common/network/network-file.js";
import type { PlanKind } from "../../../src/common/network/plan.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import {
  bitsOf,
  network64,
  observations,
  observeAll,
  PLANS,
  type Shape,
  specOf,
  startShape,
  weightsOf,
} from "../../support/networks.js";
import { seededRandom } from "../../support/random.js";
import { forward } from "../../support/reference64.js";

const SHAPE: Shape = { widths: [3, 4, 2], batch: 5, hidden: ["tanh"] };
const HEADER_BYTES = 20;

/** A shape's network file with the normaliser that most have. */
const standard = (shape: Shape, plan: PlanKind): NetworkSpec => ({
  ...specOf(shape, plan),
  normalizer: { type: "standard" },
});
const startStandard = async (shape: Shape, plan: PlanKind): Promise<Network> =>
  startNetwork(await buildNetwork(standard(shape, plan)));

let built: BuiltNetwork;

before(async () => {
  built = await buildNetwork(standard(SHAPE, "fast"));
});

const start = () => startNetwork(built);

/** What a network keeps: the state, but for rows of the batch that are not filled. */
function kept({ layout, memory }: Network["engine"]): Buffer {
  const { parameters, readings, inputs, targets, batch, stateEnd } = layout;
  const bytes = Buffer.from(memory.slice(0, stateEnd));
  const observed = bytes.readUInt32LE(4 * (parameters + 2));
  const labels = readings + 4 * batch * inputs;
  bytes.fill(0, readings + 4 * inputs * observed, labels);
  bytes.fill(0, labels + 4 * targets * observed, labels + 4 * batch * targets);
  return bytes;
}

/** All that a network is: its memory and what the loader holds. The memory is a view; keep a copy to compare with. */
function snapshot(network: Network) {
  const { steps, random, learningRate, mean, scale, engine } = network;
  return {
    memory: kept(engine),
    fields: [steps, random, learningRate, ...mean, ...scale],
  };
}

/** What training has left and will use: no activations, which every run writes anew. */
function training(network: Network) {
  return { parameters: network.parameters(), state: kept(network.engine), steps: network.steps };
}

/** What a network is now, for later. */
function remember(network: Network) {
  const { memory, fields } = snapshot(network);
  return { memory: Buffer.from(memory), fields };
}

function assertUnchanged(network: Network, before: ReturnType<typeof snapshot>) {
  const { memory, fields } = snapshot(network);
  assert.ok(before.memory.equals(memory), "the memory has changed");
  assert.deepEqual(fields, before.fields);
}

/** Some steps of training, then a partly filled batch. */
async function trained(): Promise<Network> {
  const network = await start();
  network.mean.set([0.25, -1, 3]);
  network.scale.set([2, 0.1, 1]);
  for (let i = 0; i < 4; i++) {
    observeAll(network, observations(SHAPE, 5, 10 + i));
    network.train();
  }
  observeAll(network, observations(SHAPE, 3, 20));
  network.random = 0xdeadbeef;
  network.learningRate = 0.3;
  return network;
}

const REFUSED: readonly [what: string, reading: unknown, labels: unknown, message: string][] = [
  ["a reading too short", [1, 2], [0, 1], "reading: got 2 numbers, expected 3"],
  ["a reading too long", [1, 2, 3, 4], [0, 1], "reading: got 4 numbers, expected 3"],
  ["NaN", [1, Number.NaN, 3], [0, 1], "reading 1: got NaN, expected a float32 number"],
  ["infinity", [1, 2, -Infinity], [0, 1], "reading 2: got -Infinity, expected a float32 number"],
  [
    "a number beyond float32",
    [1e39, 2, 3],
    [0, 1],
    "reading 0: got 1e+39, expected a float32 number",
  ],
  [
    "a label that is neither 0 nor 1",
    [1, 2, 3],
    [0, 2],
    "target 1: got 2, expected a whole number from 0 to 1",
  ],
  [
    "a label between 0 and 1",
    [1, 2, 3],
    [0.5, 1],
    "target 0: got 0.5, expected a whole number from 0 to 1",
  ],
  [
    "a label that is NaN",
    [1, 2, 3],
    [Number.NaN, 1],
    "target 0: got NaN, expected a whole number from 0 to 1",
  ],
  ["null for a reading", [null, 2, 3], [0, 1], "reading 0: got null, expected a float32 number"],
  ["a truth for a reading", [1, true, 3], [0, 1], "reading 1: got true, expected a float32 number"],
  ["text for a reading", [1, 2, "3"], [0, 1], "reading 2: got 3, expected a float32 number"],
  ["a list for a reading", [[1], 2, 3], [0, 1], "reading 0: got 1, expected a float32 number"],
  ["a hole", new Array(3), [0, 1], "reading 0: got undefined, expected a float32 number"],
  ["a large integer", [1n, 2, 3], [0, 1], "reading 0: got 1, expected a float32 number"],
  ["no reading", undefined, [0, 1], "reading: got 0 numbers, expected 3"],
  ["text for readings", "123", [0, 1], "reading 0: got 1, expected a float32 number"],
  ["a truth for labels", [1, 2, 3], true, "target: got 1 numbers, expected 2"],
  ["a truth for a label", [1, 2, 3], [0, true], "target 1: got true, expected a float32 number"],
  ["text for a label", [1, 2, 3], ["0", 1], "target 0: got 0, expected a float32 number"],
  ["text for labels", [1, 2, 3], "01", "target: got 1 numbers, expected 2"],
  ["null for labels", [1, 2, 3], null, "target: got 1 numbers, expected 2"],
  ["null for a label", [1, 2, 3], [null, 1], "target 0: got null, expected a float32 number"],
  [
    "a hole for a label",
    [1, 2, 3],
    [0, undefined],
    "target 1: got undefined, expected a float32 number",
  ],
  ["too few labels", [1, 2, 3], 1, "target: got 1 numbers, expected 2"],
  ["too many labels", [1, 2, 3], [0, 1, 1], "target: got 3 numbers, expected 2"],
];

for (const [what, reading, labels, message] of REFUSED) {
  test(`observe refuses ${what} and changes nothing`, async () => {
    const network = await start();
    network.observe([1, 2, 3], [0, 1]);
    const before = remember(network);
    const given = [reading, labels] as Parameters<Network["observe"]>;
    assert.throws(() => network.observe(...given), { message });
    assertUnchanged(network, before);
  });
}

test("predict refuses what observe does", async () => {
  const network = await start();
  const before = remember(network);
  const readings = REFUSED.filter(([, , , message]) => message.startsWith("reading"));
  assert.equal(readings.length, 13);
  for (const [, reading, , message] of readings) {
    assert.throws(() => network.predict(reading as number[]), { message });
  }
  assertUnchanged(network, before);
});

test("a network refuses a learning rate that is not above 0 and finite in float32", async () => {
  const network = await start();
  network.observe([1, 2, 3], [0, 1]);
  for (const rate of [Number.NaN, 0, -0.1, Number.POSITIVE_INFINITY, 1e39, 1e-46]) {
    const before = remember(network);
    const message = `learningRate: got ${rate}, expected a number > 0`;
    assert.throws(
      () => {
        network.learningRate = rate;
      },
      { message },
    );
    assertUnchanged(network, before);
  }
  network.learningRate = 1e-45;
  network.train();
});

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

test("observe refuses a reading that overflows when it is normalised", async () => {
  const network = await start();
  network.scale[1] = 1e10;
  const before = remember(network);
  assert.throws(() => network.observe([1, 1e30, 1], [0, 1]), {
    message: /^reading 1: got 1e\+30, /,
  });
  assertUnchanged(network, before);
});

test("observe refuses one more than a full batch and changes nothing", async () => {
  const network = await start();
  const { readings, labels } = observations(SHAPE, 5, 1);
  assert.deepEqual(
    readings.map((reading, m) => network.observe(reading, labels[m]!)),
    [1, 2, 3, 4, 5],
  );
  const before = remember(network);
  assert.throws(() => network.observe([1, 2, 3], [0, 1]), {
    message: "batch: got 6 observations, expected 5; train first",
  });
  assertUnchanged(network, before);
});

test("observe puts the normalised reading, rounded after each operation, and the labels into the batch", async () => {
  const network = await start();
  network.mean.set([0.1, 20.7, 0]);
  network.scale.set([1 / 3, 0.07, 1]);
  network.observe([0.3, 19.9, -0], [1, 0]);
  network.observe(new Float32Array([5, 6, 7]), new Uint8Array([0, 1]));
  const f = Math.fround;
  const expected = [0.3, 19.9, -0, 5, 6, 7].map((x, i) =>
    f(f(f(x) - network.mean[i % 3]!) * network.scale[i % 3]!),
  );
  const { memory, layout } = network.engine;
  assert.deepEqual(new Uint32Array(memory, layout.readings, 6), bitsOf(expected));
  const labels = new Float32Array(memory, layout.readings + 4 * 5 * 3, 4);
  assert.deepEqual(Array.from(labels), [1, 0, 0, 1]);
});

test("a network with one output takes its label as a number", async () => {
  const network = await startShape({ widths: [2, 1], batch: 2 }, "small");
  assert.equal(network.observe([1, 2], 1), 1);
  assert.equal(network.observe([1, 2], [0]), 2);
});

test("step and loss refuse an empty batch and change nothing", async () => {
  const network = await start();
  const before = remember(network);
  const message = "batch: got 0 observations, expected at least 1";
  for (const run of [network.step, network.train, network.loss])
    assert.throws(() => run(), { message });
  assertUnchanged(network, before);
});

test("train empties the batch, step and loss keep it, and clear empties it", async () => {
  const network = await start();
  const data = observations(SHAPE, 4, 2);
  observeAll(network, data);
  const loss = network.loss();
  assert.equal(network.step(), loss, "step gives the loss before it");
  const next = network.loss();
  assert.ok(next < loss);
  assert.equal(network.train(), next);
  assert.equal(network.steps, 2);
  assert.throws(() => network.loss(), /got 0 observations/);
  assert.equal(network.observe([1, 2, 3], [0, 1]), 1);
  network.clear();
  assert.throws(() => network.loss(), /got 0 observations/);
  assert.equal(network.steps, 2);
});

for (const plan of PLANS) {
  for (const observed of [0, 3, 5]) {
    test(`predict leaves batch and training alone with ${observed} of 5 observed, ${plan} plan`, async () => {
      const [asked, left, unbatched] = [
        await startShape(SHAPE, plan),
        await startShape(SHAPE, plan),
        await startShape(SHAPE, plan),
      ];
      const data = observations(SHAPE, 5, 3);
      const some = {
        readings: data.readings.slice(0, observed),
        labels: data.labels.slice(0, observed),
      };
      for (const network of [asked, left]) observeAll(network, some);
      for (let s = 0; s < 10; s++) {
        const before = training(asked);
        unbatched.setParameters(asked.parameters());
        const reading = [0.5, s, -0.25];
        assert.deepEqual(asked.predict(reading), unbatched.predict(reading));
        assert.throws(() => asked.predict([0.5, Number.NaN, 0]), {
          message: /^reading 1: got NaN/,
        });
        assert.throws(() => asked.predict([0.5]), {
          message: "reading: got 1 numbers, expected 3",
        });
        assert.deepEqual(training(asked), before);
        if (observed > 0) assert.equal(asked.step(), left.step());
        assert.equal(asked.hash(), left.hash());
      }
    });
  }

  test(`predict gives the probabilities of the float64 reference, ${plan} plan`, async () => {
    const network = await startShape(SHAPE, plan);
    const { readings } = observations(SHAPE, 50, 4);
    const { layers } = forward(network64(SHAPE), weightsOf(network), readings);
    const first = network.predict(readings[0]!);
    const kept = Array.from(first);
    for (const [m, reading] of readings.entries()) {
      for (const [j, p] of network.predict(reading).entries()) {
        const expected = layers.at(-1)![m]![j]!;
        assert.ok(Math.abs(p - expected) < 5e-7, `got ${p}, expected ${expected}`);
      }
    }
    assert.deepEqual(Array.from(first), kept, "an earlier prediction is the caller's own");
  });
}

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

test("crc32 gives the check value of CRC-32", () => {
  assert.equal(crc32(new TextEncoder().encode("_123456789_"), 1, 9), 0xcbf43926);
  assert.equal(crc32(new Uint8Array(0), 0, 0), 0);
});

test("a module that is none of ours is refused", async () => {
  const empty = new Uint8Array([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  await assert.rejects(loadNetwork(empty), {
    message:
      "module: got ABI undefined, expected 2 and constants that fit its memory; build it again",
  });
  await assert.rejects(loadNetwork(new Uint8Array(3)), WebAssembly.CompileError);
});

test("setParameters refuses another number of parameters", async () => {
  const network = await start();
  const before = remember(network);
  assert.throws(() => network.setParameters(new Uint32Array(25)), {
    message: "parameters: got 25 numbers, expected 26",
  });
  assertUnchanged(network, before);
});

test("parameters and hash are copies and follow the parameters", async () => {
  const network = await start();
  const [bits, hash] = [network.parameters(), network.hash()];
  assert.equal(hash, crc32(new Uint8Array(bits.buffer), 0, 4 * 26));
  bits[7]! ^= 1;
  assert.equal(network.hash(), hash);
  network.setParameters(bits);
  assert.notEqual(network.hash(), hash);
});

test("init draws the same bits from the same seed, and others from every other seed", async () => {
  const [a, b] = [await start(), await startShape(SHAPE, "small")];
  const seen = new Map<number, number>();
  const seeds = [0, 1, 2, 3, 1000, 0x7fffffff, 0x80000000, 0xffffffff];
  for (const seed of [...seeds, ...Array.from({ length: 200 }, (_, i) => 5000 + i)]) {
    a.init(seed);
    b.init(seed);
    assert.deepEqual(a.parameters(), b.parameters());
    assert.equal(seen.get(a.hash()), undefined, `seed ${seed} draws what another one draws`);
    seen.set(a.hash(), seed);
    assert.equal(a.random, seed);
  }
  a.init(-1);
  assert.equal(seen.get(a.hash()), 0xffffffff);
  a.init();
  assert.equal(seen.get(a.hash()), 1, "the network file's seed");
});

test("init forgets steps, batch, learning rate and normaliser", async () => {
  const network = await trained();
  network.init(7);
  assert.equal(network.steps, 0);
  assert.throws(() => network.loss(), /got 0 observations/);
  assert.equal(network.learningRate, Math.fround(0.05));
  assert.deepEqual(Array.from(network.mean), [0, 0, 0]);
  assert.deepEqual(Array.from(network.scale), [1, 1, 1]);
});

test("init draws weights evenly within the Glorot bound and sets biases to 0", async () => {
  const shape: Shape = { widths: [40, 30, 1], batch: 1 };
  const network = await startShape(shape, "small");
  const bins = new Array<number>(16).fill(0);
  let count = 0;
  let total = 0;
  const random = seededRandom(9);
  for (let draw = 0; draw < 10; draw++) {
    network.init(random.whole(0, 2 ** 24));
    const w = weightsOf(network);
    const bound = Math.fround(Math.sqrt(6 / 70));
    for (const weight of w.slice(0, 1200)) {
      const u = weight / bound;
      assert.ok(u >= -1 && u <= 1, `weight ${weight} beyond ${bound}`);
      bins[Math.min(15, Math.floor(8 * (u + 1)))]! += 1;
      total += u;
      count++;
    }
    assert.ok(w.slice(1200, 1230).every((bias) => Object.is(bias, 0)));
    const last = Math.fround(Math.sqrt(6 / 31));
    assert.ok(w.slice(1230, 1260).every((weight) => Math.abs(weight) <= last));
    assert.ok(w.slice(1230, 1260).some((weight) => Math.abs(weight) > 0.8 * last));
    assert.ok(Object.is(w[1260], 0));
  }
  const chi2 = bins.reduce((sum, n) => sum + (n - count / 16) ** 2 / (count / 16), 0);
  assert.ok(chi2 < 37.7, `chi² ${chi2} of 15 degrees of freedom: less likely than 0.001`);
  assert.ok(Math.abs(total / count) < 0.0174, "the mean lies within 3.3 standard errors of 0");
});

/** A network of three classes, two inputs and no hidden layer. */
const CLASSES = checkNetwork({
  inputs: ["x", "y"],
  outputs: ["a", "b", "c"],
  layers: [{ units: 3 }],
  task: "classes",
  normalizer: "none",
  batch: 4,
});

test("a network of classes learns their numbers, and its probabilities add up to 1", async () => {
  const network = await startNetwork(await buildNetwork(CLASSES));
  for (const target of [-1, 3, 0.5]) {
    assert.throws(() => network.observe([1, 2], target), {
      message: `target 0: got ${target}, expected a whole number from 0 to 2`,
    });
  }
  assert.equal(network.observe([1, 2], 2), 1);
  assert.equal(network.observe([1, 0], [0]), 2);
  const before = network.predict([1, 2]);
  assert.ok(Math.abs(before.reduce((sum, p) => sum + p, 0) - 1) < 1e-6);
  network.train();
  assert.ok(network.predict([1, 2])[2]! > before[2]!);
});

test("of classes that are as likely the first is the likeliest", async () => {
  const { engine, setParameters, predict } = await startNetwork(await buildNetwork(CLASSES));
  setParameters(new Uint32Array(9));
  assert.deepEqual(Array.from(predict([1, 2])), Array.from(bitsToFloats([1 / 3, 1 / 3, 1 / 3])));
  assert.equal(engine.run(2, 0), 0);
  setParameters(bitsOf([0, 0, 0, 0, 0, 0, 0, 1, 1]));
  predict([1, 2]);
  assert.equal(engine.run(2, 0), 1);
});

const bitsToFloats = (numbers: readonly number[]) => Float32Array.from(numbers);

test("a network of numbers learns and predicts them in their own unit", async () => {
  const spec = checkNetwork({
    inputs: ["x"],
    outputs: [{ name: "t", mean: 20, deviation: 4 }],
    layers: [{ units: 1 }],
    task: "numbers",
    normalizer: "none",
  });
  const network = await startNetwork(await buildNetwork(spec));
  network.setParameters(bitsOf([0, 0.5]));
  assert.deepEqual(Array.from(network.predict([3])), [22]);
  assert.throws(() => network.observe([1], Number.NaN), {
    message: "target 0: got NaN, expected a float32 number",
  });
  network.observe([1], 28);
  assert.equal(network.loss(), 0.5 * (0.5 - 2) ** 2);
});

test("a window tells its features when it is complete, and a restart empties it", async () => {
  const window = { rows: 3, stride: 2, features: ["mean", "max"] };
  const file = { inputs: ["x"], outputs: ["y"], layers: [{ units: 1 }], window };
  const network = await startNetwork(await buildNetwork(checkNetwork(file)));
  const push = (...values: number[]) =>
    values.map((value) => {
      const features = network.push([value]);
      return features && Array.from(features);
    });
  assert.deepEqual(push(1, 2, 6, 4, 8), [undefined, undefined, [3, 6], undefined, [6, 8]]);
  push(1);
  network.restart();
  assert.deepEqual(push(3, 3, 3), [undefined, undefined, [3, 3]]);
  assert.throws(() => network.push([Number.NaN]), {
    message: "reading 0: got NaN, expected a float32 number",
  });
  assert.throws(() => network.push([1, 2]), { message: "reading: got 2 numbers, expected 1" });
  const plain = await start();
  assert.throws(() => plain.push([1, 2, 3]), {
    message: "push: got no window, expected one in the network file",
  });
});

test("an adaptive normaliser keeps the first readings to itself", async () => {
  const file = {
    inputs: ["x"],
    outputs: ["y"],
    layers: [{ units: 1 }],
    normalizer: { type: "adaptive", warmUp: 2 },
  };
  const network = await startNetwork(await buildNetwork(checkNetwork(file)));
  const held = [1, 3, 2, 5].map((x, i) => network.observe([x], i & 1));
  assert.deepEqual(held, [0, 0, 1, 2]);
  assert.deepEqual(Array.from(network.mean), [2.75]);
});
