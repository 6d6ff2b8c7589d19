// The way of a reading in a whole network: through its window and its normaliser into the batch, bit for bit.
import assert from "node:assert/strict";
import { test } from "node:test";
import { buildNetworkWith } from "../../src/common/compiler/build-network.js";
import { checkNetwork } from "../../src/common/network/network-file.js";
import { compileKernels } from "../../src/node/kernels/compile-kernels.js";
import {
  type FeatureReference,
  featuresReference,
  windowReference,
} from "../support/features-reference.js";
import {
  adaptedReference,
  normalizedReference,
  type StatisticsReference,
  standardizedReference,
} from "../support/normalizer-reference.js";
import { type Random, seededRandom } from "../support/random.js";

const RESOURCES = {
  version: "test",
  kernels: await compileKernels(),
  lanes: await compileKernels({}, true),
  floats: () => assert.fail("a network has no float routines"),
  licence: "",
  loader: () => "",
};
const BATCH = 24;
const NOT_FINITE = -1;
const WARMING_UP = -4;

interface Windowed {
  readonly rows: number;
  readonly stride: number;
  readonly features: readonly FeatureReference[];
}

type Normalizer =
  | { readonly type: "none" }
  | { readonly type: "standard"; readonly clip?: number }
  | {
      readonly type: "adaptive";
      readonly memory: number;
      readonly warmUp: number;
      readonly clip?: number;
    };

interface Setup {
  readonly channels: number;
  readonly window?: Windowed;
  readonly normalizer: Normalizer;
}

/** A network in memory, and what the tests do with it. */
function start({ channels, window, normalizer }: Setup) {
  const spec = checkNetwork({
    inputs: Array.from({ length: channels }, (_, i) =>
      normalizer.type === "standard" && !window
        ? { name: `x${i}`, mean: i - 0.3, deviation: 0.7 + i }
        : `x${i}`,
    ),
    ...(window && { window }),
    outputs: ["y"],
    layers: [{ units: 3, activation: "tanh" }, { units: 1 }],
    normalizer,
    batch: BATCH,
  });
  const { wasm } = buildNetworkWith(RESOURCES, spec);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm));
  const at = (name: string): number => (exports[name] as WebAssembly.Global).value as number;
  const run = exports as Record<string, (argument?: number) => number>;
  const floats = new Float32Array((exports.memory as WebAssembly.Memory).buffer);
  const read = (first: number, count: number) => floats.slice(first / 4, first / 4 + count);
  const inputs = at("inputs");
  run.init!(1);
  return {
    inputs,
    statistics: () => {
      const mean = 4 * at("parameters") + 16;
      return { mean: read(mean, inputs), spread: read(mean + 4 * inputs, inputs) };
    },
    /** Gives a reading to the network; what the window or the batch says of it. */
    take: (reading: Float32Array): { pushed: number; observed?: number } => {
      floats.set(reading, at(window ? "reading" : "input") / 4);
      if (!window) return { pushed: 1, observed: run.observe!() };
      const pushed = run.push!();
      return pushed === 1 ? { pushed, observed: run.observe!() } : { pushed };
    },
    restart: () => run.restart!(),
    empty: () => run.train!(),
    predict: () => run.predict!(),
    row: (count: number) => read(at("readings") + 4 * inputs * (count - 1), inputs),
    input: () => read(at("input"), inputs),
  };
}

/** What becomes of readings, by the references alone. */
function reference({ channels, window, normalizer }: Setup, inputs: number) {
  let readings: Float32Array[] = [];
  let seen = 0;
  let running: StatisticsReference = {
    mean: new Float32Array(inputs),
    variance: new Float32Array(inputs),
  };
  const clip = "clip" in normalizer ? (normalizer.clip ?? 0) : 0;
  return {
    restart: () => {
      readings = [];
    },
    /** the input that a reading completes; "refused" changes nothing */
    input: (reading: Float32Array): Float32Array | "refused" | undefined => {
      if (!window) return reading;
      if (!reading.every(Number.isFinite)) return "refused";
      readings.push(reading);
      const rows = windowReference(readings, window.rows, window.stride);
      return rows && featuresReference(rows, channels, window.features);
    },
    /** the row of the batch that an input becomes, or the status of observe() */
    row: (x: Float32Array, stated: { mean: Float32Array; spread: Float32Array }) => {
      if (normalizer.type === "none") return x.every(Number.isFinite) ? x : NOT_FINITE;
      if (normalizer.type === "standard") {
        return normalizedReference(x, stated.mean, stated.spread, clip) ?? NOT_FINITE;
      }
      const next = adaptedReference(x, running, Math.min(seen + 1, normalizer.memory));
      if (!next) return NOT_FINITE;
      running = next;
      seen++;
      if (seen <= normalizer.warmUp) return WARMING_UP;
      return standardizedReference(x, running, clip) ?? NOT_FINITE;
    },
  };
}

/** Readings as sensors give them, with a broken one at times. */
function drawn(random: Random, channels: number): Float32Array {
  const bad = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const reading = Float32Array.from({ length: channels }, (_, c) => c + random.uniform(-3, 3));
  return random.whole(0, 12) === 0
    ? reading.with(random.whole(0, channels - 1), random.pick(bad))
    : reading;
}

const ALL = [
  "slope",
  "mean",
  "raw",
  "deviation",
  "min",
  "max",
  "change",
  "rms",
  "crossings",
] as const;

const WINDOWS: readonly (Windowed | undefined)[] = [
  undefined,
  { rows: 5, stride: 5, features: ["mean"] },
  { rows: 4, stride: 1, features: ["deviation"] },
  { rows: 6, stride: 2, features: ["crossings", "raw"] },
  { rows: 3, stride: 7, features: ALL },
  { rows: 1, stride: 1, features: ALL },
];
const NORMALIZERS: readonly Normalizer[] = [
  { type: "none" },
  { type: "standard" },
  { type: "standard", clip: 1.5 },
  { type: "adaptive", memory: 12, warmUp: 0 },
  { type: "adaptive", memory: 30, warmUp: 9, clip: 1.25 },
];

const windowed = (window: Windowed | undefined) =>
  window
    ? `${window.features.join(", ")} of ${window.rows} rows every ${window.stride}`
    : "readings";
const normalised = (normalizer: Normalizer) =>
  Object.entries(normalizer)
    .map(([name, value]) => (name === "type" ? `${value}` : `${name} ${value}`))
    .join(", ");

for (const [w, window] of WINDOWS.entries()) {
  for (const [n, normalizer] of NORMALIZERS.entries()) {
    test(`${windowed(window)} reach the batch as the reference's bits (${normalised(normalizer)})`, () => {
      const channels = 1 + ((w + n) % 3);
      const setup: Setup = { channels, ...(window && { window }), normalizer };
      const network = start(setup);
      const expected = reference(setup, network.inputs);
      const random = seededRandom(10 * w + n);
      let count = 0;
      let rows = 0;
      for (let i = 0; i < 400; i++) {
        if (random.whole(0, 50) === 0) {
          if (window) network.restart();
          expected.restart();
        }
        if (count === BATCH) {
          network.empty();
          count = 0;
        }
        const reading = drawn(random, channels);
        const input = expected.input(reading);
        const stated = network.statistics();
        const { pushed, observed } = network.take(reading);
        if (input === "refused" || input === undefined) {
          assert.equal(pushed, input === "refused" ? NOT_FINITE : 0, `reading ${i}`);
          continue;
        }
        assert.equal(pushed, 1, `reading ${i}`);
        assert.deepEqual(network.input(), input, `input of reading ${i}`);
        const row = expected.row(input, stated);
        if (typeof row === "number") {
          assert.equal(observed, row, `reading ${i}`);
          continue;
        }
        count++;
        rows++;
        assert.equal(observed, count, `reading ${i}`);
        assert.deepEqual(network.row(count), row, `row of reading ${i}`);
      }
      assert.ok(rows > 20, `only ${rows} rows`);
    });
  }
}
