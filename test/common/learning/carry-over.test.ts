import assert from "node:assert/strict";
import { test } from "node:test";
import { restoreFile } from "../../../src/common/learning/restore-file.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import { describedCheckpoint } from "../../../src/common/network/checkpoint-file.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../src/node/build-network.js";

const FILE = {
  inputs: ["x", "y"],
  outputs: ["z"],
  layers: [{ units: 3, activation: "tanh" }, { units: 1 }],
  batch: 4,
};

async function trained() {
  const spec = checkNetwork({ ...FILE, optimizer: "momentum" });
  const network = await startNetwork(await buildNetwork(spec));
  network.mean.set([3, 4]);
  network.observe([1, 2], 1);
  network.train();
  return { network, file: describedCheckpoint(network.save(), spec) };
}

test("a checkpoint of the same network with another optimizer and batch gives its weights and normaliser, and says what is new", async () => {
  const { network, file } = await trained();
  const spec = checkNetwork({ ...FILE, optimizer: "adam", batch: 8 });
  const other = await startNetwork(await buildNetwork(spec));
  const carried = restoreFile(other, spec, file, "c.bin")!;
  assert.equal(other.hash(), network.hash());
  assert.deepEqual(other.mean, network.mean);
  for (const name of ["W1", "b1", "W2", "b2", "mean", "scale", "steps"]) {
    assert.ok(carried.carried.includes(name), name);
  }
  for (const name of ["squares", "X", "Y"]) assert.ok(carried.fresh.includes(name), name);
});

test("a damaged checkpoint of another layout is refused, and changes nothing", async () => {
  const { file } = await trained();
  const spec = checkNetwork({ ...FILE, optimizer: "adam" });
  const other = await startNetwork(await buildNetwork(spec));
  const before = other.save();
  const end = 20 + 4 * new DataView(file.buffer, file.byteOffset).getUint32(16, true);
  for (let at = 20; at < end + 4; at++) {
    const damaged = file.slice();
    damaged[at]! ^= 4;
    assert.throws(
      () => restoreFile(other, spec, damaged, "c.bin"),
      /^UserError: c\.bin: checkpoint: /,
    );
    assert.deepEqual(other.save(), before);
  }
});

test("a device's loader refuses a checkpoint of another layout", async () => {
  const { file } = await trained();
  const spec = checkNetwork({ ...FILE, batch: 8 });
  const other = await startNetwork(await buildNetwork(spec));
  assert.throws(() => other.restore(file), /it is of another batch, optimizer or normalizer/);
});
