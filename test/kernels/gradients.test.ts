import assert from "node:assert/strict";
import { test } from "node:test";
import type { Activation } from "../../src/common/network/network-file.js";
import {
  bitsOf,
  named,
  network64,
  observations,
  observeAll,
  PLANS,
  type Shape,
  startShape,
  weightsOf,
} from "../support/networks.js";
import { seededRandom } from "../support/random.js";
import { centralDifferences, gradient } from "../support/reference64.js";

const NETWORKS = 52;

/**
 * The learning rate of the one step from which the kernel's gradient is recovered as (before − after)/α. A power of two
 * makes α·g exact; its size makes the rounding of w − α·g a matter of g (2⁻²⁴·|g|) and not of w (2⁻³⁴·|w|).
 */
const RATE = 1024;

/** Step of the central differences: truncation h²·J‴/6 and rounding 2⁻⁵³·J/h together at most 3.5e-9 of the gradients. */
const H = 1e-4;

/**
 * How far a gradient may lie from its central difference, as a part of the largest gradient of its layer. A float32 sum of n
 * terms is off by at most n·2⁻²⁴ of the sum of their magnitudes; a gradient here is at most four layers of sums of up to 40
 * units, then a sum of up to 33 observations, whose errors mostly cancel. Measured: at most 9.4e-7, that is 16·2⁻²⁴. A wrong
 * factor, a missing term or a sum over weights that are already updated is off by far more.
 */
const BOUND = 2 ** -18;

/** A network of odd sizes; which kinds it belongs to follows from its number, so that every kind occurs. */
function randomShape(n: number): Shape {
  const random = seededRandom(n);
  const layers = 1 + (n % 4);
  const outputs = n % 5 === 0 ? random.whole(2, 7) : 1;
  const width = () => (random.whole(0, 5) === 0 ? random.whole(1, 2) : random.whole(1, 40));
  const activation = () => random.pick<Activation>(["tanh", "sigmoid", "identity"]);
  return {
    widths: [...Array.from({ length: layers }, width), outputs],
    hidden: Array.from({ length: layers - 1 }, activation),
    batch: n % 7 === 0 ? 1 : random.whole(1, 33),
    reduction: n % 3 === 0 ? "mean" : "sum",
    ...(n % 4 === 1 ? { positiveWeight: random.pick([0.3, 2.5, 17]) } : {}),
    seed: n,
  };
}

/** Weights of Glorot's size and small biases that are not 0, exact in float32. */
function randomParameters({ widths }: Shape, seed: number): number[] {
  const random = seededRandom(seed);
  return widths.slice(1).flatMap((units, l) => {
    const bound = Math.sqrt(6 / (widths[l]! + units));
    const weights = Array.from({ length: widths[l]! * units }, () => random.uniform(-bound, bound));
    const biases = Array.from({ length: units }, () => random.uniform(-0.3, 0.3));
    return [...weights, ...biases].map(Math.fround);
  });
}

/** The numbers of each layer, of a list in the order of the parameters. */
function byLayer({ widths }: Shape, list: readonly number[]): number[][] {
  let at = 0;
  return widths.slice(1).map((units, l) => {
    const size = (widths[l]! + 1) * units;
    at += size;
    return list.slice(at - size, at);
  });
}

const largest = (list: readonly number[]) =>
  list.reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** Compares layer by layer; a layer whose gradients are all 0, or most of them, proves nothing and fails. */
function assertClose(shape: Shape, got: number[], expected: number[], bound: number) {
  assert.equal(got.length, expected.length);
  const expectedLayers = byLayer(shape, expected);
  for (const [l, layer] of byLayer(shape, got).entries()) {
    const reference = expectedLayers[l]!;
    const scale = largest(reference);
    assert.ok(scale > 1e-6, `layer ${l + 1}: the largest difference is only ${scale}`);
    const zeros = layer.filter((g) => g === 0).length;
    assert.ok(
      2 * zeros < layer.length,
      `layer ${l + 1}: ${zeros} of ${layer.length} gradients are 0`,
    );
    for (const [i, g] of layer.entries()) {
      const off = Math.abs(g - reference[i]!) / scale;
      assert.ok(
        off <= bound,
        `layer ${l + 1}, parameter ${i}: got the gradient ${g}, expected ${reference[i]} within ${bound * scale}`,
      );
    }
  }
}

for (let n = 1; n <= NETWORKS; n++) {
  const shape = randomShape(n);
  const data = observations(shape, shape.batch, 1000 + n);
  const before = randomParameters(shape, 2000 + n);
  const differences = () => centralDifferences(network64(shape), before, data, H);

  test(`both plans descend along the central differences of ${named(shape)}`, async () => {
    const expected = differences();
    for (const plan of PLANS) {
      const network = await startShape(shape, plan);
      network.setParameters(bitsOf(before));
      observeAll(network, data);
      network.learningRate = RATE;
      network.step();
      const after = weightsOf(network);
      const got = before.map((w, i) => (w - after[i]!) / RATE);
      assertClose(shape, got, expected, BOUND);
    }
  });

  if (n % 7 === 0) {
    test(`the float64 reference's own gradient has the central differences of ${named(shape)}`, () => {
      assertClose(shape, gradient(network64(shape), before, data), differences(), 2e-8);
    });
  }
}

test("the random networks have every depth, activation, reduction and size that they should", () => {
  const shapes = Array.from({ length: NETWORKS }, (_, i) => randomShape(i + 1));
  const some = (holds: (shape: Shape) => boolean) => assert.ok(shapes.some(holds), String(holds));
  for (const layers of [1, 2, 3, 4]) some(({ widths }) => widths.length === layers + 1);
  for (const kind of ["tanh", "sigmoid", "identity"] as const) {
    some(({ hidden }) => hidden!.includes(kind));
  }
  some(({ batch }) => batch === 1);
  some(({ batch }) => batch >= 30);
  some(({ widths }) => widths.at(-1)! > 1);
  some(({ widths }) => widths.slice(1, -1).includes(1));
  some(({ widths }) => Math.max(...widths) >= 39);
  some(({ positiveWeight, reduction }) => positiveWeight !== undefined && reduction === "mean");
  some(({ positiveWeight, reduction }) => positiveWeight !== undefined && reduction === "sum");
});
