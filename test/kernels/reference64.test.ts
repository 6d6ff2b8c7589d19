import assert from "node:assert/strict";
import { test } from "node:test";
import type { Network } from "../../src/common/loader/index.js";
import {
  named,
  network64,
  observations,
  observeAll,
  PLANS,
  type Shape,
  startShape,
  startWorkload,
  weightsOf,
  workloadObservations,
} from "../support/networks.js";
import { loss, type Observations, step } from "../support/reference64.js";
import { WORKLOADS, workload } from "../support/workloads.js";

const STEPS = 200;

/**
 * How far the float32 kernel may have drifted from the float64 reference in any of 200 steps: losses as a part of the loss at
 * the start, weights as a part of the largest weight. One step adds rounding errors of a few 2⁻²⁴ (6e-8); descent mostly
 * forgets them again. Measured: losses at most 1.5e-7, weights at most 4.5e-7.
 */
const LOSS_BOUND = 1e-6;
const WEIGHT_BOUND = 2e-6;

/** Trains both and compares the loss of every step and the weights at the end. */
function assertAgrees(network: Network, shape: Shape, data: Observations) {
  const net = network64(shape);
  const rate = Math.fround(network.learningRate);
  let w = weightsOf(network);
  const first = loss(net, w, data);
  assert.ok(first > 0.1, `the loss at the start is only ${first}`);
  for (let s = 0; s < STEPS; s++) {
    const expected = loss(net, w, data);
    const got = network.step();
    assert.ok(
      Math.abs(got - expected) <= LOSS_BOUND * first,
      `step ${s}: got the loss ${got}, expected ${expected}`,
    );
    w = step(net, w, data, rate);
  }
  assert.ok(loss(net, w, data) < 0.97 * first, "200 steps brought the loss down");
  const largest = Math.max(...w.map(Math.abs));
  for (const [i, got] of weightsOf(network).entries()) {
    assert.ok(
      Math.abs(got - w[i]!) <= WEIGHT_BOUND * largest,
      `parameter ${i}: got ${got}, expected ${w[i]}`,
    );
  }
}

for (const name of WORKLOADS) {
  for (const plan of PLANS) {
    test(`the ${plan} plan trains ${name} for 200 steps as the float64 reference does`, async () => {
      const w = workload(name);
      const network = await startWorkload(w, plan);
      assertAgrees(network, { widths: w.widths, batch: w.batch }, workloadObservations(w));
    });
  }
}

const ODD: readonly Shape[] = [
  { widths: [5, 7, 3], batch: 13, hidden: ["sigmoid"], reduction: "mean", positiveWeight: 2.5 },
  { widths: [9, 6, 5, 2], batch: 7, hidden: ["identity", "tanh"], positiveWeight: 0.3 },
  { widths: [3, 1, 1], batch: 5, hidden: ["tanh"], reduction: "mean" },
  { widths: [1, 1], batch: 3 },
  // more factors than a product of log(1 + e) may have
  { widths: [4, 3, 2], batch: 200, reduction: "mean" },
];

for (const shape of ODD) {
  for (const plan of PLANS) {
    test(`the ${plan} plan trains ${named(shape)} for 200 steps as the float64 reference does`, async () => {
      const network = await startShape(shape, plan);
      const data = observations(shape, shape.batch, 77);
      observeAll(network, data);
      assertAgrees(network, shape, data);
    });
  }
}
