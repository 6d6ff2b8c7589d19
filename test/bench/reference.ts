import { loadNetwork, type Network } from "../../src/common/loader/index.js";
import { checkNetwork } from "../../src/common/network/network-file.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { referenceModule } from "../support/reference-module.js";
import { WORKLOADS, type Workload, workload, workloadNetwork } from "../support/workloads.js";
import type { Judge } from "./judge.js";

/** Rounds, in each of which the one and the other take so long, in milliseconds of CPU. */
const ROUNDS = 40;
const ROUND = 40;
/** What the best rounds of the same module differ by from one run to the next, on a machine that does other things too. */
const NOISE = 0.05;

/**
 * Steps a second of CPU of linked modules against those that the AssemblyScript compiler makes of kernels and network
 * together, in turns in one process: the ratio of the best rounds, and the quartiles of the rounds' own ratios.
 */
export async function besideReference(judge: Judge): Promise<string> {
  const rows: string[] = [];
  for (const name of WORKLOADS) {
    const task = workload(name);
    const spec = checkNetwork(workloadNetwork(task));
    const linked = await started((await buildNetwork(spec)).wasm, task);
    const reference = await started(await referenceModule(spec), task);
    const rounds = Array.from(
      { length: ROUNDS },
      () => [stepsIn(linked), stepsIn(reference)] as const,
    );
    const [best, bestOfReference] = [0, 1].map((i) =>
      Math.max(...rounds.map((round) => round[i]!)),
    );
    const ratio = best! / bestOfReference!;
    const ratios = rounds.map(([a, b]) => a / b).sort((a, b) => a - b);
    const at = (share: number) => ratios[Math.round(share * (ROUNDS - 1))]!;
    judge.atLeast(`${name}: steps a second, × the AssemblyScript compiler's`, ratio, 1 - NOISE);
    rows.push(
      `| ${name} | ${[0.5, 0.25, 0.75].map((share) => at(share).toFixed(3)).join(" | ")} |`,
    );
  }
  return [
    `Steps a second of the linked module, in multiples of the AssemblyScript compiler's; promised 1, judged with ${100 * NOISE} % of noise`,
    "| | best rounds | quartiles | |",
    "|---|--:|--:|--:|",
    ...rows,
  ].join("\n");
}

async function started(wasm: Uint8Array<ArrayBuffer>, task: Workload): Promise<Network> {
  const network = await loadNetwork(wasm);
  const inputs = task.widths[0]!;
  for (let m = 0; m < task.batch; m++) {
    network.observe(task.readings.subarray(m * inputs, (m + 1) * inputs), task.labels[m]!);
  }
  network.setParameters(new Uint32Array(task.parameters.buffer));
  for (let i = 0; i < 3000; i++) network.step(); // until V8 has compiled it well
  return network;
}

/** Steps a second of CPU, of one round. */
function stepsIn(network: Network): number {
  const start = process.cpuUsage();
  for (let steps = 100; ; steps += 100) {
    for (let i = 0; i < 100; i++) network.step();
    const { user, system } = process.cpuUsage(start);
    if (user + system > 1000 * ROUND) return (1e6 * steps) / (user + system);
  }
}
