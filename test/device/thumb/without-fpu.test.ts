// Machine code of our own for cores without an FPU, in QEMU against Node: results and the whole memory, at two addresses.
import assert from "node:assert/strict";
import { test } from "node:test";
import { thumbCode } from "../../../src/common/compiler/thumb/blob.js";
import { checkNetwork, type NetworkSpec } from "../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { extent } from "../../support/extent.js";
import { mixedNetworks } from "../../support/mixed-networks.js";
import { PLANS } from "../../support/networks.js";
import { once } from "../../support/once.js";
import { OPTION_NETWORKS } from "../../support/option-networks.js";
import { seededRandom } from "../../support/random.js";
import { randomNetwork } from "../../support/random-network.js";
import { missing } from "../../support/tools.js";
import { type Workload, workload, workloadNetwork } from "../../support/workloads.js";
import { expectedLines, runOnDevice, type Work } from "../../thumb/device.js";

const CORES = ["Cortex-M3", "Cortex-M0+"] as const;
type Core = (typeof CORES)[number];
const MOST_STACK = 656; // bytes
/** Bytes that S3's code takes at most, by plan. */
const MOST_BYTES = {
  "Cortex-M3": { fast: 8100, small: 4800 },
  "Cortex-M0+": { fast: 8900, small: 5600 },
} as const satisfies Record<Core, object>;
const STEPS = 3;
const AT_ONCE = 20;
/** Every so many of the networks with each option. */
const EACH = extent(12, 1);
const RANDOM = extent(10, 300);
const skip = missing("arm-none-eabi-gcc", "qemu-system-arm");

interface Case {
  readonly name: string;
  readonly work: Work;
  /** what a core must print */
  readonly expected: readonly string[];
}

const caseOf = async (name: string, work: Work): Promise<Case> => ({
  name,
  work,
  expected: await expectedLines(work),
});

async function workloadCase(name: Workload["name"], plan: (typeof PLANS)[number]): Promise<Case> {
  const { readings, labels: targets } = workload(name);
  const built = await buildNetwork(checkNetwork({ ...workloadNetwork(workload(name)), plan }));
  const rows = built.spec.batch;
  return caseOf(`${name}, ${plan}`, { built, rows, readings, targets, steps: STEPS });
}

/** A network with random rows: a batch that is not full, or a few windows. */
async function networkCase(name: string, spec: NetworkSpec): Promise<Case> {
  const built = await buildNetwork(spec);
  const random = seededRandom(12);
  const rows = spec.window ? 60 : Math.max(1, spec.batch - 1);
  const target = () => (spec.task === "yes-no" ? random.whole(0, 1) : random.uniform(-2, 2));
  const targetsOfRow = () =>
    spec.task === "classes" ? [random.whole(0, spec.outputs.length - 1)] : spec.outputs.map(target);
  const readings = Float32Array.from({ length: rows * spec.inputs.length }, () =>
    random.uniform(-3, 3),
  );
  const targets = Float32Array.from(Array.from({ length: rows }, targetsOfRow).flat());
  return caseOf(name, { built, rows, readings, targets, steps: STEPS });
}

/** Runs networks on a core and compares; gives each one's bytes of code and of stack. */
async function compare(core: Core, cases: readonly Case[]) {
  const sizes = new Map<string, { bytes: number; stack: number }>();
  for (let at = 0; at < cases.length; at += AT_ONCE) {
    const part = cases
      .slice(at, at + AT_ONCE)
      .map((one) => ({ ...one, code: thumbCode(one.work.built, core) }));
    const traces = await runOnDevice(core, part);
    assert.equal(traces.length, 2 * part.length);
    for (const [i, { name, expected, code }] of part.entries()) {
      const [first, second] = traces.slice(2 * i, 2 * i + 2);
      assert.notEqual(first!.places, second!.places);
      for (const { lines, changed, stack } of [first!, second!]) {
        assert.deepEqual(lines, expected, name);
        assert.equal(changed, 0, `${name}: words outside of its memory`);
        sizes.set(name, { bytes: code.bytes.length, stack });
      }
    }
  }
  return sizes;
}

// The cases are made once: the cores differ in nothing but their code.
const workloads = once(() =>
  Promise.all(
    (["L6", "S3", "M3", "B2"] as const).flatMap((name) =>
      PLANS.map((plan) => workloadCase(name, plan)),
    ),
  ),
);

const allOptions = once(() => {
  const options = [...OPTION_NETWORKS].filter((_, n) => n % EACH === 0);
  const mixed = PLANS.flatMap((plan) => mixedNetworks(plan));
  const random = Array.from(
    { length: RANDOM },
    (_, seed) => [`random network ${seed}`, randomNetwork(seed)] as const,
  );
  const all = [...options, ...mixed, ...random];
  return Promise.all(all.map(([name, spec]) => networkCase(name, spec)));
});

for (const core of CORES) {
  test(`our code for ${core} trains the workloads with Node's bits, small enough`, {
    skip,
  }, async () => {
    const sizes = await compare(core, await workloads());
    for (const [name, { stack }] of sizes)
      assert.ok(stack <= MOST_STACK, `${name}: ${stack} bytes of stack`);
    for (const plan of PLANS) {
      const { bytes } = sizes.get(`S3, ${plan}`)!;
      assert.ok(bytes <= MOST_BYTES[core][plan], `S3, ${plan}: ${bytes} bytes`);
    }
  });

  test(`our code for ${core} trains networks of all options with Node's bits`, {
    skip,
  }, async () => {
    await compare(core, await allOptions());
  });
}
