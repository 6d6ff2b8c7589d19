// The float64 reference is the measure of the kernels; its own gradients are measured by differences of its loss alone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRandom } from "../support/random.js";
import { centralDifferences } from "../support/reference64/differences.js";
import { forward } from "../support/reference64/forward.js";
import { batchGradient, type Observation64 } from "../support/reference64/gradient.js";
import { statedClassWeights } from "../support/reference64/loss.js";
import type { Activation64, Spec64 } from "../support/reference64/spec.js";
import { startsOf, widthsOf } from "../support/reference64/spec.js";

const HIDDEN: readonly Activation64[] = [
  "tanh",
  "sigmoid",
  "identity",
  "relu",
  "leaky-relu",
  "softsign",
];
const LAST = { "yes-no": "sigmoid", classes: "softmax", numbers: "identity" } as const;
const TASKS = ["yes-no", "classes", "numbers"] as const;

/** Step of the differences: their truncation h²·J‴/6 and rounding 2⁻⁵³·J/h together. */
const H = 1e-4;
/** Largest part of a layer's largest gradient by which one may be off. Measured: at most 1.6e-8. */
const BOUND = 5e-8;
/** No unit of a network with a kink is nearer to it: a difference over a kink measures two slopes. */
const FAR = 10 * H;

const OPTIMIZER = {
  type: "sgd",
  learningRate: 0.05,
  weightDecay: 0,
  schedule: { type: "constant" },
} as const;

/** What makes a loss of its own, of each task. */
const WEIGHTS: Record<Spec64["task"], readonly Partial<Spec64>[]> = {
  "yes-no": [{}, { positiveWeight: 3.7 }],
  classes: [{}, { classWeights: [0.3, 2.5, 1.7] }],
  numbers: [{}],
};

function specOf(task: Spec64["task"], activation: Activation64, more: Partial<Spec64>): Spec64 {
  return {
    inputs: [{}, {}, {}, {}],
    task,
    outputs: [{}, {}, {}],
    layers: [
      { units: 5, activation, slope: 0.2 },
      { units: 4, activation, slope: 0.2 },
      { units: 3, activation: LAST[task] },
    ],
    positiveWeight: 1,
    optimizer: OPTIMIZER,
    trainLayers: 3,
    reduction: "sum",
    batch: 6,
    normalizer: { type: "none" },
    ...more,
  };
}

/** Seeded parameters and observations of a network. */
function problem(spec: Spec64, seed: number) {
  const random = seededRandom(seed);
  const list = (length: number, make: () => number) => Array.from({ length }, make);
  const w = list(startsOf(spec).at(-1)!, () => random.uniform(-1, 1));
  const target = () => {
    if (spec.task === "classes") return [random.whole(0, 2)];
    return list(3, () => (spec.task === "yes-no" ? random.whole(0, 1) : random.uniform(-2, 2)));
  };
  const batch: Observation64[] = Array.from({ length: spec.batch }, () => ({
    reading: list(widthsOf(spec)[0]!, () => random.uniform(-1, 1)),
    target: target(),
  }));
  return { w, batch };
}

const HAS_KINK: readonly Activation64[] = ["relu", "leaky-relu"];

/** The first problem of which no unit may cross its kink within the differences' step. */
function smoothProblem(spec: Spec64) {
  const kinks = HAS_KINK.includes(spec.layers[0]!.activation);
  for (let seed = 1; ; seed++) {
    const found = problem(spec, seed);
    if (!kinks || leastZ(spec, found.w, found.batch) > FAR) return found;
  }
}

function leastZ(spec: Spec64, w: readonly number[], batch: readonly Observation64[]): number {
  const z = batch.flatMap(({ reading }) => forward(spec, w, reading).z.slice(0, -1).flat());
  return Math.min(...z.map(Math.abs));
}

/** How far gradients are off: the largest part of a layer's largest difference. */
function offBy(spec: Spec64, got: readonly number[], differences: readonly number[]): number {
  const starts = startsOf(spec);
  return Math.max(
    ...spec.layers.map((_, l) => {
      const layer = (list: readonly number[]) => list.slice(starts[l], starts[l + 1]);
      const largest = Math.max(...layer(differences).map(Math.abs));
      assert.ok(largest > 1e-4, `layer ${l + 1}: the largest gradient is only ${largest}`);
      const off = layer(got).map((g, i) => Math.abs(g - layer(differences)[i]!));
      return Math.max(...off) / largest;
    }),
  );
}

function measured(spec: Spec64) {
  const { w, batch } = smoothProblem(spec);
  const weights = statedClassWeights(spec);
  const gradient = batchGradient(spec, weights, w, batch);
  return { gradient, differences: centralDifferences(spec, weights, w, batch, H) };
}

for (const task of TASKS) {
  for (const activation of HIDDEN) {
    for (const weights of WEIGHTS[task]) {
      for (const reduction of ["sum", "mean"] as const) {
        const option = Object.keys(weights).map((key) => `, with ${key}`);
        test(`the reference's gradient of ${task} over ${activation} is that of its loss's ${reduction}${option}`, () => {
          const spec = specOf(task, activation, { ...weights, reduction });
          const { gradient, differences } = measured(spec);
          const off = offBy(spec, gradient, differences);
          assert.ok(off <= BOUND, `off by ${off} of the layer's largest gradient`);
        });
      }
    }
  }
}

test("a gradient that is wrong in one factor or one place does not pass for that of the loss", () => {
  const spec = specOf("classes", "softsign", { classWeights: [0.3, 2.5, 1.7] });
  const { gradient, differences } = measured(spec);
  const wrong: Record<string, readonly number[]> = {
    "a thousandth too long": gradient.map((g) => 1.001 * g),
    "of equal class weights": measured(specOf("classes", "softsign", {})).gradient,
    "of another activation": measured(
      specOf("classes", "tanh", { classWeights: spec.classWeights }),
    ).gradient,
    "without the last bias": gradient.with(-1, 0),
    "the mean instead of the sum": gradient.map((g) => g / spec.batch),
    "of the other sign": gradient.map((g) => -g),
  };
  for (const [what, list] of Object.entries(wrong)) {
    assert.ok(offBy(spec, list, differences) > 1000 * BOUND, what);
  }
});
