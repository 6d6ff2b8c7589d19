import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ESPRUINO_BOARDS, FIRMWARE_BOARDS, type FirmwareBoard } from "../../boards/index.js";
import type { BuiltNetwork } from "../../src/common/compiler/build-network.js";
import { thumbCode } from "../../src/common/compiler/thumb/blob.js";
import type { ThumbCore } from "../../src/common/compiler/thumb/code.js";
import { COMPILED_ENGINES, type EngineName } from "../../src/common/fit/engine.js";
import { fitOf } from "../../src/common/fit/firmware.js";
import { describeDifference } from "../../src/common/learning/parity.js";
import type { Readings } from "../../src/common/learning/readings.js";
import { observeRow } from "../../src/common/learning/rows.js";
import { startNetwork } from "../../src/common/learning/start-network.js";
import { checkNetwork, type NetworkSpec } from "../../src/common/network/network-file.js";
import { count, table } from "../../src/common/text.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { writeWhole } from "../../src/node/files.js";
import { boardFirmware } from "../../src/node/gcc/board-firmware.js";
import { packageRoot } from "../../src/node/package.js";
import { simulateOnLinux } from "../../src/node/simulators/espruino.js";
import { type EspruinoBuild, espruinoBuild } from "../../src/node/simulators/espruino-linux.js";
import { simulate } from "../../src/node/simulators/firmware.js";
import { observations, type Shape, specOf } from "../support/networks.js";
import { seededRandom } from "../support/random.js";
import { ESPRUINOS } from "../support/real-espruino.js";
import { plainProgram, SMALL_ENGINES, type SmallEngine } from "../support/small-engines.js";
import { WORKLOADS, workload, workloadNetwork } from "../support/workloads.js";
import { type Job, NATIVE, type Outcome, SLOW_STEPS, TIMEOUT } from "./device-job.js";
import { optionJobs } from "./device-options.js";
import { type Judge, startJudge, verdict } from "./judge.js";
import { steps as measuredSteps } from "./step.js";

/** What trains on the boards, with its readings. */
interface Task {
  readonly name: string;
  readonly spec: NetworkSpec;
  readonly readings: Readings;
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
/** Networks that train in plain JavaScript, and in Espruino. */
const IN_JAVASCRIPT: readonly string[] = ["L6", "S3", "9-6-5-2"];
/** Boards whose modules train in Espruino for Linux, if there is one: each way to run the code. */
const IN_ESPRUINO = ["puckjs", "banglejs2", "esp32"];
const AT_ONCE = 2;
/** of a sample of the runs */
const SEED = 5;
/** Promised of S3, fast plan, with wasm3 on mps2-an386: instructions per step; heap and linear memory in bytes. */
const WASM3_STEP = 800_000;
const WASM3_HEAP = 32 * 1024;

const { values: flags } = parseArgs({
  options: {
    steps: { type: "string", default: "200" },
    write: { type: "boolean", default: false },
    // networks, as "S3 fast"; all when left out
    only: { type: "string", multiple: true },
    // how many of all runs; all when left out
    sample: { type: "string" },
  },
});

/** A flag's whole number, 1 at least. */
function wholeOf(flag: string, text: string): number {
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new Error(`--${flag}: got "${text}", expected a whole number from 1 to 9999999`);
}

function tasks(plan: "fast" | "small"): Task[] {
  const named = WORKLOADS.map((name) => {
    const { readings, labels, widths } = workload(name);
    const spec = checkNetwork({ ...workloadNetwork(workload(name)), plan });
    const shape = { inputs: widths[0]!, targetCount: 1, count: labels.length };
    return {
      name: `${name} ${plan}`,
      spec,
      readings: { values: readings, targets: labels, ...shape },
    };
  });
  const odd = ODD.map((shape) => {
    const spec = specOf(shape, plan);
    const all = observations(shape, 3 * shape.batch - 2, 7);
    const readings = {
      values: Float32Array.from(all.readings.flat()),
      targets: Float32Array.from(all.labels.flat()),
      count: all.readings.length,
      inputs: shape.widths[0]!,
      targetCount: shape.widths.at(-1)!,
    };
    return { name: `${shape.widths.join("-")} ${plan}`, spec, readings };
  });
  return [...named, ...odd];
}

/** The tasks that the command line names. */
function chosenTasks(): Task[] {
  const every = [...tasks("fast"), ...tasks("small")];
  const { only, write, sample } = flags;
  if (write && sample !== undefined) {
    throw new Error("--write: got it with --sample, expected all runs");
  }
  if (!only) return every;
  if (write) throw new Error("--write: got it with --only, expected all networks");
  const names = every.map(({ name }) => name);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new Error(`--only: got "${unknown}", expected one of ${names.join(", ")}`);
  }
  return every.filter(({ name }) => only.includes(name));
}

/** Firmware with a network, on a simulated board. */
function firmwareJob(
  task: Task,
  built: BuiltNetwork,
  board: FirmwareBoard,
  engine: EngineName | "thumb",
  place: "storage" | "ram" = "storage",
): Job {
  const slow = board.simulator.kind === "rp2040js" && engine === "wasm3";
  const code = place === "ram" ? "machine code in RAM" : "machine code";
  return {
    task,
    where: board.name,
    engine: engine === "thumb" ? code : engine,
    ...(slow && { most: SLOW_STEPS }),
    async run(steps) {
      const what =
        engine === "thumb" ? { ...thumbCode(built, board.core as ThumbCore), place } : engine;
      const { elf } = await boardFirmware(built, board, what, { target: "simulator" });
      const limits = { steps, timeout: TIMEOUT };
      const { run, cost } = await simulate(built, board, elf, task.readings, limits);
      if (run.difference) throw new Error(describeDifference(run.difference));
      expectSteps(run.steps, steps);
      const { heap, stack } = run.measures;
      return { ...(cost && { cost: cost.median }), heap, stack };
    },
  };
}

/** The plain JavaScript module, in a small engine. */
function javascriptJob(task: Task, built: BuiltNetwork, engine: SmallEngine): Job {
  return {
    task,
    where: engine.name,
    engine: "JavaScript",
    async run(steps) {
      const { expected, rows } = await trainHere(built, task.readings, steps);
      const lines = await engine.run(await plainProgram(built, task.readings, rows));
      const at = expected.findIndex((line, i) => line !== lines[i]);
      if (at >= 0) throw new Error(`step ${at + 1}: got ${lines[at]}, expected ${expected[at]}`);
      return {};
    },
  };
}

/** What the plain module prints of so many steps, and how many rows each step takes. */
async function trainHere(built: BuiltNetwork, readings: Readings, steps: number) {
  const network = await startNetwork(built);
  const expected: string[] = [];
  const rows: number[] = [];
  for (let row = 0; rows.length < steps; ) {
    const held = Math.min(built.spec.batch, readings.count - row);
    for (let i = 0; i < held; i++) observeRow(network, readings, row + i);
    const loss = new Uint32Array(Float32Array.of(network.train()).buffer)[0];
    expected.push(`${loss} ${network.hash()}`);
    rows.push(held);
    row = (row + held) % readings.count;
  }
  return { expected, rows };
}

/** A board's module in Espruino for Linux. */
function espruinoJob(
  task: Task,
  built: BuiltNetwork,
  name: string,
  build: EspruinoBuild,
): Job | undefined {
  const board = ESPRUINO_BOARDS.find((one) => one.name === name)!;
  const native = board.code !== "javascript";
  const arm = build.core === "32-bit ARM";
  if (native && !arm) return undefined; // it would be esp32's JavaScript again
  return {
    task,
    where: `Espruino, ${build.core}`,
    engine: native ? `${name}'s machine code` : "JavaScript",
    ...(arm && !native && { most: SLOW_STEPS }),
    async run(steps) {
      const limits = { steps, timeout: TIMEOUT };
      const run = await simulateOnLinux(build, board, built, task.readings, limits, {});
      if (run.difference) throw new Error(describeDifference(run.difference));
      expectSteps(run.steps, steps);
      return {};
    },
  };
}

function expectSteps(got: number, expected: number): void {
  if (got !== expected) throw new Error(`got ${got} steps, expected ${expected}`);
}

/** What trains where: all that fits. */
async function jobs(): Promise<Job[]> {
  const builds = await Promise.all(ESPRUINOS.map(({ path }) => espruinoBuild(path)));
  const all: Job[] = [];
  for (const task of chosenTasks()) {
    const built = await buildNetwork(task.spec);
    all.push(...firmwareJobs(task, built));
    if (!IN_JAVASCRIPT.includes(task.name.split(" ")[0]!)) continue;
    all.push(...SMALL_ENGINES.map((engine) => javascriptJob(task, built, engine)));
    for (const build of builds) {
      all.push(...IN_ESPRUINO.flatMap((name) => espruinoJob(task, built, name, build) ?? []));
    }
  }
  if (!flags.only) all.push(...(await optionJobs()));
  return flags.sample === undefined ? all : sampleOf(all, wholeOf("sample", flags.sample));
}

/** Whether a run's numbers are promised. */
const isPromised = ({ task, where, engine }: Pick<Job, "task" | "where" | "engine">): boolean =>
  task.name === "S3 fast" && where === "mps2-an386" && engine === "wasm3";

/** Some of all runs, drawn by a seed; what is promised is always among them. */
function sampleOf(all: readonly Job[], size: number): Job[] {
  const random = seededRandom(SEED);
  const left = all.filter((job) => !isPromised(job));
  const drawn = Array.from({ length: Math.min(size, left.length) }, () =>
    left.splice(random.whole(0, left.length - 1), 1),
  );
  return [...all.filter(isPromised), ...drawn.flat()];
}

function firmwareJobs(task: Task, built: BuiltNetwork): Job[] {
  const all: Job[] = [];
  const s3 = task.name === "S3 fast";
  for (const board of FIRMWARE_BOARDS) {
    for (const engine of COMPILED_ENGINES) {
      const whole = WHOLE[board.name]?.includes(engine);
      const alone = WHOLE[board.name] === undefined && s3;
      if ((whole || alone) && fitOf(built, board, engine).fits)
        all.push(firmwareJob(task, built, board, engine));
    }
    if ((NATIVE.includes(board.name) || s3) && fitOf(built, board, "c").fits)
      all.push(firmwareJob(task, built, board, "thumb"));
    if (board.name === NATIVE[0] && s3) all.push(firmwareJob(task, built, board, "thumb", "ram"));
  }
  return all;
}

/** Runs all jobs, some at once; one that fails keeps no other from running. */
async function all(most: number, judge: Judge): Promise<Outcome[]> {
  const list = await jobs();
  const outcomes: (Outcome | undefined)[] = [];
  let next = 0;
  const work = async () => {
    while (next < list.length) {
      const at = next++;
      outcomes[at] = await train(list[at]!, most, judge);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return outcomes.filter((outcome) => outcome !== undefined);
}

/** What a job came to; undefined when it failed, which the judge then knows. */
async function train(job: Job, most: number, judge: Judge): Promise<Outcome | undefined> {
  const { task, where, engine, mixed = false } = job;
  const steps = Math.min(most, job.most ?? most);
  const what = `${task.name}, ${where}, ${engine}`;
  try {
    const measured = await job.run(steps);
    process.stderr.write(`${what}: ${steps} steps, the same bits\n`);
    return { task, where, engine, mixed, steps, ...measured };
  } catch (error) {
    judge.fail(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function versionOf(program: string): string {
  const { stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return stdout?.split("\n")[0] ?? `${program} is missing`;
}

/** A measure; nothing where there is none. */
const shown = (value: number | undefined) => (value ? count(value) : "–");

function document(outcomes: readonly Outcome[], steps: string): string {
  const plain = outcomes.filter(({ mixed }) => !mixed);
  const rows = plain.map(
    (o) =>
      `| ${o.task.name} | ${o.where} | ${o.engine} | ${count(o.steps)} | ${shown(o.cost)} | ${shown(o.heap)} | ${shown(o.stack)} |`,
  );
  return `# On simulated boards

Made by \`npm run devices -- --write\`; nothing here ran on a physical board. Every step's loss and parameters had the bits of Node's.

${versionOf("arm-none-eabi-gcc")} · ${versionOf("qemu-system-arm")} · wasm3 0.5.0 · Node ${process.version}

## A step of the C target on a Cortex-M4F

Without the loss, as the others were counted: modelled cycles and instructions of one step in QEMU's mps2-an386, code in bytes, stack in bytes.

${steps}

## Training

wasm3, C and machine code run in our firmware on the board; the machine code is what Espruino boards get, for the core of the board here, and called as Espruino calls it. A step's cost is in instructions as QEMU counts them (rp2040js: cycles), right to the clock's grain. Heap is wasm3's, the linear memory included; stack is the most that was used, interrupts none.

| network | where | engine | steps compared | cost of a step | heap | stack |
|---|---|---|--:|--:|--:|--:|
${rows.join("\n")}

## All options

Small networks that between them have every task, activation, optimizer, schedule, normalizer, feature and what else a network file may say (\`test/support/mixed-networks.ts\`), in both plans, wherever they fit. They are taught reading by reading, as by a sensor, and all that they say had the bits of Node's: features, predictions, losses, parameters, and at the end the whole state.

| where | engine | networks and plans | steps compared | heap at most | stack at most |
|---|---|--:|--:|--:|--:|
${optionRows(outcomes.filter(({ mixed }) => mixed)).join("\n")}
`;
}

/** A row for each place: what all networks there came to. */
function optionRows(outcomes: readonly Outcome[]): string[] {
  const placeOf = ({ where, engine }: Outcome) => `${where} | ${engine}`;
  return [...new Set(outcomes.map(placeOf))].map((place) => {
    const all = outcomes.filter((one) => placeOf(one) === place);
    const steps = all.reduce((sum, one) => sum + one.steps, 0);
    const most = (what: "heap" | "stack") => shown(Math.max(...all.map((one) => one[what] ?? 0)));
    return `| ${place} | ${all.length} | ${count(steps)} | ${most("heap")} | ${most("stack")} |`;
  });
}

/** What is promised of wasm3 on the Cortex-M4F. */
function checkPromises(outcomes: readonly Outcome[], judge: Judge): void {
  const s3 = outcomes.find(isPromised);
  if (s3?.cost) judge.atMost("S3 with wasm3, instructions", s3.cost, WASM3_STEP);
  if (s3?.heap) judge.atMost("S3 with wasm3, bytes of heap", s3.heap, WASM3_HEAP);
}

async function main(): Promise<number> {
  const steps = wholeOf("steps", flags.steps);
  const judge = startJudge();
  const outcomes = await all(steps, judge);
  const rows = outcomes.map((o) => [
    o.task.name,
    o.where,
    o.engine,
    o.steps,
    o.cost ?? "–",
    o.heap ?? "–",
    o.stack ?? "–",
  ]);
  const head = ["network", "where", "engine", "steps", "cost of a step", "heap", "stack"];
  process.stdout.write(
    `${table(head, rows)}\n${outcomes.length} runs, the same bits as Node in every step\n`,
  );
  checkPromises(outcomes, judge);
  const text = flags.write ? document(outcomes, await measuredSteps(judge)) : undefined;
  process.stdout.write(verdict(judge));
  if (judge.broken.length > 0) return 1;
  if (text !== undefined) await writeWhole(join(packageRoot(), "docs/devices.md"), text);
  return 0;
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
