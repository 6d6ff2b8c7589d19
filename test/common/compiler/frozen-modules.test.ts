// The modules of L6, S3 and M3, to the last byte: what comes to the kernels for other networks must not be in them.
// test/fixtures/frozen-modules.json holds their sizes and SHA-256; when the kernels, the linker or the printer change what is
// in them on purpose, this command writes it anew, and the commit says why:
//
//   UPDATE_FIXTURES=1 node --test build/test/common/compiler/frozen-modules.test.js
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { bitsOfFloat } from "../../../src/common/bits.js";
import { buildNetworkWith } from "../../../src/common/compiler/build-network.js";
import { programGlobals } from "../../../src/common/compiler/program-globals.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import type { NetworkSpec } from "../../../src/common/network/network-spec.js";
import { planMemory } from "../../../src/common/network/plan.js";
import { compileKernels } from "../../../src/node/kernels/compile-kernels.js";
import { packageRoot } from "../../../src/node/package.js";
import { RESOURCES } from "../../../src/node/resources.js";
import { extent } from "../../support/extent.js";
import { PLANS } from "../../support/networks.js";
import { OPTION_NETWORKS } from "../../support/option-networks.js";
import { WORKLOADS, workload, workloadNetwork } from "../../support/workloads.js";

const FILE = join(packageRoot(), "test", "fixtures", "frozen-modules.json");
const UPDATE = process.env.UPDATE_FIXTURES === "1";

interface Frozen {
  readonly bytes: number;
  readonly sha256: string;
}
const frozen = JSON.parse(readFileSync(FILE, "utf8")) as Record<string, Frozen>;
const measured: Record<string, Frozen> = {};

const workloads = WORKLOADS.flatMap((name) =>
  PLANS.map((plan): [string, NetworkSpec] => [
    `${name} ${plan}`,
    checkNetwork({ ...workloadNetwork(workload(name)), plan }),
  ]),
);

for (const [name, spec] of workloads) {
  test(`${name}: the module has the frozen bytes`, () => {
    const { wasm } = buildNetworkWith(RESOURCES, spec);
    const sha256 = createHash("sha256").update(wasm).digest("hex");
    measured[name] = { bytes: wasm.length, sha256 };
    if (!UPDATE) assert.deepEqual(measured[name], frozen[name]);
  });
}

after(() => {
  const all = Object.keys(measured).length === workloads.length;
  if (UPDATE && all) writeFileSync(FILE, `${JSON.stringify(measured, null, 2)}\n`);
});

/** The kernels' constants that say what a network does. */
const CHOICES = [
  ...["TASK", "LABELS", "MEAN", "POSITIVE_WEIGHT", "CLASS_WEIGHTS", "NORMALIZER", "CLIP"],
  ...["SEEN_MOST", "WARM_UP", "OPTIMIZER", "WEIGHT_DECAY", "CLIP_NORM", "BUFFERED", "SCHEDULE"],
  "ACTIVATIONS",
];

/** assembly/network.ts with a network's choices in the place of their declarations: the compiler then leaves out the others. */
function chosen(spec: NetworkSpec): string {
  const globals = programGlobals(spec, planMemory(spec));
  return CHOICES.reduce(
    (text, name) => {
      const { type, value } = globals.get(name)!;
      const declared = new RegExp(
        `// @ts-ignore: decorator\n@external\\("network", "${name}"\\) export declare const ${name}: (\\w+);`,
      );
      assert.match(text, declared);
      return text.replace(declared, (_, as: string) => {
        const number = type === "f32" ? `reinterpret<f32>(${bitsOfFloat(value)})` : value;
        return `export const ${name}: ${as} = ${as === "bool" ? value !== 0 : number};`;
      });
    },
    readFileSync(join(packageRoot(), "assembly", "network.ts"), "utf8"),
  );
}

/**
 * Bytes that a module may have more than one of kernels without any other option. The compiler shapes the same arithmetic a
 * little otherwise when there is less of it. Measured: at most 24 of 156 networks.
 */
const MOST = 28;
const EVERY = extent(26, 1);

const options = [...OPTION_NETWORKS].map(([name, spec], k): [string, NetworkSpec] => {
  const plan = PLANS[k % 2]!;
  return [`${name}, ${plan} plan`, { ...spec, plan }];
});

for (const [name, spec] of [...workloads, ...options.filter((_, k) => k % EVERY === 0)]) {
  test(`${name}: the module is as small as if the kernels had no other option`, async () => {
    const kernels = await compileKernels({ "assembly/network.ts": chosen(spec) });
    const { wasm: bare } = buildNetworkWith({ ...RESOURCES, kernels }, spec);
    const { wasm } = buildNetworkWith(RESOURCES, spec);
    assert.ok(
      wasm.length <= bare.length + MOST,
      `${wasm.length} bytes, without all other options ${bare.length}`,
    );
  });
}
