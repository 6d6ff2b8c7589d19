// What the validators say of the back end as it is: nothing, of any network.
import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { thumbCode } from "../../../../src/common/compiler/thumb/blob.js";
import { UserError } from "../../../../src/common/errors.js";
import { checkNetwork } from "../../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../../src/node/build-network.js";
import { networkFile } from "../../../support/arbitrary-networks.js";
import { PLANS } from "../../../support/networks.js";
import { workload, workloadNetwork } from "../../../support/workloads.js";

const CORES = ["Cortex-M4F", "Cortex-M3", "Cortex-M0+"] as const;

async function assemble(file: Record<string, unknown>): Promise<void> {
  const built = await buildNetwork(checkNetwork(file));
  for (const core of CORES) thumbCode(built, core);
}

/** Assembles a network if it fits into memory at all; says whether it does. */
async function assembledIfItFits(file: Record<string, unknown>): Promise<boolean> {
  try {
    await assemble(file);
    return true;
  } catch (error) {
    if (error instanceof UserError && /bytes of memory/.test(error.message)) return false;
    throw error;
  }
}

for (const name of ["L6", "S3", "M3", "B2"] as const)
  test(`nothing is refused in ${name}'s machine code, with either plan`, async () => {
    for (const plan of PLANS) await assemble({ ...workloadNetwork(workload(name)), plan });
  });

test("nothing is refused in machine code of thirty networks of any kind", async () => {
  let assembled = 0;
  for (const file of fc.sample(networkFile, { seed: 20, numRuns: 160 }))
    if (assembled < 30 && (await assembledIfItFits(file))) assembled++;
  assert.equal(assembled, 30);
});
