import assert from "node:assert/strict";
import { test } from "node:test";
import type { Network } from "../../src/common/loader/index.js";
import { compileKernels } from "../../src/node/kernels/compile-kernels.js";
import {
  bitsOf,
  named,
  observations,
  observeAll,
  PLANS,
  type Shape,
  startShape,
} from "../support/networks.js";
import type { Observations } from "../support/reference64.js";

const STEPS = 24;

/** The kernels with all four choices of assembly/blocking.ts. */
const BLOCKINGS = await Promise.all(
  [true, false].flatMap((rows) =>
    [true, false].map(async (units) => ({
      name: `${rows ? "" : "no "}observations and ${units ? "" : "no "}units blocked`,
      kernels: await compileKernels({
        "assembly/blocking.ts": `export const BLOCK_OBSERVATIONS: bool = ${rows};\nexport const BLOCK_UNITS: bool = ${units};\n`,
      }),
    })),
  ),
);

/** Sizes that leave every kind of edge around tiles of four and pairs of two. */
const SHAPES: readonly (Shape & { readonly observed?: number })[] = [
  { widths: [1, 1], batch: 1 },
  { widths: [6, 1], batch: 7, positiveWeight: 2.5 },
  { widths: [11, 1], batch: 7, positiveWeight: 2.5 },
  { widths: [12, 1], batch: 10, observed: 6, reduction: "mean" },
  { widths: [5, 7, 1], batch: 9, hidden: ["tanh"] },
  { widths: [6, 4, 3], batch: 6, hidden: ["identity"], reduction: "mean" },
  { widths: [9, 6, 5, 2], batch: 11, observed: 7, hidden: ["sigmoid", "tanh"], reduction: "mean" },
  { widths: [3, 1, 1, 1], batch: 8, observed: 3, hidden: ["tanh", "identity"] },
  {
    widths: [8, 13, 4, 4],
    batch: 5,
    observed: 4,
    hidden: ["tanh", "sigmoid"],
    positiveWeight: 0.3,
  },
  // more factors than a product of log(1 + e) may have
  { widths: [2, 1], batch: 301, observed: 300 },
];

/** The bits that each step leaves: of its loss, of the loss after it and of the parameters. */
function run(network: Network, data: Observations): string[] {
  observeAll(network, data);
  return Array.from({ length: STEPS }, () => {
    const losses = bitsOf([network.step(), network.loss()]);
    return [...losses, network.hash()].map((word) => word.toString(16)).join(" ");
  });
}

/** A run that stands still or has diverged would be the same everywhere. */
function assertLearns(trace: readonly string[]) {
  assert.ok(new Set(trace).size > STEPS / 2, "the parameters stand still");
  assert.ok(!trace.some((line) => /^[7f]f[89a-f]/.test(line)), "the loss is not finite");
}

for (const { observed, ...shape } of SHAPES) {
  const count = observed ?? shape.batch;
  const data = observations(shape, count, 5);
  const rows = observed ? `, ${observed} of them observed` : "";

  test(`both plans and every blocking give the same bits: ${named(shape)}${rows}`, async () => {
    let expected: string[] | undefined;
    for (const plan of PLANS) {
      for (const { name, kernels } of BLOCKINGS) {
        const trace = run(await startShape(shape, plan, kernels), data);
        expected ??= trace;
        assert.deepEqual(trace, expected, `${plan} plan, ${name}`);
      }
    }
    assertLearns(expected!);
  });
}

for (const plan of PLANS) {
  test(`a partly filled batch gives the bits of a batch of that size, in the ${plan} plan`, async () => {
    const shape: Shape = { widths: [5, 6, 3], batch: 9, hidden: ["tanh"], reduction: "mean" };
    const partly = await startShape(shape, plan);
    for (const observed of [1, 2, 4, 7]) {
      const data = observations(shape, observed, 6);
      partly.init();
      const exact = await startShape({ ...shape, batch: observed }, plan);
      const trace = run(partly, data);
      assert.deepEqual(trace, run(exact, data), `${observed} of ${shape.batch} observed`);
      assertLearns(trace);
    }
  });

  test(`what an earlier, larger batch left behind has no influence in the ${plan} plan`, async () => {
    const shape: Shape = { widths: [4, 5, 2], batch: 8 };
    const used = await startShape(shape, plan);
    observeAll(used, observations(shape, 8, 7));
    used.train();
    used.predict([1, -1, 0.5, 0.25]);
    used.init();
    const fresh = await startShape(shape, plan);
    const data = observations(shape, 5, 8);
    assert.deepEqual(run(used, data), run(fresh, data));
  });
}
