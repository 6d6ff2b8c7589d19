// The frozen runs of each option of a network file. test/fixtures/frozen-options.json holds the hashes of all that a step
// changes; when the kernels change their bits on purpose, this command writes it anew, and the change is to be seen in the
// diff:
//
//   UPDATE_FIXTURES=1 node --test build/test/kernels/frozen-options.test.js
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { webAssemblyEngine } from "../../src/common/loader/index.js";
import type { NetworkSpec } from "../../src/common/network/network-spec.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { packageRoot } from "../../src/node/package.js";
import { runOf } from "../support/engine-run.js";
import { fitted, rowsOf } from "../support/network-data.js";
import { PLANS } from "../support/networks.js";
import { OPTION_NETWORKS } from "../support/option-networks.js";

const FILE = join(packageRoot(), "test", "fixtures", "frozen-options.json");
const UPDATE = process.env.UPDATE_FIXTURES === "1";
const STEPS = 50;

/**
 * For each option: CRC-32 of what predict says, the loss' bits and CRC-32 of parameters and state, of the last of the steps.
 */
type Frozen = Record<string, string>;

const frozen: Frozen = UPDATE ? {} : (JSON.parse(readFileSync(FILE, "utf8")) as Frozen);
const measured: Frozen = {};

async function lastLine(spec: NetworkSpec): Promise<string> {
  const { wasm } = await buildNetwork(spec);
  const rows = rowsOf(spec, 7);
  const lines = runOf(
    await webAssemblyEngine(wasm),
    { spec, rows, fit: fitted(spec, rows) },
    STEPS,
  );
  const [, , said, , loss, state] = lines.at(-1)!.split(" ");
  return `${said} ${loss} ${state}`;
}

for (const [name, spec] of OPTION_NETWORKS) {
  test(`${name}: both plans reach the frozen bits`, async () => {
    for (const plan of PLANS) {
      const got = await lastLine({ ...spec, plan });
      // Under UPDATE_FIXTURES the first plan is the measure of the second one.
      const expected = UPDATE ? (measured[name] ?? got) : frozen[name];
      assert.equal(got, expected, `${plan} plan: the bits have changed`);
      measured[name] = got;
    }
  });
}

test("each option reaches bits of its own, and no frozen one is without its option", () => {
  const lines = Object.values(measured);
  assert.equal(new Set(lines).size, lines.length);
  if (!UPDATE) assert.deepEqual(Object.keys(frozen), [...OPTION_NETWORKS.keys()]);
});

after(() => {
  const all = Object.keys(measured).length === OPTION_NETWORKS.size;
  if (UPDATE && all) writeFileSync(FILE, `${JSON.stringify(measured, null, 2)}\n`);
});
