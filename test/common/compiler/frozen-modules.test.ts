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
import type { Program } from "../../../src/common/compiler/ir/ir.js";
import { eachStatement, eachValue } from "../../../src/common/compiler/ir/walk.js";
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
 * What a program computes, by what it is, and how often: its loads, stores, calls and loops, all that it does to floats, and
 * to integers but for conditions.
 */
function computed({ routines }: Program): Record<string, number> {
  const counts: Record<string, number> = { routines: routines.length };
  const count = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  for (const { body } of routines) {
    eachValue(body, (e) => {
      if (e.kind === "load") count(`${e.type}.load`);
      if (e.kind !== "unary" && e.kind !== "binary") return;
      const of = e.kind === "unary" ? e.value.type : e.left.type;
      if (of === "f32" || !CONDITIONS.has(e.operator)) count(`${of}.${e.operator}`);
    });
    eachStatement(body, ({ kind }) => {
      if (kind === "store" || kind === "call" || kind === "loop") count(kind);
    });
  }
  return counts;
}

/** What conditions are put together of; `if (a && b)` may be two ifs, a selection, or what one finds true and the other too. */
const CONDITIONS: ReadonlySet<string> = new Set([
  ...["eqz", "and", "or", "eq", "ne"],
  ...["lt_s", "lt_u", "le_s", "le_u", "gt_s", "gt_u", "ge_s", "ge_u"],
]);

/**
 * Bytes that a module may have more than one of kernels without any other option, though it computes the same: the compiler
 * keeps more of it in locals, and puts conditions together otherwise. At most 25 in the 156 networks of the thorough tests.
 */
const MOST = 25;
/** Odd, so that both plans are among them. */
const EVERY = extent(25, 1);

const options = [...OPTION_NETWORKS].map(([name, spec], k): [string, NetworkSpec] => {
  const plan = PLANS[k % 2]!;
  return [`${name}, ${plan} plan`, { ...spec, plan }];
});

for (const [name, spec] of [...workloads, ...options.filter((_, k) => k % EVERY === 0)]) {
  test(`${name}: the module computes nothing for what other networks have, and is as small`, async () => {
    const kernels = await compileKernels({ "assembly/network.ts": chosen(spec) });
    const bare = buildNetworkWith({ ...RESOURCES, kernels }, spec);
    const { program, wasm } = buildNetworkWith(RESOURCES, spec);
    assert.deepEqual(computed(program), computed(bare.program));
    assert.ok(
      wasm.length <= bare.wasm.length + MOST,
      `${wasm.length} bytes, without all other options ${bare.wasm.length}`,
    );
  });
}
