import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BuiltNetwork } from "../../src/common/compiler/build-network.js";
import { preamble } from "../../src/common/compiler/c/preamble.js";
import { cRoutineNames, printRoutines } from "../../src/common/compiler/c/print-c.js";
import { printSquareRoot } from "../../src/common/compiler/c/square-root.js";
import { fittedNumbers, type RunData } from "./engine-run.js";

/** A built network and what it runs on. */
export interface CRun {
  readonly built: BuiltNetwork;
  readonly data: RunData;
}

/** The compiler's option: the first compiles four times faster, the second is what programs are compiled with. */
export type OptimizationLevel = "-O0" | "-O2";

/** The runs of engine-run.ts in C: many networks compiled at once by this machine's own compiler; lines for each of them. */
export function runsInC(runs: readonly CRun[], steps: number, level: OptimizationLevel) {
  const folder = mkdtempSync(join(tmpdir(), "perceptino-runs-"));
  try {
    writeFileSync(join(folder, "runs.c"), sourceOf(runs, steps));
    const args = ["-std=gnu99", "-w", level, "-ffp-contract=off", "-o", "runs", "runs.c"];
    const { status, stderr } = spawnSync("gcc", args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(`the C did not compile: ${stderr}`);
    const { stdout } = spawnSync(join(folder, "runs"), { encoding: "utf8", maxBuffer: 1 << 28 });
    const lines = stdout.trimEnd().split("\n");
    return runs.map((_, k) => lines.slice(k * steps, (k + 1) * steps));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sourceOf(runs: readonly CRun[], steps: number): string {
  const words = Math.max(...runs.map(({ built }) => built.plan.end)) / 4;
  const roots = runs.map(({ built }) => printSquareRoot(built.program, built.resources.kernels));
  return `#include <stdint.h>
#include <stdio.h>
#include <string.h>
${preamble("(unsigned char *)memory", `static u32 memory[${words}];`)}
${DRIVER}
${roots.find((text) => text !== "") ?? ""}
${runs.map(networkOf).join("\n")}
int main(void) {
${runs.map((_, k) => `  run(&n${k}, ${steps});`).join("\n")}
  return 0;
}
`;
}

/** What engine-run.ts does, by the same names. */
const DRIVER = `typedef struct {
  u32 inputs, outputs, targets, channels, batch, parameters, input, output, reading, state_end, seed, row_count, fit_count;
  const u32 *rows, *fit;
  void (*init)(u32);
  u32 (*observe)(void), (*predict)(void), (*push)(void);
  f32 (*train)(void), (*loss)(void);
} Network;
static u32 crc32(u32 at, u32 length) {
  u32 crc = 0xffffffffu;
  for (u32 i = at; i < at + length; i++) {
    crc ^= ((unsigned char *)memory)[i];
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0);
  }
  return ~crc;
}
static u32 statuses;
static u32 tell(u32 status) {
  statuses = statuses * 31u + status;
  return status;
}
static void feed(const Network *n, u32 *row, u32 count) {
  statuses = 0;
  while (memory[n->parameters + 2] < count) {
    const u32 *reading = n->rows + (*row)++ % n->row_count * (n->channels + n->targets);
    memcpy(memory + (n->push ? n->reading : n->input) / 4, reading, 4 * n->channels);
    if (n->push && tell(n->push()) != 1) continue;
    memcpy(memory + n->input / 4 + n->inputs, reading + n->channels, 4 * n->targets);
    tell(n->observe());
  }
}
static void run(const Network *n, u32 steps) {
  u32 row = 0;
  memset(memory, 0, sizeof memory);
  n->init(n->seed);
  memcpy(memory + n->parameters + 4, n->fit, 4 * n->fit_count);
  for (u32 step = 0; step < steps; step++) {
    feed(n, &row, 1 + 7 * step % n->batch);
    u32 predicted = n->predict();
    u32 said = crc32(n->output, 4 * n->outputs);
    f32 loss = n->loss();
    f32 trained = n->train();
    printf("%08x %08x %08x %08x %08x %08x\\n", statuses, predicted, said, as_u32(loss), as_u32(trained), crc32(0, n->state_end));
  }
}`;

const floatWords = (numbers: readonly number[]): string =>
  Array.from(new Uint32Array(Float32Array.from(numbers).buffer), (word) => `${word}u`).join(",");

function networkOf({ built, data }: CRun, k: number): string {
  const { program } = built;
  const own = (name: string) => `p${k}_${name}`;
  const names = cRoutineNames(program);
  const text = printRoutines(program, { rare: new Set() }).replace(/\b\w+_kernel(_\d+)?\b/g, own);
  const constant = (name: string) => `${(program.constants.get(name)?.value ?? 0) >>> 0}u`;
  const routine = (name: string) => {
    const inner = program.exports.get(name);
    return inner === undefined ? "0" : own(names.get(inner)!);
  };
  const { spec, rows, fit } = data;
  const fits = fittedNumbers(spec, fit);
  const fields = {
    inputs: constant("inputs"),
    outputs: constant("outputs"),
    targets: constant("targets"),
    channels: spec.inputs.length,
    batch: constant("batch"),
    parameters: constant("parameters"),
    input: constant("input"),
    output: constant("output"),
    reading: constant("reading"),
    state_end: constant("stateEnd"),
    seed: constant("seed"),
    row_count: rows.length,
    fit_count: fits.length,
    rows: `rows${k}`,
    fit: `fit${k}`,
    init: routine("init"),
    observe: routine("observe"),
    predict: routine("predict"),
    push: routine("push"),
    train: routine("train"),
    loss: routine("loss"),
  };
  return `${text}
static const u32 rows${k}[] = {${rows.map(({ reading, target }) => floatWords([...reading, ...target])).join(",")}};
static const u32 fit${k}[] = {${floatWords([...fits, 0])}};
static const Network n${k} = {${Object.entries(fields)
    .map(([name, value]) => `.${name} = ${value}`)
    .join(", ")}};
`;
}
