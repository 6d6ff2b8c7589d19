import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkNetwork } from "../../src/common/network/network-file.js";
import { type PlanKind, widths } from "../../src/common/network/plan.js";
import { count, table } from "../../src/common/text.js";
import { buildNetwork } from "../../src/node/build-network.js";
import type { Judge } from "./judge.js";

/** A network whose size is promised: its widths, batch and the most bytes of RAM and Wasm that it may take. */
interface Promised {
  readonly widths: readonly number[];
  readonly batch: number;
  readonly ram: Readonly<Record<PlanKind, number | undefined>>;
  readonly wasm?: number;
  /** what AIfES 2.2.0 needs for parameters, working memory, descriptors and stack, in bytes */
  readonly aifes: number;
}

const PROMISED: readonly Promised[] = [
  { widths: [6, 1], batch: 32, ram: { fast: 160, small: 64 }, wasm: 1500, aifes: 1260 },
  { widths: [6, 16, 8, 1], batch: 16, ram: { fast: 3700, small: 2400 }, wasm: 6000, aifes: 5260 },
  { widths: [32, 32, 16, 1], batch: 16, ram: { fast: 11700, small: undefined }, aifes: 23476 },
];

/** A tanh network with one sigmoid output. */
function fileOf({ widths: n, batch }: Promised, plan: PlanKind) {
  return {
    inputs: Array.from({ length: n[0]! }, (_, i) => ({ name: `x${i}` })),
    outputs: ["y"],
    layers: n.slice(1).map((units, i) => ({
      units,
      activation: i === n.length - 2 ? "sigmoid" : "tanh",
    })),
    batch,
    plan,
  };
}

/**
 * How many times the CPU time of a Node that does nothing a whole build may take. CPU seconds would be the machine's: they
 * differ by a factor of two between machines, and grow on a busy one, for both alike.
 */
const BUILD_CPU = 120;
/** Both run so often, in turns. */
const BUILDS = 3;

/** CPU seconds of a Node process that evaluates a module and writes its own CPU time to standard error. */
function cpuOf(script: string, cwd: string): number {
  const told = `const { user, system } = process.cpuUsage();
    process.stderr.write(String((user + system) / 1e6));`;
  const args = ["--input-type=module", "--eval", `${script}\n${told}`];
  const env = { ...process.env, PERCEPTINO_BUILDS: "" }; // what it takes to compile, not to find what is compiled
  const { status, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: "utf8" });
  if (status !== 0) throw new Error(`the build failed: ${stderr}`);
  return Number(stderr);
}

/** Least CPU seconds of a whole process that turns a network file into a module, and of one that does nothing. */
function cpuOfBuild(file: object): { readonly build: number; readonly nothing: number } {
  const folder = mkdtempSync(join(tmpdir(), "perceptino-bench-"));
  try {
    writeFileSync(join(folder, "network.json"), JSON.stringify(file));
    const cli = new URL("../../src/node/cli.js", import.meta.url).href;
    const script = `import { main } from ${JSON.stringify(cli)};
      if (await main(["build", "network.json", "--json"])) process.exit(1);`;
    const builds = [];
    const nothings = [];
    for (let run = 0; run < BUILDS; run++) {
      nothings.push(cpuOf("", folder));
      builds.push(cpuOf(script, folder));
    }
    return { build: Math.min(...builds), nothing: Math.min(...nothings) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Sizes by the plan and of the modules, and the CPU time of a build, against what is promised. */
export async function sizes(judge: Judge): Promise<string> {
  const rows = [];
  for (const promised of PROMISED) {
    for (const kind of ["fast", "small"] as const) {
      const file = fileOf(promised, kind);
      const spec = checkNetwork(file);
      const { plan, wasm } = await buildNetwork(spec);
      const ram = plan.parameterBytes + plan.workingBytes;
      const most = promised.ram[kind];
      const name = `${widths(spec).join("-")}, batch ${spec.batch}, ${kind}`;
      judge.atMost(`RAM of ${name}`, ram, most);
      judge.atMost(`Wasm of ${name}`, wasm.length, promised.wasm);
      rows.push([
        name,
        ram,
        most === undefined ? "" : `≤ ${count(most)}`,
        promised.aifes,
        wasm.length,
        promised.wasm === undefined ? "" : `≤ ${count(promised.wasm)}`,
      ]);
    }
  }
  const head = ["network", "RAM", "promised", "AIfES", "Wasm", "promised"];
  const { build, nothing } = cpuOfBuild(fileOf(PROMISED.at(-1)!, "fast"));
  const times = build / nothing;
  judge.atMost("CPU time of a build, in that of a Node that does nothing", times, BUILD_CPU);
  const cpu = `From network.json to .wasm, 32-32-16-1, whole process: ${build.toFixed(2)} s of CPU, ${times.toFixed(0)} × those of a Node that does nothing (≤ ${BUILD_CPU} ×)`;
  return `Bytes of RAM by the plan (parameters and working memory) and of Wasm\n${table(head, rows)}\n${cpu}`;
}
