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
/** What else the checkpoint's network could be, what the file then says, and what it says without a description. */
const OTHERS: readonly (readonly [object, string, string])[] = [
  [{ inputs: [temperature] }, "2 inputs and not 1", "2 inputs and not 1; 13 parameters and not 10"],
  [
    { inputs: [{ ...temperature, unit: "°F" }, humidity] },
    '"temperature" in °C and not °F',
    "other names, units or activations, or the same in another order, or it is damaged",
  ],
  [
    { inputs: [{ name: "temperature" }, humidity] },
    '"temperature" in °C and not no unit',
    "other names, units or activations, or the same in another order, or it is damaged",
  ],
  [
    { inputs: [humidity, temperature] },
    'the inputs "temperature, humidity" and not "humidity, temperature"',
    "other names, units or activations, or the same in another order, or it is damaged",
  ],
  [
    { outputs: ["comfortable"] },
    'the outputs "uncomfortable" and not "comfortable"',
    "other names, units or activations, or the same in another order, or it is damaged",
  ],
  [
    { layers: [{ ...hidden, units: 5 }, last] },
    "the layers 3 tanh, 1 sigmoid and not 5 tanh, 1 sigmoid",
    "13 parameters and not 21",
  ],
  [
    { layers: [{ ...hidden, activation: "sigmoid" }, last], normalizer: "none" },
    'the layers 3 tanh, 1 sigmoid and not 3 sigmoid, 1 sigmoid; the normalizer "standard" and not "none"',
    "other names, units or activations, or the same in another order, or it is damaged",
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

test("a checkpoint with its description is restored, with the same bits and a batch that is partly filled", async () => {
  const source = await startNetwork(await buildNetwork(SPEC));
  source.observe([21, 40], 1);
  const file = describedCheckpoint(source.save(), SPEC);
  const target = await startNetwork(await buildNetwork({ ...SPEC, batch: 9 }));
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
  const head = network.save().subarray(0, 32);
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
