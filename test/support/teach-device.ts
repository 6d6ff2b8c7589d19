import assert from "node:assert/strict";
import type { Network } from "../../src/common/loader/index.js";
import type { DeviceClient } from "../../src/common/protocol/client.js";
import { seededRandom } from "./random.js";

const bitsOf = (numbers: Float32Array) => [...new Uint32Array(numbers.slice().buffer)];
/** Parameters and state, as words. */
export const stateOf = ({ engine }: Network) => [
  ...new Uint32Array(engine.memory, 0, engine.layout.stateEnd / 4),
];

/**
 * Teaches a device and the same network here some readings, which it makes windows of where it has them, and expects the
 * same bits of all that comes out: features, predictions, losses, parameters, and at the end all of the state.
 */
export async function teach(
  device: DeviceClient,
  network: Network,
  readings: number,
): Promise<void> {
  const { inputs, outputs, targets, labels, batch, channels } = network.engine.layout;
  const random = seededRandom(3);
  for (let i = 0; i < readings; i++) {
    const raw = Float32Array.from({ length: channels ?? inputs }, () => random.uniform(-3, 3));
    const reading = channels ? network.push(raw) : raw;
    if (channels) {
      const there = await device.push(raw);
      assert.deepEqual(there && bitsOf(there), reading && bitsOf(reading));
    }
    if (!reading) continue;
    const target = Float32Array.from({ length: targets }, () =>
      labels > 0 ? random.whole(0, labels - 1) : random.uniform(-3, 30),
    );
    const observed = network.observe(reading, target);
    assert.equal(await device.observe(reading, target), observed);
    if (i % 4 === 0) {
      const said = await device.predict(reading);
      assert.equal(said.length, outputs);
      assert.deepEqual(bitsOf(said), bitsOf(network.predict(reading)));
    }
    if (observed === batch) {
      const loss = network.train();
      const { steps, lossBits, hash } = await device.train();
      const [bits] = bitsOf(Float32Array.of(loss));
      assert.deepEqual([steps, lossBits, hash], [network.steps, bits, network.hash()]);
    }
  }
  assert.deepEqual([...(await device.readState())], stateOf(network));
}
