import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildNetwork } from "../../src/build.js";
import { checkNetwork } from "../../src/network-file.js";
import { type PlanKind, widths } from "../../src/plan.js";
import { count, table } from "../../src/print.js";

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

/** CPU seconds that a build may take, and how often it may try: a machine that does other things counts more of them. */
const BUILD_CPU = 3;
const BUILDS = 12;

/** CPU seconds of a whole process that turns a network file into a module. */
function cpuOfBuild(file: object): number {
  const folder = mkdtempSync(join(tmpdir(), "perceptino-bench-"));
  try {
    writeFileSync(join(folder, "network.json"), JSON.stringify(file));
    const cli = new URL("../../src/cli.js", import.meta.url).href;
    const script = `import { main } from ${JSON.stringify(cli)};
      if (await main(["build", "network.json", "--json"])) process.exit(1);
      const { user, system } = process.cpuUsage();
      process.stderr.write(String((user + system) / 1e6));`;
    const args = ["--input-type=module", "--eval", script];
    const { status, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" });
    if (status !== 0) throw new Error(`the build failed: ${stderr}`);
    return Number(stderr);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Sizes by the plan and of the modules, and the CPU time of a build, against what is promised. Throws when one is broken. */
export async function sizes(): Promise<string> {
  const rows = [];
  for (const promised of PROMISED) {
    for (const kind of ["fast", "small"] as const) {
      const file = fileOf(promised, kind);
      const spec = checkNetwork(file);
      const { plan, wasm } = await buildNetwork(spec);
      const ram = plan.parameterBytes + plan.workingBytes;
      const most = promised.ram[kind];
      const name = `${widths(spec).join("-")}, batch ${spec.batch}, ${kind}`;
      expectAtMost(`RAM of ${name}`, ram, most);
      expectAtMost(`Wasm of ${name}`, wasm.length, promised.wasm);
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
  // The shortest of some runs: whatever else the machine does only adds to it.
  const largest = fileOf(PROMISED.at(-1)!, "fast");
  let seconds = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 3 || (run < BUILDS && seconds > BUILD_CPU); run++) {
    seconds = Math.min(seconds, cpuOfBuild(largest));
  }
  expectAtMost("CPU seconds of a build", seconds, BUILD_CPU);
  const cpu = `From network.json to .wasm, 32-32-16-1, whole process: ${seconds.toFixed(2)} s of CPU (≤ ${BUILD_CPU} s)`;
  return `Bytes of RAM by the plan (parameters and working memory) and of Wasm\n${table(head, rows)}\n${cpu}`;
}

function expectAtMost(what: string, got: number, most: number | undefined): void {
  if (most !== undefined && got > most)
    throw new Error(`${what}: got ${got}, expected at most ${most}`);
}
