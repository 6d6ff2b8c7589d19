import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { FIRMWARE_BOARDS, type FirmwareBoard } from "../../boards/index.js";
import { boardFirmware, ENGINES, type EngineName } from "../../src/board-firmware.js";
import { type BuiltNetwork, buildNetwork } from "../../src/build.js";
import { describeDifference } from "../../src/device-run.js";
import { writeWhole } from "../../src/files.js";
import { fitOf } from "../../src/fit.js";
import { checkNetwork, type NetworkSpec } from "../../src/network-file.js";
import { packageRoot } from "../../src/package-root.js";
import { count, table } from "../../src/print.js";
import type { Readings } from "../../src/readings.js";
import { simulate } from "../../src/simulate.js";
import { observations, type Shape, specOf } from "../support/networks.js";
import { WORKLOADS, workload, workloadNetwork } from "../support/workloads.js";
import { steps as measuredSteps } from "./step.js";

/** What trains on the boards, with its readings. */
interface Task {
  readonly name: string;
  readonly spec: NetworkSpec;
  readonly readings: Readings;
}

interface Outcome {
  readonly task: Task;
  readonly board: FirmwareBoard;
  readonly engine: EngineName;
  readonly steps: number;
  /** instructions or cycles of a step, by the simulator */
  readonly cost: number | undefined;
  readonly heap: number;
  readonly stack: number;
}

/** Networks of odd sizes, their batches partly in fours. */
const ODD: readonly Shape[] = [
  { widths: [11, 1], batch: 7 },
  { widths: [5, 7, 1], batch: 9, hidden: ["tanh"] },
  { widths: [9, 6, 5, 2], batch: 11, hidden: ["sigmoid", "identity"], reduction: "mean" },
];
/** Boards on which all networks and both plans train; on the others S3 alone, in the fast plan. */
const WHOLE: Readonly<Record<string, readonly EngineName[]>> = {
  "mps2-an386": ["wasm3", "c"],
  lm3s6965evb: ["wasm3", "c"],
  microbit: ["c"],
};
/** rp2040js takes a second for a few steps under wasm3. */
const SLOW_STEPS = 20;
/** Promised of S3, fast plan, with wasm3 on mps2-an386: instructions per step; heap and linear memory in bytes. */
const WASM3_STEP = 800_000;
const WASM3_HEAP = 32 * 1024;

const { values: flags } = parseArgs({
  options: {
    steps: { type: "string", default: "200" },
    write: { type: "boolean", default: false },
  },
});

function tasks(plan: "fast" | "small"): Task[] {
  const named = WORKLOADS.map((name) => {
    const { readings, labels, widths } = workload(name);
    const spec = checkNetwork({ ...workloadNetwork(workload(name)), plan });
    const shape = { inputs: widths[0]!, outputs: 1, count: labels.length };
    return { name: `${name} ${plan}`, spec, readings: { values: readings, labels, ...shape } };
  });
  const odd = ODD.map((shape) => {
    const spec = specOf(shape, plan);
    const all = observations(shape, 3 * shape.batch - 2, 7);
    const readings = {
      values: Float32Array.from(all.readings.flat()),
      labels: Float32Array.from(all.labels.flat()),
      count: all.readings.length,
      inputs: shape.widths[0]!,
      outputs: shape.widths.at(-1)!,
    };
    return { name: `${shape.widths.join("-")} ${plan}`, spec, readings };
  });
  return [...named, ...odd];
}

/** One task to train on one board. */
interface Job {
  readonly task: Task;
  readonly built: BuiltNetwork;
  readonly board: FirmwareBoard;
  readonly engine: EngineName;
}

/** Trains a job's network and compares every step with Node; throws at the first difference. */
async function train({ task, built, board, engine }: Job, most: number): Promise<Outcome> {
  const slow = board.simulator.kind === "rp2040js" && engine === "wasm3";
  const steps = slow ? Math.min(most, SLOW_STEPS) : most;
  const { elf } = await boardFirmware(built, board, engine, { target: "simulator" });
  const { run, cost } = await simulate(built, board, elf, task.readings, {
    steps,
    timeout: 60_000,
  });
  const where = `${task.name}, ${board.name}, ${engine}`;
  if (run.difference) throw new Error(`${where}: ${describeDifference(run.difference)}`);
  if (run.steps !== steps) throw new Error(`${where}: got ${run.steps} steps, expected ${steps}`);
  const { heap, stack } = run.measures;
  process.stderr.write(`${where}: ${steps} steps, the same bits\n`);
  return { task, board, engine, steps, cost: cost?.median, heap, stack };
}

/** What trains where: all that fits. */
async function jobs(): Promise<Job[]> {
  const all: Job[] = [];
  for (const task of [...tasks("fast"), ...tasks("small")]) {
    const built = await buildNetwork(task.spec);
    for (const board of FIRMWARE_BOARDS) {
      for (const engine of ENGINES) {
        const whole = WHOLE[board.name]?.includes(engine);
        const alone = WHOLE[board.name] === undefined && task.name === "S3 fast";
        if ((whole || alone) && fitOf(built, board, engine).fits)
          all.push({ task, built, board, engine });
      }
    }
  }
  return all;
}

/** Runs all jobs, one at a time: a simulator that must share its processor can lose the line's bytes to the patience. */
async function all(steps: number): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const job of await jobs()) outcomes.push(await train(job, steps));
  return outcomes;
}

function versionOf(program: string): string {
  const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return stdout?.split("\n")[0] ?? `${program} is missing`;
}

function document(outcomes: readonly Outcome[], steps: string): string {
  const rows = outcomes.map(
    (o) =>
      `| ${o.task.name} | ${o.board.name} | ${o.engine} | ${count(o.steps)} | ${o.cost === undefined ? "–" : count(o.cost)} | ${o.heap > 0 ? count(o.heap) : "–"} | ${count(o.stack)} |`,
  );
  return `# On simulated boards

Made by \`npm run devices -- --write\`; nothing here ran on a physical board. Every step's loss and parameters had the bits of Node's.

${versionOf("arm-none-eabi-gcc")} · ${versionOf("qemu-system-arm")} · wasm3 0.5.0 · Node ${process.version}

## A step of the C target on a Cortex-M4F

Without the loss, as the others were counted: modelled cycles and instructions of one step in QEMU's mps2-an386, code in bytes, stack in bytes.

${steps}

## Training through the firmware

A step's cost is in instructions as QEMU counts them (rp2040js: cycles), right to the clock's grain. Heap is wasm3's, the linear memory included; stack is the most that was used, interrupts none.

| network | board | engine | steps compared | cost of a step | heap | stack |
|---|---|---|--:|--:|--:|--:|
${rows.join("\n")}
`;
}

/** What is promised of wasm3 on the Cortex-M4F. */
function checkPromises(outcomes: readonly Outcome[]): void {
  const s3 = outcomes.find(
    (o) => o.task.name === "S3 fast" && o.board.name === "mps2-an386" && o.engine === "wasm3",
  );
  if (s3?.cost !== undefined && s3.cost > WASM3_STEP) {
    throw new Error(`S3 with wasm3: got ${s3.cost} instructions, expected at most ${WASM3_STEP}`);
  }
  if (s3 && s3.heap > WASM3_HEAP) {
    throw new Error(`S3 with wasm3: got ${s3.heap} bytes of heap, expected at most ${WASM3_HEAP}`);
  }
}

async function main(): Promise<number> {
  const steps = Number(flags.steps);
  const outcomes = await all(steps);
  const rows = outcomes.map((o) => [
    o.task.name,
    o.board.name,
    o.engine,
    o.steps,
    o.cost ?? "–",
    o.heap,
    o.stack,
  ]);
  const head = ["network", "board", "engine", "steps", "cost of a step", "heap", "stack"];
  process.stdout.write(
    `${table(head, rows)}\n${outcomes.length} runs, the same bits as Node in every step\n`,
  );
  checkPromises(outcomes);
  if (flags.write) {
    await writeWhole(
      join(packageRoot(), "docs/devices.md"),
      document(outcomes, await measuredSteps()),
    );
  }
  return 0;
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
