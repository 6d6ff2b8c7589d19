import { checkNetwork, type NetworkSpec } from "../../src/common/network/network-file.js";
import { buildNetwork } from "../../src/node/build-network.js";
import type { Work } from "../thumb/device.js";
import { rowsOf } from "./network-data.js";
import { seededRandom } from "./random.js";
import { randomNetwork } from "./random-network.js";

// Random networks as a device trains them: all options, and now and then the ends of what a network may be.

const WIDEST = 256;
const DEEPEST = 8;
const STEPS = 3;

type Change = (spec: NetworkSpec, seed: number) => NetworkSpec;

/** Rows of 256 numbers; one unit reads them all. */
const wideRows: Change = ({ window: _, ...spec }) => {
  const { layers } = spec;
  return {
    ...spec,
    inputs: Array.from({ length: WIDEST }, (_, i) => ({ name: `x${i}` })),
    layers: [...layers.slice(0, -1).map((layer) => ({ ...layer, units: 1 })), layers.at(-1)!],
    batch: Math.min(spec.batch, 2),
  };
};

/** A layer of 256 units. */
const wideLayer: Change = (spec) => ({
  ...spec,
  layers: [{ units: WIDEST, activation: "tanh" }, spec.layers.at(-1)!],
  inputs: spec.inputs.slice(0, 1),
  ...(spec.window && { window: { ...spec.window, rows: 2, features: ["mean"] } }),
  trainLayers: Math.min(spec.trainLayers, 2),
  batch: 1,
});

const deep: Change = (spec) => {
  const hidden = spec.layers.slice(0, -1);
  const more = Array.from(
    { length: DEEPEST - 1 - hidden.length },
    (_, k) => ({ units: 1 + (k % 3), activation: "tanh" }) as const,
  );
  const trains = spec.trainLayers === spec.layers.length ? DEEPEST : spec.trainLayers;
  return { ...spec, layers: [...hidden, ...more, spec.layers.at(-1)!], trainLayers: trains };
};

const single: Change = (spec) => ({ ...spec, batch: 1 });
const same: Change = (spec) => spec;

/** By the seed; a prime number of them, so that each meets each task. */
const CHANGES: readonly Change[] = [same, wideRows, same, deep, same, single, wideLayer];

/** A random network file. */
const deviceNetwork = (seed: number): NetworkSpec =>
  checkNetwork(CHANGES[seed % CHANGES.length]!(randomNetwork(seed), seed));

/** A random network with rows that fill its batch in part, wholly, or more than once. */
export async function deviceWork(seed: number): Promise<Work> {
  const spec = deviceNetwork(seed);
  const random = seededRandom(seed);
  const { rows: first, stride } = { rows: 1, stride: 1, ...spec.window };
  const held = random.pick([spec.batch, spec.batch + 2, Math.ceil(spec.batch / 2)]);
  const all = rowsOf(spec, seed);
  const rows = Math.min(all.length, first + stride * (held - 1));
  const some = all.slice(0, rows);
  return {
    built: await buildNetwork(spec),
    rows,
    readings: Float32Array.from(some.flatMap(({ reading }) => [...reading])),
    targets: Float32Array.from(some.flatMap(({ target }) => [...target])),
    steps: STEPS,
  };
}
