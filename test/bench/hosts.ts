import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Observations } from "../../src/common/learning/observations.js";
import type { Network } from "../../src/common/loader/index.js";
import { FEATURE_NAMES } from "../../src/common/network/features.js";
import { checkNetwork } from "../../src/common/network/network-file.js";
import { count, table } from "../../src/common/text.js";
import { loadNetwork, predictRows, startNetwork } from "../../src/index.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { packageRoot } from "../../src/node/package.js";
import { type Workload, workload, workloadNetwork } from "../support/workloads.js";
import type { Judge } from "./judge.js";

/** Times that a step without SIMD takes at least as long, and hand-optimised native C, where it has the network. */
const SPEEDS = {
  L6: { scalar: 1.4, native: 1.0 },
  S3: { scalar: 2.0, native: 1.3 },
  M3: { scalar: 2.4, native: 1.6 },
  B2: { scalar: 2.6, native: undefined },
} as const satisfies Record<Workload["name"], object>;
/** bytes of S3's module with SIMD */
const MOST_BYTES = 5600;
/** what predicting many readings may take of the time that it takes one by one without SIMD */
const MOST_OF_ONE_BY_ONE = 0.25;
const READINGS = 200_000;
/** times that windows' features take as long without SIMD, at least */
const LEAST_WINDOWS = 1.2;
/** What the best rounds of the same thing differ by on a machine that does other things too. */
const NOISE = 1.1;
/** Each is run so often, in turns; the best counts. */
const ROUNDS = 15;
const STEPS = 400;
const PUSHES = 50_000;
/** ns that one of them runs in a round, at least */
const TURN = 2e7;

interface Contestant {
  readonly name: string;
  /** ns of one step, on average */
  run(): number;
}

/** What SIMD gains in Node: steps of training, beside the module without it and native C, and many predictions. */
export async function hosts(judge: Judge): Promise<string> {
  const steps: string[][] = [];
  for (const name of Object.keys(SPEEDS) as Workload["name"][]) {
    steps.push(await stepsOf(name, judge));
  }
  const { simd } = await modulesOf("S3");
  judge.atMost("S3's module with SIMD, bytes", simd.hostWasm.length, MOST_BYTES);
  const share = await manyOfOneByOne();
  judge.atMost("many predictions, of one by one without SIMD", share, NOISE * MOST_OF_ONE_BY_ONE);
  const windows = await windowsWithout();
  judge.atLeast("windows a second with SIMD, × without", NOISE * windows, LEAST_WINDOWS);
  return `Training in Node with SIMD
Best of ${ROUNDS} rounds in turns, steps of the public loader; how many times as long the others take. Native C is hand-optimised and does not compute the loss; both have -ffp-contract=off.
${table(["", "ns a step", "no SIMD", "asked", "gcc -O3", "asked", "-march=native"], steps)}
S3's module with SIMD: ${count(simd.hostWasm.length)} bytes (≤ ${count(MOST_BYTES)}), without ${count(simd.wasm.length)}
windows of 64 readings of 6 channels, 8 features of each: ${windows.toFixed(2)} × as long without SIMD (≥ ${LEAST_WINDOWS})
${count(READINGS)} predictions of 15-12-4 at once: ${share.toFixed(2)} of one by one without SIMD (≤ ${MOST_OF_ONE_BY_ONE})`;
}

const modulesOf = async (name: Workload["name"]) => {
  const spec = checkNetwork({ ...workloadNetwork(workload(name)), plan: "fast" });
  const [simd, scalar] = [
    await buildNetwork(spec, { simd: true }),
    await buildNetwork(spec, { simd: false }),
  ];
  return { simd, scalar };
};

/** A row of the table. */
async function stepsOf(name: Workload["name"], judge: Judge): Promise<string[]> {
  const { simd, scalar } = await modulesOf(name);
  const task = workload(name);
  const contestants: Contestant[] = [
    training("SIMD", await startNetwork(simd), task),
    training("no SIMD", await startNetwork(scalar), task),
    ...(await native(name, [])),
    ...(await native(name, ["-march=native"])),
  ];
  const best = contestants.map(() => Number.POSITIVE_INFINITY);
  for (const { run } of contestants) run(); // compiled for long runs by then
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, { run }] of contestants.entries()) best[i] = Math.min(best[i]!, run());
  }
  const [own, ...others] = best;
  const [slower, optimised, here] = others.map((ns) => ns / own!);
  const asked = SPEEDS[name];
  judge.atLeast(`${name}, steps a second with SIMD, × without`, NOISE * slower!, asked.scalar);
  if (asked.native !== undefined && optimised !== undefined) {
    judge.atLeast(`${name}, steps a second, × native C's`, NOISE * optimised, asked.native);
  }
  const times = (ratio: number | undefined) => (ratio === undefined ? "–" : ratio.toFixed(2));
  const least = (ratio: number | undefined) => (ratio === undefined ? "" : `≥ ${ratio}`);
  return [
    `${task.widths.join("-")}, batch ${task.batch}`,
    count(Math.round(own!)),
    times(slower),
    least(asked.scalar),
    times(optimised),
    least(asked.native),
    times(here),
  ];
}

/** A network that takes the same steps again and again, from a workload's parameters on. */
function training(name: string, network: Network, task: Workload): Contestant {
  const inputs = task.widths[0]!;
  network.learningRate = task.learningRate;
  for (let m = 0; m < task.batch; m++) {
    network.observe(task.readings.subarray(m * inputs, (m + 1) * inputs), task.labels[m]!);
  }
  const initial = new Uint32Array(task.parameters.buffer);
  const runs = Math.ceil(TURN / STEPS / 1000 / Math.sqrt(task.macs)); // larger networks fewer times
  return {
    name,
    run() {
      let spent = 0n;
      for (let run = 0; run < runs; run++) {
        network.setParameters(initial);
        const start = process.hrtime.bigint();
        for (let step = 0; step < STEPS; step++) network.step();
        spent += process.hrtime.bigint() - start;
      }
      return Number(spent) / runs / STEPS;
    },
  };
}

/** Hand-optimised C with more of GCC's options; nothing where there is none, or no such network in it. */
async function native(name: Workload["name"], flags: readonly string[]): Promise<Contestant[]> {
  if (name === "B2") return [];
  const module = pathToFileURL(join(packageRoot(), "test/bench/native.mjs")).href;
  const { prepare } = (await import(module)) as {
    prepare: (
      task: { name: string },
      flags: readonly string[],
    ) => { measure(runs: number, steps: number): { nanoseconds: number } };
  };
  try {
    const { measure } = prepare({ name }, flags);
    return [{ name: flags.join(" "), run: () => measure(20, STEPS).nanoseconds }];
  } catch (error) {
    if ((error as Error).constructor.name === "Skipped") return [];
    throw error;
  }
}

/** How many times as long readings take into a window, with its features, without SIMD. */
async function windowsWithout(): Promise<number> {
  const features = FEATURE_NAMES.filter((feature) => feature !== "raw");
  const spec = checkNetwork({
    inputs: Array.from({ length: 6 }, (_, i) => `x${i}`),
    outputs: ["y"],
    window: { rows: 64, stride: 32, features },
    layers: [{ units: 1 }],
    plan: "small",
  });
  const reading = new Float32Array(6);
  const networks = await Promise.all(
    [true, false].map(async (simd) => startNetwork(await buildNetwork(spec, { simd }))),
  );
  const [own, slower] = leastTimes(
    networks.map((network) => () => {
      for (let i = 0; i < PUSHES; i++) {
        reading[i % 6] = i % 17;
        network.push(reading);
      }
    }),
  );
  return slower! / own!;
}

/** The CPU time of each way to do something, the least of rounds in turns. */
function leastTimes(ways: readonly (() => void)[]): number[] {
  const least = ways.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [i, way] of ways.entries()) {
      const start = process.cpuUsage();
      way();
      const { user, system } = process.cpuUsage(start);
      least[i] = Math.min(least[i]!, user + system);
    }
  }
  return least;
}

/** The CPU time of many predictions with SIMD as a part of that of one by one without. */
async function manyOfOneByOne(): Promise<number> {
  const spec = checkNetwork({
    inputs: Array.from({ length: 15 }, (_, i) => `x${i}`),
    task: "classes",
    outputs: ["a", "b", "c", "d"],
    layers: [{ units: 12, activation: "tanh" }, { units: 4 }],
  });
  const values = new Float32Array(15 * READINGS).map((_, i) => Math.sin(0.37 * i));
  const readings: Observations = {
    count: READINGS,
    inputs: 15,
    values,
    targetCount: 1,
    targets: new Float32Array(READINGS),
  };
  const together = await startNetwork(await buildNetwork(spec, { simd: true }));
  // A device's module has no room for many readings.
  const alone = await loadNetwork((await buildNetwork(spec)).wasm);
  const ways = [() => predictRows(together, readings), () => predictRows(alone, readings)];
  const [some, others] = ways.map((way) => way());
  if (Buffer.compare(Buffer.from(some!.buffer), Buffer.from(others!.buffer)) !== 0) {
    throw new Error("predictions at once: got other bits than one by one");
  }
  const [own, slower] = leastTimes(ways);
  return own! / slower!;
}
