import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hex } from "../../../src/common/hex.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import {
  describedCheckpoint,
  describeOtherNetwork,
} from "../../../src/common/network/checkpoint-file.js";
import { fingerprintOf } from "../../../src/common/network/fingerprint.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { layOut } from "../../../src/common/network/plan.js";
import { buildNetwork } from "../../../src/node/build-network.js";

const FILE = {
  inputs: [
    { name: "temperature", unit: "°C" },
    { name: "humidity", unit: "%" },
  ],
  outputs: ["uncomfortable"],
  layers: [
    { units: 3, activation: "tanh" },
    { units: 1, activation: "sigmoid" },
  ],
  batch: 4,
};
const SPEC = checkNetwork(FILE);
const network = await startNetwork(await buildNetwork(SPEC));
network.observe([21, 40], 1);
network.train();

const [temperature, humidity] = FILE.inputs;
const [hidden, last] = FILE.layers;
const SAME_SIZE =
  "other names, units, activations or features, or the same in another order, or it is damaged";
/** What else the checkpoint's network could be, what the file then says, and what it says without a description. */
const OTHERS: readonly (readonly [object, string, string])[] = [
  [{ inputs: [temperature] }, "2 inputs and not 1", "132 bytes of weights and state and not 96"],
  [
    { inputs: [{ ...temperature, unit: "°F" }, humidity] },
    '"temperature" in °C and not °F',
    SAME_SIZE,
  ],
  [
    { inputs: [{ name: "temperature" }, humidity] },
    '"temperature" in °C and not no unit',
    SAME_SIZE,
  ],
  [
    { inputs: [humidity, temperature] },
    'the inputs "temperature, humidity" and not "humidity, temperature"',
    SAME_SIZE,
  ],
  [{ outputs: ["comfortable"] }, 'the outputs "uncomfortable" and not "comfortable"', SAME_SIZE],
  [
    { layers: [{ ...hidden, units: 5 }, last] },
    "the layers 3 tanh, 1 sigmoid and not 5 tanh, 1 sigmoid",
    "132 bytes of weights and state and not 164",
  ],
  [
    { layers: [{ ...hidden, activation: "sigmoid" }, last], normalizer: "none" },
    'the layers 3 tanh, 1 sigmoid and not 3 sigmoid, 1 sigmoid; the normalizer "standard" and not "none"',
    "132 bytes of weights and state and not 116",
  ],
  [
    { layers: [{ ...hidden, activation: "leaky-relu" }, last] },
    "the layers 3 tanh, 1 sigmoid and not 3 leaky-relu of 0.01, 1 sigmoid",
    SAME_SIZE,
  ],
  [
    { window: { rows: 5, features: ["rms"] } },
    "no window and not a window of 5 rows (rms)",
    "132 bytes of weights and state and not 176",
  ],
  [
    { layers: [hidden, { units: 1 }], task: "numbers" },
    'the layers 3 tanh, 1 sigmoid and not 3 tanh, 1 identity; the task "yes-no" and not "numbers"',
    "132 bytes of weights and state and not 140",
  ],
  [
    { outputs: ["fine", "bad"], layers: [hidden, { units: 2 }], task: "classes" },
    '1 output and not 2; the layers 3 tanh, 1 sigmoid and not 3 tanh, 2 softmax; the task "yes-no" and not "classes"',
    "132 bytes of weights and state and not 148",
  ],
];

for (const [change, described, bare] of OTHERS) {
  test(`a checkpoint of a network with ${described} says so`, () => {
    const other = checkNetwork({ ...FILE, ...change });
    const words = (text: string) =>
      `checkpoint: got the network ${hex(fingerprintOf(SPEC))}, expected ${hex(fingerprintOf(other))}; it has ${text}`;
    const file = describedCheckpoint(network.save(), SPEC);
    assert.equal(describeOtherNetwork(file, other), words(described));
    assert.equal(describeOtherNetwork(network.save(), other), words(bare));
    const odd = Buffer.concat([Buffer.alloc(1), file]).subarray(1); // a Buffer need not begin at a multiple of 4
    assert.equal(describeOtherNetwork(odd, other), words(described));
  });
}

const NUMBERS = {
  inputs: Array.from({ length: 40 }, (_, i) => `channel ${i}`),
  outputs: [{ name: "rain", unit: "mm" }],
  layers: [{ units: 1 }],
  task: "numbers",
};
const CLASSES = { ...NUMBERS, outputs: ["a", "b"], layers: [{ units: 2 }], task: "classes" };
const inputs = NUMBERS.inputs.with(38, "other");

/** A network · another one · what the checkpoint of the first has */
const PAIRS: readonly (readonly [object, object, string])[] = [
  [NUMBERS, { ...NUMBERS, inputs }, 'input 39 "channel 38" and not "other"'],
  [NUMBERS, { ...NUMBERS, outputs: [{ name: "rain", unit: "in" }] }, '"rain" in mm and not in'],
  [CLASSES, { ...CLASSES, outputs: ["a", "c"] }, 'the classes "a, b" and not "a, c"'],
  [
    CLASSES,
    { ...CLASSES, outputs: ["a", "b", "c"], layers: [{ units: 3 }] },
    "2 classes and not 3; the layers 2 softmax and not 3 softmax",
  ],
  [
    { ...CLASSES, window: { rows: 2, features: ["mean", "max"] } },
    { ...CLASSES, window: { rows: 2, features: ["max", "mean"] } },
    "a window of 2 rows (mean, max) and not a window of 2 rows (max, mean)",
  ],
];

for (const [own, other, difference] of PAIRS) {
  test(`a checkpoint's network has ${difference}`, () => {
    const [got, expected] = [checkNetwork(own), checkNetwork(other)];
    const { parameterBytes, stateBytes } = layOut(got, "fast");
    const count = (parameterBytes + stateBytes) / 4;
    const words32 = new Uint32Array(5 + count + 1);
    words32.set([0x54504350, 2, fingerprintOf(got), 0, count]);
    const file = describedCheckpoint(new Uint8Array(words32.buffer), got);
    const words = describeOtherNetwork(file, expected)!;
    assert.equal(words.slice(words.indexOf("; it has ") + 9), difference);
    assert.equal(describeOtherNetwork(file, got), undefined);
  });
}

test("a checkpoint with its description is restored, with the same bits and a batch that is partly filled, whatever the plan", async () => {
  const source = await startNetwork(await buildNetwork(SPEC));
  source.observe([21, 40], 1);
  const file = describedCheckpoint(source.save(), SPEC);
  const target = await startNetwork(await buildNetwork({ ...SPEC, plan: "small" }));
  target.init(99);
  target.restore(file);
  assert.deepEqual(target.save(), source.save());
  assert.equal(describeOtherNetwork(file, SPEC), undefined);
});

test("a description that was changed or cut is refused, and changes nothing", () => {
  const file = describedCheckpoint(network.save(), SPEC);
  const before = network.save();
  for (let at = before.length; at < file.length; at++) {
    if (at > before.length) {
      assert.throws(() => network.restore(file.subarray(0, at)), /^Error: checkpoint: got bytes /);
    }
    const changed = file.slice();
    changed[at]! ^= 1;
    assert.throws(() => network.restore(changed), /^Error: checkpoint: got bytes /);
  }
  assert.deepEqual(network.save(), before);
});

test("any bytes behind the head of another network's checkpoint are told in one line", () => {
  const other = checkNetwork({ ...FILE, outputs: ["z"] });
  const head = network.save().subarray(0, 20);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (bytes, text) => {
      const file = Buffer.concat([head, bytes, Buffer.from(`[[["${text}`)]);
      assert.match(
        describeOtherNetwork(file, other)!,
        /^checkpoint: got the network [0-9a-f]{8}, .*$/,
      );
    }),
    { seed: 1, numRuns: 300 },
  );
  assert.equal(describeOtherNetwork(Buffer.from("a,b,y\n1,2,0\n"), other), undefined);
});
