// A small network in Node, and all that it is, to compare with.
import assert from "node:assert/strict";
import { startNetwork } from "../../src/common/learning/start-network.js";
import type { Network } from "../../src/common/loader/index.js";
import type { NetworkSpec } from "../../src/common/network/network-file.js";
import type { PlanKind } from "../../src/common/network/plan.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { observations, observeAll, type Shape, specOf } from "./networks.js";

export const SHAPE: Shape = { widths: [3, 4, 2], batch: 5, hidden: ["tanh"] };

/** A shape's network file with the normaliser that most have. */
export const standard = (shape: Shape, plan: PlanKind): NetworkSpec => ({
  ...specOf(shape, plan),
  normalizer: { type: "standard" },
});
export const startStandard = async (shape: Shape, plan: PlanKind): Promise<Network> =>
  startNetwork(await buildNetwork(standard(shape, plan)));

const built = buildNetwork(standard(SHAPE, "fast"));

export const start = async () => startNetwork(await built);

/** What a network keeps: the state, but for rows of the batch that are not filled. */
export function kept({ layout, memory }: Network["engine"]): Buffer {
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
export function training(network: Network) {
  return { parameters: network.parameters(), state: kept(network.engine), steps: network.steps };
}

/** What a network is now, for later. */
export function remember(network: Network) {
  const { memory, fields } = snapshot(network);
  return { memory: Buffer.from(memory), fields };
}

export function assertUnchanged(network: Network, before: ReturnType<typeof snapshot>) {
  const { memory, fields } = snapshot(network);
  assert.ok(before.memory.equals(memory), "the memory has changed");
  assert.deepEqual(fields, before.fields);
}

/** Some steps of training, then a partly filled batch. */
export async function trained(): Promise<Network> {
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
