// The frozen runs. test/fixtures/frozen.json holds the hashes of the parameters; when the kernels change their bits on
// purpose, this command writes it anew, and the change is to be seen in the diff:
//
//   UPDATE_FIXTURES=1 node --test build/test/frozen.test.js
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { packageRoot } from "../../src/node/package.js";
import { PLANS, startWorkload } from "../support/networks.js";
import { ALL_WORKLOADS, workload } from "../support/workloads.js";

const FILE = join(packageRoot(), "test", "fixtures", "frozen.json");
const UPDATE = process.env.UPDATE_FIXTURES === "1";
const STEPS = [0, 100, 400] as const;

/** How far a loss may lie from the table of three independent implementations. */
const LOSS_BOUND = 1e-5;

/** CRC-32 of the parameters' bytes after so many steps, for each workload. */
type Frozen = Record<string, Record<string, string>>;

const measured: Frozen = {};
let passed = 0;
const frozen: Frozen = UPDATE ? {} : (JSON.parse(readFileSync(FILE, "utf8")) as Frozen);

for (const name of ALL_WORKLOADS) {
  for (const plan of PLANS) {
    test(`${name} reaches the losses of the table and the frozen bits with the ${plan} plan`, async (t) => {
      const w = workload(name);
      const network = await startWorkload(w, plan);
      const hashes: Record<string, string> = {};
      for (const steps of STEPS) {
        while (network.steps < steps) network.step();
        const loss = network.loss();
        assert.ok(
          Math.abs(loss - w.lossAt[steps]) <= LOSS_BOUND,
          `after ${steps} steps: got the loss ${loss}, expected ${w.lossAt[steps]}`,
        );
        hashes[steps] = network.hash().toString(16).padStart(8, "0");
      }
      // Under UPDATE_FIXTURES the first plan is the measure of the second one.
      const expected = UPDATE ? (measured[name] ?? hashes) : frozen[name];
      assert.deepEqual(hashes, expected, "the parameters' bits have changed");
      measured[name] = hashes;
      passed++;
      if (UPDATE) t.diagnostic(`UPDATE_FIXTURES: ${name} frozen anew as ${JSON.stringify(hashes)}`);
    });
  }
}

after(() => {
  const all = passed === ALL_WORKLOADS.length * PLANS.length;
  if (UPDATE && all) writeFileSync(FILE, `${JSON.stringify(measured, null, 2)}\n`);
});
