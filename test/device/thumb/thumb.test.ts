import assert from "node:assert/strict";
import { test } from "node:test";
import { thumbCode } from "../../../src/common/compiler/thumb/blob.js";
import {
  OPTIMIZE,
  type Optimize,
  optimizeOf,
  THUMB_CORES,
  type ThumbCode,
  type ThumbCore,
} from "../../../src/common/compiler/thumb/code.js";
import { UserError } from "../../../src/common/errors.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import type { PlanKind } from "../../../src/common/network/plan.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { extent } from "../../support/extent.js";
import { observations, PLANS, type Shape, specOf } from "../../support/networks.js";
import { seededRandom } from "../../support/random.js";
import { mostBytesOfS3 } from "../../support/thumb-sizes.js";
import { missing } from "../../support/tools.js";
import { workload, workloadNetwork } from "../../support/workloads.js";
import { expectedLines, runOnDevice, type Work } from "../../thumb/device.js";
import { gccCode } from "../../thumb/gcc-blob.js";

/** Of the harness, which GCC compiles; our code needs none. */
const GCC = "arm-none-eabi-gcc";
const STEPS = extent(12, 50);
const ENTRIES = ["init", "observe", "predict", "train", "loss"];
const STACK_LIMIT = 640; // bytes

type Name = "L6" | "S3" | keyof typeof ODD | "window";
const ODD = {
  "9-6-5-2": {
    widths: [9, 6, 5, 2],
    batch: 11,
    hidden: ["sigmoid", "identity"],
    reduction: "mean",
  },
  "11-1": { widths: [11, 1], batch: 7, positiveWeight: 2.5 },
} as const satisfies Record<string, Shape>;
const NAMES: readonly Name[] = ["L6", "S3", "9-6-5-2", "11-1", "window"];

/** Does something once for each key. */
function once<T>(make: () => Promise<T>, kept: Map<string, Promise<T>>, key: string): Promise<T> {
  const made = kept.get(key) ?? make();
  kept.set(key, made);
  return made;
}

const works = new Map<string, Promise<Work>>();
const workOf = (name: Name, plan: PlanKind) =>
  once(
    () => {
      if (name === "window") return windowWork(plan);
      return name in ODD ? oddWork(name, plan) : usualWork(name, plan);
    },
    works,
    `${name} ${plan}`,
  );
const codes = new Map<string, Promise<ThumbCode>>();
const codeOf = (
  name: Name,
  plan: PlanKind,
  core: ThumbCore,
  optimize?: Optimize,
): Promise<ThumbCode> =>
  once(
    async () =>
      thumbCode((await workOf(name, plan)).built, core, { ...(optimize && { optimize }) }),
    codes,
    `${name} ${plan} ${core} ${optimize}`,
  );

const expectations = new WeakMap<Work, Promise<string[]>>();
/** What every code of a network must print. */
function expectedOf(work: Work): Promise<string[]> {
  const lines = expectations.get(work) ?? expectedLines(work);
  expectations.set(work, lines);
  return lines;
}

async function usualWork(name: Name, plan: PlanKind): Promise<Work> {
  const work = workload(name as "L6" | "S3");
  const spec = checkNetwork({ ...workloadNetwork(work), plan });
  const { readings, labels: targets } = work;
  return { built: await buildNetwork(spec), rows: spec.batch, readings, targets, steps: STEPS };
}

/** A network of odd sizes whose batch is not full. */
async function oddWork(name: Name, plan: PlanKind): Promise<Work> {
  const shape: Shape = ODD[name as keyof typeof ODD];
  const rows = shape.batch - 2;
  const { readings, labels } = observations(shape, rows, 7);
  return {
    built: await buildNetwork(specOf(shape, plan)),
    rows,
    readings: Float32Array.from(readings.flat()),
    targets: Float32Array.from(labels.flat()),
    steps: STEPS,
  };
}

/** Classes of a window of all features, with whatever else a learner can have; its batch overflows. */
async function windowWork(plan: PlanKind): Promise<Work> {
  const spec = checkNetwork({
    inputs: ["x", "y"],
    window: {
      rows: 6,
      stride: 4,
      features: ["mean", "deviation", "min", "max", "change", "rms", "slope", "crossings", "raw"],
    },
    task: "classes",
    outputs: ["a", "b", "c"],
    layers: [
      { units: 5, activation: "leaky-relu" },
      { units: 6, activation: "softsign" },
      { units: 3 },
    ],
    classWeights: [1, 2, 0.5],
    optimizer: {
      type: "adam",
      weightDecay: 0.01,
      clipNorm: 2,
      schedule: { type: "cosine", steps: 40, to: 0.1 },
    },
    normalizer: { type: "adaptive", clip: 2.5, warmUp: 3, memory: 20 },
    batch: 5,
    plan,
  });
  const rows = 50;
  const random = seededRandom(12);
  return {
    built: await buildNetwork(spec),
    rows,
    readings: Float32Array.from({ length: 2 * rows }, () => random.uniform(-4, 4)),
    targets: Float32Array.from({ length: rows }, () => random.whole(0, 2)),
    steps: STEPS,
  };
}

/** Both plans of a network with both kinds of code. */
const casesOf = async (name: Name, core: ThumbCore) =>
  Promise.all(
    PLANS.flatMap((plan) =>
      OPTIMIZE.map(async (optimize) => ({
        name: `${name}, ${plan} plan, for ${optimize}`,
        work: await workOf(name, plan),
        code: await codeOf(name, plan, core, optimize),
      })),
    ),
  );

for (const core of THUMB_CORES) {
  test(`code for ${core} trains with Node's bits at two addresses: ${NAMES.join(", ")}, both plans, for ${OPTIMIZE.join(", ")}`, {
    skip: missing(GCC, "qemu-system-arm"),
  }, async () => {
    const cases = (await Promise.all(NAMES.map((name) => casesOf(name, core)))).flat();
    const traces = await runOnDevice(core, cases);
    assert.equal(traces.length, 2 * cases.length);
    for (const [i, { name, work }] of cases.entries()) {
      const [first, second] = traces.slice(2 * i, 2 * i + 2);
      const expected = await expectedOf(work);
      assert.notEqual(first!.places, second!.places);
      for (const { places, lines, changed, stack } of [first!, second!]) {
        const wrong = lines.findIndex((line, n) => line !== expected[n]);
        assert.equal(lines[wrong], expected[wrong], `${name}: line ${wrong}, ${places}`);
        assert.equal(lines.length, expected.length);
        assert.equal(changed, 0, `${name}: words outside of its memory, ${places}`);
        assert.ok(stack <= STACK_LIMIT, `${name}: ${stack} bytes of stack`);
      }
    }
  });

  test(`GCC's code for ${core} has Node's bits too: ${NAMES.join(", ")}, both plans`, {
    skip: missing(GCC, "qemu-system-arm"),
  }, async () => {
    const cases = NAMES.flatMap((name) => PLANS.map((plan) => ({ name, plan })));
    const compiled = await Promise.all(
      cases.map(async ({ name, plan }) => {
        const work = await workOf(name, plan);
        const code = await gccCode(work.built, core);
        const ours = await codeOf(name, plan, core, optimizeOf(plan, {}));
        assert.notDeepEqual(ours.bytes, code.bytes);
        return { work, code };
      }),
    );
    const traces = await runOnDevice(core, compiled);
    for (const [i, { name, plan }] of cases.entries()) {
      const expected = await expectedOf(compiled[i]!.work);
      assert.ok(expected.length > STEPS);
      assert.deepEqual(traces[2 * i]!.lines, expected, `${name}, ${plan} plan`);
    }
  });
}

test("entries lie inside the code, and S3's code keeps to its size", async () => {
  for (const core of THUMB_CORES) {
    for (const plan of PLANS) {
      const { bytes, entries } = await codeOf("S3", plan, core);
      const most = mostBytesOfS3(core, plan);
      assert.ok(bytes.length <= most, `${core}, ${plan}: ${bytes.length} of ${most} bytes`);
      assert.equal(bytes.length % 4, 0);
      assert.deepEqual([...entries.keys()], ENTRIES);
      const places = [...entries.values()];
      assert.equal(new Set(places).size, ENTRIES.length);
      for (const at of places) assert.ok(at >= 0 && at < bytes.length && at % 2 === 0, `${at}`);
    }
  }
});

test("the plan says what code is made for, unless it is said, and code is no longer for size than balanced, and than for speed", async () => {
  for (const core of THUMB_CORES) {
    for (const plan of PLANS) {
      const own = await codeOf("S3", plan, core);
      const all = await Promise.all(OPTIMIZE.map((o) => codeOf("S3", plan, core, o)));
      const [balanced, speed, size] = all.map(({ bytes }) => bytes);
      assert.equal(own.optimize, plan === "fast" ? "balanced" : "size");
      assert.deepEqual(own.bytes, plan === "fast" ? balanced : size);
      assert.ok(size!.length <= balanced!.length && balanced!.length <= speed!.length);
    }
  }
});

const refusal = (message: string) => (error: Error) => {
  assert.ok(error instanceof UserError);
  assert.equal(error.message, message);
  return true;
};

test("an unknown core or dial is refused with what there is", async () => {
  const { built } = await workOf("L6", "fast");
  assert.throws(
    () => thumbCode(built, "Cortex-M7" as ThumbCore),
    refusal(`core: got "Cortex-M7", expected one of ${THUMB_CORES.join(", ")}`),
  );
  assert.throws(
    () => thumbCode(built, "Cortex-M4F", { optimize: "fast" as Optimize }),
    refusal('optimize: got "fast", expected one of balanced, speed, size'),
  );
});

test("code is made where there is no program at all, and is always the same", async () => {
  const { built } = await workOf("S3", "fast");
  const before = thumbCode(built, "Cortex-M4F").bytes;
  const path = process.env.PATH;
  process.env.PATH = "";
  try {
    assert.deepEqual(thumbCode(built, "Cortex-M4F").bytes, before);
  } finally {
    process.env.PATH = path;
  }
});
