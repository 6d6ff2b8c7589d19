import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import fc from "fast-check";
import { UserError } from "../../../src/common/errors.js";
import { fitNormalizer } from "../../../src/common/learning/normalizer.js";
import { next, seeded, shuffle } from "../../../src/common/learning/random.js";
import type { Readings } from "../../../src/common/learning/readings.js";
import { predictRows } from "../../../src/common/learning/rows.js";
import { split } from "../../../src/common/learning/split.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import { type TrainOptions, train } from "../../../src/common/learning/train.js";
import type { Network } from "../../../src/common/loader/index.js";
import { checkNetwork, type NetworkSpec } from "../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { packageRoot } from "../../../src/node/package.js";
import { DIVERGING, NETWORK } from "../../support/command-line.js";
import { seededRandom } from "../../support/random.js";

const spec = checkNetwork(NETWORK);
const OPTIONS: TrainOptions = { epochs: 5, validation: 0, shuffle: true };

/** A module is compiled once for each different network. */
const modules = new Map<string, ReturnType<typeof buildNetwork>>();
async function fresh(of: NetworkSpec = spec): Promise<Network> {
  const key = JSON.stringify(of);
  if (!modules.has(key)) modules.set(key, buildNetwork(of));
  return startNetwork(await modules.get(key)!);
}

/** Noisy readings of the network: the label is mostly whether a > b. */
function readingsOf(count: number): Readings {
  const random = seededRandom(1);
  const values = Float32Array.from({ length: 2 * count }, () => random.uniform(10, 30));
  const labels = Float32Array.from({ length: count }, (_, i) =>
    values[2 * i]! + random.uniform(-6, 6) > values[2 * i + 1]! ? 1 : 0,
  );
  return { values, targets: labels, count, inputs: 2, targetCount: 1 };
}

const readings = readingsOf(60);

test("the same seed gives the same bits and another seed does not", async () => {
  const run = async (of: NetworkSpec) => {
    const network = await fresh(of);
    await train(network, of, readings, OPTIONS);
    return Buffer.from(network.save()).toString("hex");
  };
  assert.equal(await run(spec), await run(spec));
  assert.notEqual(await run(spec), await run({ ...spec, seed: 2 }));
});

test("going on after N epochs without validation gives the bits of a run without a break", async () => {
  const whole = await fresh();
  await train(whole, spec, readings, { ...OPTIONS, epochs: 7 });
  for (const epochs of [1, 4]) {
    const first = await fresh();
    await train(first, spec, readings, { ...OPTIONS, epochs });
    const second = await fresh();
    second.restore(first.save());
    await train(second, spec, readings, { ...OPTIONS, epochs: 7 - epochs });
    assert.deepEqual(second.save(), whole.save());
  }
});

test("a run that is stopped within an epoch holds the end of the one before, from which it goes on bit by bit", async () => {
  const whole = await fresh();
  await train(whole, spec, readings, OPTIONS);
  const broken = await fresh();
  let steps = 0;
  const stopped = () => steps++ >= 2 * 8 + 3;
  const { end, bestEpoch } = await train(broken, spec, readings, { ...OPTIONS, stopped });
  assert.deepEqual({ end, bestEpoch }, { end: "stopped", bestEpoch: 2 });
  await train(broken, spec, readings, { ...OPTIONS, epochs: 3 });
  assert.deepEqual(broken.save(), whole.save());
});

test("a run that is stopped before its first epoch ends with the weights that it began with", async () => {
  const network = await fresh();
  const result = await train(network, spec, readings, { ...OPTIONS, stopped: () => true });
  assert.deepEqual([result.bestEpoch, result.history, network.steps], [0, [], 0]);
  assert.equal(network.hash(), (await fresh()).hash());
});

test("the weights with the least validation loss are kept, and patience counts from them", async () => {
  const network = await fresh();
  const hashes: number[] = [];
  const kept: number[] = [];
  const { bestEpoch, end, history } = await train(network, spec, readings, {
    ...OPTIONS,
    epochs: 2000,
    validation: 0.3,
    patience: 10,
    onEpoch: ({ epoch }, best) => {
      hashes.push(network.hash());
      if (best !== undefined) kept.push(epoch);
    },
  });
  const losses = history.map((record) => record.validationLoss!);
  assert.equal(end, "patience");
  assert.equal(bestEpoch, 1 + losses.indexOf(Math.min(...losses)));
  assert.equal(history.length, bestEpoch + 10);
  assert.equal(kept.at(-1), bestEpoch);
  assert.equal(network.hash(), hashes[bestEpoch - 1]);
  assert.notEqual(network.hash(), hashes.at(-1));
});

test("with nothing held out patience watches the training loss, and the latest weights are kept", async () => {
  const network = await fresh();
  const hashes: number[] = [];
  const { bestEpoch, history } = await train(network, spec, readings, {
    ...OPTIONS,
    epochs: 2000,
    patience: 5,
    onEpoch: () => void hashes.push(network.hash()),
  });
  assert.equal(bestEpoch, history.length);
  const losses = history.map((record) => record.loss);
  assert.equal(history.length, losses.indexOf(Math.min(...losses)) + 1 + 5);
  assert.equal(network.hash(), hashes.at(-1));
});

test("going on never leaves worse weights than it began with", async () => {
  const network = await fresh();
  const options = { ...OPTIONS, validation: 0.3 };
  await train(network, spec, readings, { ...options, epochs: 30 });
  const before = [network.steps, network.hash()];
  network.learningRate = 900;
  const { bestEpoch } = await train(network, spec, readings, { ...options, epochs: 2 });
  assert.equal(bestEpoch, 0);
  assert.deepEqual([network.steps, network.hash()], before);
});

test("a loss that is no longer finite is an error, and the network then holds the best weights so far", async () => {
  const of = checkNetwork(DIVERGING);
  const network = await fresh(of);
  let best: Uint8Array | undefined;
  const training = train(network, of, readings, {
    ...OPTIONS,
    onStep: (steps) => {
      if (steps < 8) network.learningRate = 1e-3;
      else network.learningRate = 1000;
    },
    onEpoch: (_, checkpoint) => {
      best = checkpoint;
    },
  });
  network.learningRate = 1e-3;
  await assert.rejects(training, (error) => {
    assert.ok(error instanceof UserError);
    assert.match(
      error.message,
      /^training: got the (loss|weight) \S+ in step \d+, expected finite numbers; the learning rate 1000 is too large for this data: lower it, or use "reduction": "mean"$/,
    );
    return true;
  });
  assert.ok(best !== undefined);
  assert.deepEqual(network.save(), best);
});

test("a split is seeded, disjoint, ascending and complete, and leaves a reading to train on", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.double({ min: 0, max: 0.9, noNaN: true }),
      fc.integer({ min: 0, max: 0xffffffff }),
      (count, validation, seed) => {
        const of = { ...spec, seed };
        const some = readingsOf(count);
        const { trainRows, validationRows } = split(some, of, validation);
        assert.deepEqual(split(some, of, validation), { trainRows, validationRows });
        assert.equal(validationRows.length, Math.min(Math.floor(count * validation), count - 1));
        for (const rows of [trainRows, validationRows]) assert.deepEqual(rows, rows.slice().sort());
        const all = [...trainRows, ...validationRows].sort((a, b) => a - b);
        assert.deepEqual(
          all,
          Array.from({ length: count }, (_, i) => i),
        );
      },
    ),
    { seed: 1 },
  );
  const some = readingsOf(100);
  assert.notDeepEqual(split(some, spec, 0.5), split(some, { ...spec, seed: 2 }, 0.5));
});

test("a shuffle is a permutation of its list, the same for the same state", () => {
  fc.assert(
    fc.property(
      fc.uint32Array({ maxLength: 100 }),
      fc.integer({ min: 1, max: 0xffffffff }),
      (list, state) => {
        const [one, two] = [list.slice(), list.slice()];
        assert.equal(shuffle(one, state), shuffle(two, state));
        assert.deepEqual(one, two);
        assert.deepEqual(one.slice().sort(), list.slice().sort());
      },
    ),
    { seed: 1 },
  );
});

test("a shuffle leaves each element in each place about as often", () => {
  const counts = Array.from({ length: 5 }, () => new Array<number>(5).fill(0));
  let state = seeded(1);
  for (let run = 0; run < 10_000; run++) {
    const list = Uint32Array.of(0, 1, 2, 3, 4);
    state = shuffle(list, state);
    for (const [place, element] of list.entries()) counts[element]![place]!++;
  }
  // 2000 expected, standard deviation 40; five of them
  for (const count of counts.flat()) assert.ok(Math.abs(count - 2000) < 200, `${count}`);
});

test("without shuffling, an epoch goes through the readings in their order", async () => {
  const network = await fresh();
  await train(network, spec, readings, { ...OPTIONS, epochs: 1, shuffle: false });
  const byHand = await fresh();
  const rows = Uint32Array.from({ length: readings.count }, (_, i) => i);
  fitNormalizer(byHand, spec, readings, rows);
  for (const row of rows) {
    const reading = readings.values.subarray(2 * row, 2 * row + 2);
    if (byHand.observe(reading, readings.targets[row]!) === spec.batch) byHand.train();
  }
  byHand.train(); // the last batch of 4
  assert.equal(network.hash(), byHand.hash());
  const shuffled = await fresh();
  await train(shuffled, spec, readings, { ...OPTIONS, epochs: 1 });
  assert.notEqual(shuffled.hash(), network.hash());
});

test("losses in the history are means per observation, whatever the reduction", async () => {
  const logistic = { ...NETWORK, layers: [NETWORK.layers[1]], optimizer: { learningRate: 1e-30 } };
  const losses: number[] = [];
  for (const reduction of ["sum", "mean"]) {
    const of = checkNetwork({ ...logistic, reduction });
    const network = await fresh(of);
    const { history } = await train(network, of, readings, {
      ...OPTIONS,
      epochs: 1,
      validation: 0.5,
    });
    const { loss, validationLoss } = history[0]!;
    // with a step of nothing the loss of an epoch is that of the first weights
    const all = split(readings, of, 0.5);
    for (const [rows, got] of [
      [all.trainRows, loss],
      [all.validationRows, validationLoss!],
    ] as const) {
      const probabilities = predictRows(network, readings, rows);
      const byHand = rows.reduce((sum, row, i) => {
        const p = probabilities[i]!;
        return sum - Math.log(readings.targets[row] === 1 ? p : 1 - p);
      }, 0);
      assert.ok(Math.abs(got - byHand / rows.length) < 1e-6, `${got} and ${byHand / rows.length}`);
      losses.push(got);
    }
  }
  assert.ok(Math.abs(losses[0]! - losses[2]!) < 1e-6 && losses[1] === losses[3]);
});

test("the normaliser takes mean and deviation of the training rows, and 1 for a channel that never changes", async () => {
  const of = checkNetwork({ ...NETWORK, inputs: [{ name: "a" }, { name: "b", mean: 3 }] });
  const network = await fresh(of);
  const values = Float32Array.of(1, 0.1, 99, 7, 3, 0.1, 8, 0.1);
  const some = { values, targets: new Float32Array(4), count: 4, inputs: 2, targetCount: 1 };
  fitNormalizer(network, of, some, Uint32Array.of(0, 2, 3));
  const deviation = Math.sqrt((3 ** 2 + 1 ** 2 + 4 ** 2) / 3);
  assert.deepEqual([...network.mean], [4, 3]);
  assert.deepEqual([...network.scale], [Math.fround(1 / deviation), 1]);
});

test("a constant channel counts as constant even where its mean rounds, and tiny changes do not leave float32", async () => {
  for (const count of [3, 7, 10, 1000]) {
    const network = await fresh();
    const values = Float32Array.from({ length: 2 * count }, (_, i) => (i % 2 ? i * 1e-44 : 0.1));
    const some = { values, targets: new Float32Array(count), count, inputs: 2, targetCount: 1 };
    fitNormalizer(
      network,
      spec,
      some,
      Uint32Array.from({ length: count }, (_, i) => i),
    );
    assert.deepEqual([network.mean[0], ...network.scale], [Math.fround(0.1), 1, 1]);
  }
});

test("without a normaliser readings go in as they are", async () => {
  const of = checkNetwork({ ...NETWORK, normalizer: "none" });
  const network = await fresh(of);
  await train(network, of, readings, { ...OPTIONS, epochs: 1 });
  assert.deepEqual([network.mean.length, network.scale.length], [0, 0]);
});

test("the host's generator is the kernel's: a layer's weights are bound × uniform from the same states", async () => {
  for (const seed of [0, 1, 2, 0x7fffffff, 0x80000000, 0xffffffff]) {
    const of = checkNetwork({
      ...NETWORK,
      inputs: Array.from({ length: 7 }, (_, i) => ({ name: `x${i}` })),
      layers: [{ units: 1, activation: "sigmoid" }],
      seed,
    });
    const network = await fresh(of);
    const bound = Math.fround(Math.sqrt(6 / 8));
    let state = seeded(seed);
    const weights = Array.from({ length: 7 }, () => {
      state = next(state);
      return Math.fround(bound * ((state >> 8) / 2 ** 23));
    });
    const drawn = new Float32Array(network.parameters().buffer);
    assert.deepEqual([...drawn], [...weights, 0], `seed ${seed}`);
  }
});

test("the generator is written with the same numbers on both sides", () => {
  const numbers = (path: string) =>
    [
      ...readFileSync(join(packageRoot(), path), "utf8").matchAll(
        /0x9e3779b1|0x85ebca6b|<< \d+|>>> \d+/g,
      ),
    ]
      .map(([text]) => text)
      .filter((text) => text !== ">>> 0");
  assert.deepEqual(numbers("assembly/random.ts"), [
    "0x9e3779b1",
    "0x85ebca6b",
    "<< 13",
    ">>> 17",
    "<< 5",
  ]);
});

test("an adaptive normaliser is left to find its moments by itself", async () => {
  const of = checkNetwork({ ...NETWORK, normalizer: { type: "adaptive", warmUp: 0 } });
  const network = await fresh(of);
  const before = network.save();
  fitNormalizer(network, of, readings, Uint32Array.of(0, 1, 2));
  assert.deepEqual(network.save(), before);
});

test("with a window the moments are those of its features, whatever a channel's are", async () => {
  const window = { rows: 2, features: ["min", "max"] };
  const of = checkNetwork({ ...NETWORK, window });
  const network = await fresh(of);
  const features = {
    ...readings,
    values: Float32Array.of(1, 2, 3, 4, 3, 2, 3, 8),
    inputs: 4,
    count: 2,
  };
  fitNormalizer(network, of, features, Uint32Array.of(0, 1));
  assert.deepEqual([...network.mean], [2, 2, 3, 6]);
  assert.deepEqual([...network.scale], [1, 1, 1, 0.5]);
});
