import assert from "node:assert/strict";
import { test } from "node:test";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import { crc32 } from "../../../src/common/loader/crc32.js";
import { loadNetwork, type Network } from "../../../src/common/loader/index.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import {
  assertUnchanged,
  remember,
  SHAPE,
  start,
  trained,
  training,
} from "../../support/loaded-networks.js";
import {
  bitsOf,
  network64,
  observations,
  observeAll,
  PLANS,
  type Shape,
  startShape,
  weightsOf,
} from "../../support/networks.js";
import { seededRandom } from "../../support/random.js";
import { forward } from "../../support/reference64.js";

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
