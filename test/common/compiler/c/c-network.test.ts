import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { cFlags, cNetwork } from "../../../../src/common/compiler/c/c-network.js";
import { floatLiteral } from "../../../../src/common/compiler/c/print-c.js";
import { hex } from "../../../../src/common/hex.js";
import { startNetwork } from "../../../../src/common/learning/start-network.js";
import { checkNetwork } from "../../../../src/common/network/network-file.js";
import type { PlanKind } from "../../../../src/common/network/plan.js";
import { buildNetwork } from "../../../../src/node/build-network.js";
import { readModule } from "../../../../src/node/kernels/read-module.js";
import { observations, type Shape, specOf } from "../../../support/networks.js";
import { missing } from "../../../support/tools.js";
import { ALL_WORKLOADS, WORKLOADS, workload, workloadNetwork } from "../../../support/workloads.js";

const skip = missing("gcc", "nm");
const folder = mkdtempSync(join(tmpdir(), "perceptino-c-"));
after(() => rmSync(folder, { recursive: true }));

const STEPS = 200;
const ODD: readonly Shape[] = [
  { widths: [11, 1], batch: 7, positiveWeight: 2.5 },
  { widths: [5, 7, 1], batch: 9, hidden: ["tanh"] },
  { widths: [9, 6, 5, 2], batch: 11, hidden: ["sigmoid", "identity"], reduction: "mean" },
  // So large that loops repeat their bodies, of sizes that are no multiples of how often.
  { widths: [33, 30, 2], batch: 9, hidden: ["tanh"] },
];

/** A driver that observes readings and labels, one by one, and prints the bits of each step's loss and a hash after it. */
const DRIVER = `#include "net.h"
#include <stdio.h>
static uint32_t crc32(void) {
  const unsigned char *bytes = (const unsigned char *)net_memory;
  uint32_t crc = 0xffffffffu;
  for (uint32_t i = 0; i < 4 * NET_PARAMETER_COUNT; i++) {
    crc ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}
int main(void) {
  uint32_t rows = 0;
  net_init(NET_SEED);
  if (!fread(&rows, 4, 1, stdin)) return 1;
  for (uint32_t i = 1; i <= rows; i++) {
    if (!fread(NET_INPUT, 4 * NET_INPUTS, 1, stdin) || !fread(NET_TARGET, 4 * NET_TARGETS, 1, stdin)) return 1;
    if (net_observe() != (int)i) return 2;
  }
  for (int i = 0; i < ${STEPS}; i++) {
    union { float value; uint32_t bits; } loss;
    NET_OBSERVED = rows;
    loss.value = net_train();
    printf("%08x %08x\\n", (unsigned)loss.bits, (unsigned)crc32());
  }
  NET_OBSERVED = rows;
  return net_predict(0, 0) || net_loss() < 0;
}
`;

const bitsOf = (value: number) => new Uint32Array(Float32Array.of(value).buffer)[0]!;

/** Compiles a network's C with some flags and trains it; gives a line per step. */
function runC(
  c: { header: string; source: string },
  flags: readonly string[],
  input: Uint8Array,
): string[] {
  writeFileSync(join(folder, "net.h"), c.header);
  writeFileSync(join(folder, "net.c"), c.source);
  writeFileSync(join(folder, "driver.c"), DRIVER);
  const program = join(folder, "driver");
  const args = [...flags, "-Wall", "-Wextra", "-Werror", "-o", program, "driver.c", "net.c"];
  const compiled = spawnSync("gcc", args, { cwd: folder, encoding: "utf8" });
  assert.equal(compiled.status, 0, compiled.stderr);
  // A loop that misses its end reads for minutes.
  const run = spawnSync(program, { input, encoding: "utf8", timeout: 20_000 });
  assert.equal(run.status, 0, `ended with ${run.signal ?? run.error}`);
  return run.stdout.trim().split("\n");
}

for (const kind of ["fast", "small"] as const satisfies readonly PlanKind[]) {
  for (const name of WORKLOADS) {
    test(`the C of ${name}, ${kind} plan, trains with the module's bits for ${STEPS} steps`, {
      skip,
    }, async () => {
      const work = workload(name);
      const spec = checkNetwork({ ...workloadNetwork(work), plan: kind });
      const rows = work.labels.length;
      await compare(spec, work.readings, work.labels, rows);
    });
  }
  for (const shape of ODD) {
    test(`the C of ${shape.widths.join("-")}, ${kind} plan, partly filled, trains with the module's bits`, {
      skip,
    }, async () => {
      const spec = specOf(shape, kind);
      const rows = shape.batch - 2;
      const all = observations(shape, shape.batch, 7);
      const readings = Float32Array.from(all.readings.flat());
      const labels = Float32Array.from(all.labels.flat());
      await compare(spec, readings, labels, rows);
    });
  }
}

async function compare(
  spec: ReturnType<typeof checkNetwork>,
  readings: Float32Array,
  labels: Float32Array,
  rows: number,
): Promise<void> {
  const built = await buildNetwork(spec);
  const network = await startNetwork(built);
  const { inputs, outputs } = network.engine.layout;
  for (let i = 0; i < rows; i++) {
    network.observe(
      readings.subarray(i * inputs, (i + 1) * inputs),
      labels.subarray(i * outputs, (i + 1) * outputs),
    );
  }
  const expected = Array.from({ length: STEPS }, () => {
    const loss = network.step();
    return `${hex(bitsOf(loss))} ${hex(network.hash())}`;
  });
  const observed = Array.from({ length: rows }, (_, i) => [
    ...readings.subarray(i * inputs, (i + 1) * inputs),
    ...labels.subarray(i * outputs, (i + 1) * outputs),
  ]);
  const input = Buffer.concat(
    [Uint32Array.of(rows), Float32Array.from(observed.flat())].map((a) => Buffer.from(a.buffer)),
  );
  const c = cNetwork(built, "net");
  assert.deepEqual(runC(c, cFlags(built), input), expected);
  assert.deepEqual(runC(c, ["-std=c99", "-O0", "-ffp-contract=off"], input), expected);
}

for (const name of ALL_WORKLOADS) {
  test(`the C of ${name} is compiled for ARM with all optimisations without a warning`, {
    skip: missing("arm-none-eabi-gcc"),
  }, async () => {
    const c = cNetwork(await buildNetwork(checkNetwork(workloadNetwork(workload(name)))), "net");
    writeFileSync(join(folder, "net.h"), c.header);
    writeFileSync(join(folder, "net.c"), c.source);
    const core = ["-mcpu=cortex-m4", "-mthumb", "-mfpu=fpv4-sp-d16", "-mfloat-abi=hard"];
    const flags = [...core, "-std=c99", "-O3", "-Wall", "-Wextra", "-Werror", "-ffreestanding"];
    const args = [...flags, "-c", "net.c", "-o", "net.o"];
    const { status, stderr } = spawnSync("arm-none-eabi-gcc", args, {
      cwd: folder,
      encoding: "utf8",
    });
    assert.deepEqual([status, stderr], [0, ""]);
  });
}

test("the C refuses to be compiled with -ffast-math or one of its parts", { skip }, async () => {
  const built = await buildNetwork(specOf({ widths: [3, 1], batch: 2 }, "fast"));
  const c = cNetwork(built, "net");
  writeFileSync(join(folder, "net.h"), c.header);
  writeFileSync(join(folder, "net.c"), c.source);
  for (const flag of ["-ffast-math", "-ffinite-math-only"]) {
    const { status, stderr } = spawnSync("gcc", ["-c", flag, "-o", "/dev/null", "net.c"], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.notEqual(status, 0);
    assert.match(stderr, /-ffast-math changes results; compile without it/);
  }
});

test("the C needs no library and no writable data but its memory", { skip }, async () => {
  const built = await buildNetwork(
    specOf({ widths: [6, 16, 8, 1], batch: 16, hidden: ["tanh", "tanh"] }, "fast"),
  );
  const c = cNetwork(built, "net");
  writeFileSync(join(folder, "net.h"), c.header);
  writeFileSync(join(folder, "net.c"), c.source);
  const args = ["-c", "-ffreestanding", ...cFlags(built), "-o", "net.o", "net.c"];
  assert.equal(spawnSync("gcc", args, { cwd: folder }).status, 0);
  const { stdout } = spawnSync("nm", ["net.o"], { cwd: folder, encoding: "utf8" });
  const symbols = stdout
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).slice(-2));
  assert.deepEqual(
    symbols.filter(([type]) => type === "U"),
    [],
  );
  assert.deepEqual(
    symbols.filter(([type]) => /[BbDdCS]/.test(type!)).map(([, name]) => name),
    ["net_memory"],
  );
});

test("float literals keep every bit", { skip }, () => {
  const values = [
    0,
    -0,
    1,
    -1.5,
    0.1,
    2 ** -149,
    -(2 ** -127),
    3.4028234663852886e38,
    1.17549435e-38,
  ];
  const c = `#include <stdio.h>\n#include <string.h>\nint main(void) { float v[] = {${values.map(floatLiteral).join(", ")}};
    for (unsigned i = 0; i < sizeof v / 4; i++) { unsigned b; memcpy(&b, v + i, 4); printf("%08x\\n", b); } return 0; }`;
  writeFileSync(join(folder, "floats.c"), c);
  assert.equal(
    spawnSync("gcc", ["-std=c99", "-o", "floats", "floats.c"], { cwd: folder }).status,
    0,
  );
  const { stdout } = spawnSync(join(folder, "floats"), { encoding: "utf8" });
  assert.deepEqual(
    stdout.trim().split("\n"),
    values.map((value) => hex(bitsOf(value))),
  );
});

test("an instruction that the kernels do not use is refused by name", async () => {
  const { default: binaryen } = await import("binaryen");
  const module = binaryen.parseText(
    "(module (func $odd (param i64) (result i64) (i64.add (local.get 0) (i64.const 1))))",
  );
  assert.throws(
    () => readModule(module.emitBinary()),
    /got a value of another type than i32, f32 and v128/,
  );
});
