import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/node/package.js";
import { startWorkload } from "./networks.js";
import { workload, workloadNetwork } from "./workloads.js";

/** Runs steps of a network, by its file's text, from a checkpoint on, and gives the hash of the weights then. */
type RunSteps = (text: string, checkpoint: Uint8Array, steps: number) => Promise<{ hash: string }>;

/** Checks that steps of S3 make the bits that are frozen. */
export async function assertFrozenSteps(run: RunSteps): Promise<void> {
  const S3 = workload("S3");
  const frozen = JSON.parse(
    readFileSync(join(packageRoot(), "test/fixtures/frozen.json"), "utf8"),
  ) as { readonly S3: Readonly<Record<number, string>> };
  const start = (await startWorkload(S3, "fast")).save();
  const text = JSON.stringify(workloadNetwork(S3));
  for (const steps of [0, 100, 400]) {
    assert.equal((await run(text, start, steps)).hash, frozen.S3[steps]);
  }
}
