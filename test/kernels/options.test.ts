// Each option of a network file, against the float64 reference for 200 steps, by the loader's own functions.
import assert from "node:assert/strict";
import { test } from "node:test";
import { loadNetwork } from "../../src/common/loader/index.js";
import { buildNetwork } from "../../src/node/build-network.js";
import type { RunData } from "../support/engine-run.js";
import { fitted, rowsOf } from "../support/network-data.js";
import { PLANS } from "../support/networks.js";
import { OPTION_NETWORKS } from "../support/option-networks.js";
import { networkSubject, record, referenceSubject, type StepRecord } from "../support/subjects.js";

const STEPS = 200;

/**
 * How far float32 may have drifted from float64 in any of 200 steps: losses, what is predicted and each layer's parameters,
 * as a part of the largest such number of the run. One step adds rounding errors of a few 2⁻²⁴ (6e-8). Measured: at most
 * 1.2e-6; with an adaptive normaliser at most 6.2e-6, since the first deviations are of few, nearly equal numbers.
 */
const BOUND = 2.5e-6;
const BOUND_ADAPTIVE = 1.2e-5;

/** The largest distance of each kind of number, as a part of the largest number of that kind. */
function distances(got: readonly StepRecord[], expected: readonly StepRecord[]) {
  const kinds = Object.keys(expected[0]!.numbers);
  return kinds.map((kind) => {
    let off = 0;
    let largest = 0;
    for (const [step, { numbers }] of expected.entries()) {
      const theirs = numbers[kind]!;
      const mine = got[step]!.numbers[kind]!;
      assert.equal(mine.length, theirs.length);
      for (let i = 0; i < theirs.length; i++) {
        off = Math.max(off, Math.abs(mine[i]! - theirs[i]!));
        largest = Math.max(largest, Math.abs(theirs[i]!));
      }
    }
    return [kind, off / largest] as const;
  });
}

for (const [name, spec] of OPTION_NETWORKS) {
  test(`${name}: both plans learn as the float64 reference does for ${STEPS} steps`, async () => {
    const rows = rowsOf(spec, 11);
    const data: RunData = { spec, rows, fit: fitted(spec, rows) };
    const bound = spec.normalizer.type === "adaptive" ? BOUND_ADAPTIVE : BOUND;
    let begun: number[] | undefined;
    let expected: StepRecord[] | undefined;
    for (const plan of PLANS) {
      const { wasm } = await buildNetwork({ ...spec, plan });
      const network = await loadNetwork(wasm);
      const subject = networkSubject(network, data);
      begun ??= subject.parameters();
      assert.deepEqual(subject.parameters(), begun, "the plans begin with other parameters");
      expected ??= record(referenceSubject(begun, data), data, STEPS);
      const before = network.hash();
      const got = record(subject, data, STEPS);
      assert.notEqual(network.hash(), before, "it has learned nothing");
      assert.equal(network.steps, STEPS);
      for (const [kind, off] of distances(got, expected)) {
        assert.ok(off <= bound, `${plan} plan, ${kind}: off by ${off} of the largest`);
      }
    }
  });
}
