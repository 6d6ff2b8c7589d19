// Networks of all options, linked, have the bits of the modules that the AssemblyScript compiler makes of kernels and network
// together. For more: NETWORKS=500 FIRST=1000 node --test build/test/common/compiler/reference-options.test.js
import assert from "node:assert/strict";
import { test } from "node:test";
import { webAssemblyEngine } from "../../../src/common/loader/index.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import type { NetworkSpec } from "../../../src/common/network/network-spec.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { type RunData, runOf } from "../../support/engine-run.js";
import { extent } from "../../support/extent.js";
import { fitted, rowsOf } from "../../support/network-data.js";
import { PLANS } from "../../support/networks.js";
import { missingOptions } from "../../support/options.js";
import { randomNetwork } from "../../support/random-network.js";
import { referenceModule } from "../../support/reference-module.js";

const COUNT = Number(process.env.NETWORKS ?? extent(18, 300));
/** From here on so many networks have all options. */
const ALL = { first: 619, count: 15 };
const FIRST = Number(process.env.FIRST ?? ALL.first);
const STEPS = 50;
/** The compiler spares itself the optimiser but for one of six networks: the bits must be the same, in half the time. */
const UNOPTIMISED = ["--optimizeLevel", "0", "--shrinkLevel", "0"];
const OPTIMISED_EVERY = 6;

const networks = Array.from({ length: COUNT }, (_, k): [number, NetworkSpec] => [
  FIRST + k,
  checkNetwork(randomNetwork(FIRST + k)),
]);

test("the random networks have all options", () => {
  const missing = missingOptions(networks.map(([, spec]) => spec));
  assert.ok(FIRST !== ALL.first || COUNT < ALL.count || missing.length === 0, `${missing}`);
});

/** All constants that a module exports. */
function constantsOf(wasm: Uint8Array<ArrayBuffer>): (readonly [string, number])[] {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm));
  return Object.entries(exports)
    .flatMap(([name, value]) =>
      value instanceof WebAssembly.Global ? [[name, value.value as number] as const] : [],
    )
    .sort();
}

/** What a module does in a run, all of its memory after it, and after its window is emptied. */
async function run(wasm: Uint8Array<ArrayBuffer>, data: RunData) {
  const engine = await webAssemblyEngine(wasm);
  const lines = runOf(engine, data, STEPS);
  const memory = engine.memory.slice(0);
  if (data.spec.window) engine.run(6, 0);
  return { lines, memory, restarted: engine.memory };
}

for (const [seed, random] of networks) {
  test(`random network ${seed}: linked as compiled, both plans`, async () => {
    const rows = rowsOf(random, seed);
    const data: RunData = { spec: random, rows, fit: fitted(random, rows) };
    for (const plan of PLANS) {
      const spec = { ...random, plan };
      const { wasm } = await buildNetwork(spec);
      const options = seed % OPTIMISED_EVERY === 0 ? [] : UNOPTIMISED;
      const compiled = await referenceModule(spec, {}, options);
      assert.deepEqual(constantsOf(wasm), constantsOf(compiled));
      const [got, expected] = [await run(wasm, data), await run(compiled, data)];
      const at = expected.lines.findIndex((line, step) => line !== got.lines[step]);
      assert.equal(got.lines[at], expected.lines[at], `${plan} plan, step ${at}`);
      for (const what of ["memory", "restarted"] as const) {
        assert.ok(Buffer.from(got[what]).equals(Buffer.from(expected[what])), `${plan}: ${what}`);
      }
    }
  });
}
