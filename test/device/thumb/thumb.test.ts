import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { promisify } from "node:util";
import {
  THUMB_CORES,
  type ThumbCode,
  type ThumbCore,
} from "../../../src/common/compiler/thumb/code.js";
import { UserError } from "../../../src/common/errors.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import type { PlanKind } from "../../../src/common/network/plan.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { thumbCode } from "../../../src/node/gcc/thumb.js";
import { linkBlob } from "../../../src/node/gcc/thumb-link.js";
import { extent } from "../../support/extent.js";
import { observations, PLANS, type Shape, specOf } from "../../support/networks.js";
import { seededRandom } from "../../support/random.js";
import { mostBytesOfS3 } from "../../support/thumb-sizes.js";
import { missing } from "../../support/tools.js";
import { workload, workloadNetwork } from "../../support/workloads.js";
import { compileCheck, FLOAT_ROUTINES, quickCheck } from "../../thumb/check-floats.js";
import { expectedLines, runOnDevice, type Work } from "../../thumb/device.js";

const GCC = "arm-none-eabi-gcc";
const M0 = ["-mcpu=cortex-m0", "-mthumb"];
const STEPS = extent(12, 50);
/** Random pairs of numbers; test/thumb/check-floats.ts takes more. */
const PAIRS = extent(500_000, 10_000_000);
const ENTRIES = ["init", "observe", "predict", "train", "loss"];
const STACK_LIMIT = 640; // bytes

const folder = mkdtempSync(join(tmpdir(), "perceptino-thumb-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));

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
const codes = new Map<string, Promise<ThumbCode>>();
const workOf = (name: Name, plan: PlanKind) =>
  once(
    () => {
      if (name === "window") return windowWork(plan);
      return name in ODD ? oddWork(name, plan) : usualWork(name, plan);
    },
    works,
    `${name} ${plan}`,
  );
const codeOf = (name: Name, plan: PlanKind, core: ThumbCore) =>
  once(
    async () => thumbCode((await workOf(name, plan)).built, core),
    codes,
    `${name} ${plan} ${core}`,
  );

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

for (const core of THUMB_CORES) {
  test(`code for ${core} trains with Node's bits at two addresses: ${NAMES.join(", ")}, both plans`, {
    skip: missing(GCC, "qemu-system-arm"),
  }, async () => {
    const cases = await Promise.all(
      NAMES.flatMap((name) =>
        PLANS.map(async (plan) => {
          const [work, code] = [await workOf(name, plan), await codeOf(name, plan, core)];
          return { name: `${name}, ${plan} plan`, work, code };
        }),
      ),
    );
    const traces = await runOnDevice(core, cases);
    assert.equal(traces.length, 2 * cases.length);
    for (const [i, { name, work }] of cases.entries()) {
      const [first, second] = traces.slice(2 * i, 2 * i + 2);
      const expected = await expectedLines(work);
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
}

test("entries lie inside the code, and S3's code keeps to its size", {
  skip: missing(GCC),
}, async () => {
  for (const core of THUMB_CORES) {
    for (const plan of PLANS) {
      const { bytes, entries, compiler, flags } = await codeOf("S3", plan, core);
      const most = mostBytesOfS3(core, plan);
      assert.ok(bytes.length <= most, `${core}, ${plan}: ${bytes.length} of ${most} bytes`);
      assert.equal(bytes.length % 4, 0);
      assert.deepEqual([...entries.keys()], ENTRIES);
      const places = [...entries.values()];
      assert.equal(new Set(places).size, ENTRIES.length);
      for (const at of places) assert.ok(at >= 0 && at < bytes.length && at % 2 === 0, `${at}`);
      assert.match(compiler, /arm-none-eabi-gcc/);
      assert.ok(flags.includes("-ffp-contract=off") && flags.includes("-fpic"));
    }
  }
});

/** Compiles a file for the Cortex-M0 and links it as code that may lie anywhere. */
async function link(name: string, source: string, more: readonly string[] = []) {
  const object = `${name}.o`;
  writeFileSync(join(folder, name), source);
  const flags = ["-O1", "-ffreestanding", "-w", ...more];
  await promisify(execFile)(GCC, [...M0, ...flags, "-c", name, "-o", object], { cwd: folder });
  return linkBlob([object], M0, folder);
}

const INIT = "int init(void) { return 0; } int observe(void) { return 0; }";
const OTHERS = "int predict(void) { return 0; } int loss(void) { return 0; }";
const refused = (place: RegExp) => (error: Error) => {
  assert.ok(error instanceof UserError);
  assert.match(error.message, place);
  assert.match(error.message, /expected code that may lie anywhere; .*plain JavaScript/);
  return true;
};

test("code that finds a table at its address is refused, and the function named", {
  skip: missing(GCC),
}, async () => {
  const source = `${INIT} ${OTHERS}
    static const int *const table[] = {(int *)init, (int *)observe, (int *)loss};
    const int *train(int unused, int i) { return table[i]; }`;
  await assert.rejects(link("table.c", source), refused(/an address, in train at byte 8,/));
});

test("code that loads an address is refused, and the function named", {
  skip: missing(GCC),
}, async () => {
  const source = `${INIT} ${OTHERS} __attribute__((noinline)) void *here(void) { return (void *)here; }
    void *train(void) { return here(); }`;
  await assert.rejects(link("load.c", source), refused(/an address, in here at byte \d+,/));
});

test("GCC's own float division for the Cortex-M0 is refused", { skip: missing(GCC) }, async () => {
  const source = `${INIT} ${OTHERS} float train(float a, float b) { return a / b; }`;
  await assert.rejects(link("divide.c", source), refused(/an address, in __aeabi_fdiv at byte/));
});

test("code with data of its own, or with a table that a loader must fill in, is refused", {
  skip: missing(GCC),
}, async () => {
  const counter = `${INIT} ${OTHERS} int train(void) { static int calls; return calls++; }`;
  await assert.rejects(link("data.c", counter, ["-fpic"]), /the code has writable data/);
  const table = `${INIT} ${OTHERS}
    static int (*const table[])(void) = {init, observe};
    int train(int unused, int i) { return table[i](); }`;
  await assert.rejects(link("relative.c", table, ["-fpic"]), /the code has writable data/);
});

test("plain code is not refused", { skip: missing(GCC) }, async () => {
  const { bytes, symbols } = await link(
    "plain.c",
    `${INIT} ${OTHERS} int train(void) { return 1; }`,
  );
  assert.ok(bytes.length > 0);
  assert.ok(ENTRIES.every((entry) => symbols.some(({ name }) => name === entry)));
});

test("an unknown core is refused with the cores that there are", async () => {
  const { built } = await workOf("L6", "fast");
  await assert.rejects(thumbCode(built, "Cortex-M7" as ThumbCore), (error: Error) => {
    assert.ok(error instanceof UserError);
    assert.equal(
      error.message,
      'core: got "Cortex-M7", expected one of Cortex-M0, Cortex-M0+, Cortex-M3, Cortex-M4F, Cortex-M33F',
    );
    return true;
  });
});

test("without ARM's compiler the error says what installs it and what needs none", async () => {
  const { built } = await workOf("L6", "fast");
  const path = process.env.PATH;
  process.env.PATH = folder;
  try {
    await assert.rejects(thumbCode(built, "Cortex-M4F"), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /got no such program/);
      assert.match(error.message, /install it with: apt-get install gcc-arm-none-eabi,/);
      assert.match(error.message, /--placement javascript, which needs no compiler/);
      return true;
    });
  } finally {
    process.env.PATH = path;
  }
});

test("the float routines have this machine's bits for all pairs of exponents and random pairs", {
  skip: missing("gcc"),
}, async (t) => {
  const pairs = await quickCheck(await compileCheck(folder), PAIRS);
  assert.ok(pairs > 20_000_000 + PAIRS);
  t.diagnostic(`${pairs} pairs of numbers`);
});

test("the check of the float routines finds a wrong limit, tie, lost bit and zero", {
  skip: missing("gcc"),
}, async () => {
  const mistakes = [
    ["distance > 25", "distance > 24"],
    ["if (!(significand & 0x7f)) result &= ~1u;", ""],
    ["return high | (low << 16 != 0);", "return high;"],
    ["a << 1 == 0 ? a & b : a", "a"],
    ["exponent < -30 ? 1", "exponent < -30 ? 0x100"],
  ] as const;
  const right = readFileSync(FLOAT_ROUTINES, "utf8");
  for (const [code, mistake] of mistakes) {
    assert.ok(right.includes(code), code);
    const path = join(folder, "wrong.c");
    writeFileSync(path, right.replace(code, mistake));
    await assert.rejects(
      quickCheck(await compileCheck(folder, path), PAIRS),
      /got .*, expected /,
      code,
    );
  }
});
