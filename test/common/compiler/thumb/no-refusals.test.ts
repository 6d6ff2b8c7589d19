// What the validators say of the back end as it is: nothing, of any network.
import { test } from "node:test";
import fc from "fast-check";
import { thumbCode } from "../../../../src/common/compiler/thumb/blob.js";
import { checkNetwork } from "../../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../../src/node/build-network.js";
import { networkFile } from "../../../support/arbitrary-networks.js";
import { PLANS } from "../../../support/networks.js";
import { workload, workloadNetwork } from "../../../support/workloads.js";

const CORES = ["Cortex-M4F"] as const;

async function assemble(file: Record<string, unknown>): Promise<void> {
  const built = await buildNetwork(checkNetwork(file));
  for (const core of CORES) thumbCode(built, core);
}

for (const name of ["L6", "S3", "M3", "B2"] as const)
  test(`nothing is refused in ${name}'s machine code, with either plan`, async () => {
    for (const plan of PLANS) await assemble({ ...workloadNetwork(workload(name)), plan });
  });

test("nothing is refused in machine code of forty networks of any kind", async () => {
  for (const file of fc.sample(networkFile, { seed: 20, numRuns: 40 })) await assemble(file);
});
