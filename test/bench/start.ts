import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { count, table } from "../../src/common/text.js";
import { packageRoot } from "../../src/node/package.js";
import { installedBytes, pack } from "../support/installed.js";
import { workload, workloadNetwork } from "../support/workloads.js";
import type { Judge } from "./judge.js";

/**
 * How many times the CPU time of a Node that does nothing each of these may take, on an idle machine. CPU seconds would be
 * the machine's: they differ by a factor of two between machines, and grow on a busy one, for all alike.
 */
const LIMITS = {
  "perceptino --version": 1.5,
  "perceptino predict, 10 rows": 3.4,
  "S3 → Wasm in a fresh process": 1.9,
  "S3 → Wasm, warm": 0.15,
  "Wasm's program → C, warm": 0.23,
  "Wasm's program → JavaScript, warm": 0.23,
  "S3 → Espruino module with machine code, warm": 1.15,
  "S3 → Espruino module in a fresh process": 7, // the back end, cold: most of it is V8, which the second module no longer pays
} as const;
/**
 * A Node that does nothing reads certificates at its start where this names a file of them, which takes it three times as
 * long as all else: the multiples are promised where it does, and elsewhere only printed.
 */
const READS_CERTIFICATES = process.env.NODE_EXTRA_CA_CERTS !== undefined;
/** What two runs of the same differ by on a machine that does other things too: judged is what goes beyond that as well. */
const NOISE = 1.25;
const JUDGED = READS_CERTIFICATES
  ? `judged with ${Math.round(100 * (NOISE - 1))} % more`
  : "and with NODE_EXTRA_CA_CERTS, which makes such a Node slower: not judged here";
/** Each is run so often, in turns; the least counts. */
const RUNS = 7;

/** what a user installs, without a serial port */
const MOST_INSTALLED = 12_000_000;

/** Writes a process' whole CPU time, in seconds, to standard error when it ends. */
const METER = `process.on("exit", () => {
  const { user, system } = process.cpuUsage();
  require("node:fs").writeSync(2, "\\nCPU " + (user + system) / 1e6);
});`;

/** Prints the CPU seconds of one build and of its texts, when all is warm: of some rounds the least. */
const WARM = `import { artifactsOf, BOARDS, buildNetwork, checkNetwork } from "perceptino";
import { readFileSync } from "node:fs";
const file = JSON.parse(readFileSync("network.json", "utf8"));
const built = await buildNetwork(checkNetwork(file));
const text = (target) => artifactsOf(built, target, "network");
const espruino = { board: BOARDS.find(({ name }) => name === "puckjs"), module: "neural" };
const module = async () =>
  artifactsOf(await buildNetwork(checkNetwork(file)), "espruino", "network", { espruino });
async function round(act, times) {
  const start = process.cpuUsage();
  for (let i = 0; i < times; i++) await act();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / (times * 1e6);
}
async function seconds(act, times = 50) {
  await round(act, 3 * times);
  let least = Infinity;
  for (let i = 0; i < ${RUNS}; i++) least = Math.min(least, await round(act, times / 5));
  return least;
}
console.log(JSON.stringify([
  await seconds(async () => (await buildNetwork(checkNetwork(file))).wasm),
  await seconds(() => text("c")),
  await seconds(() => text("js")),
  await seconds(module, 20),
]));`;

const FRESH = `import { buildNetwork, parseNetwork } from "perceptino/compiler";
import { readFileSync } from "node:fs";
(await buildNetwork(parseNetwork(readFileSync("network.json", "utf8")))).wasm;`;

/** The whole way to what an Espruino board takes. */
const FRESH_MODULE = `import { artifactsOf, BOARDS, buildNetwork, parseNetwork } from "perceptino";
import { readFileSync } from "node:fs";
const built = await buildNetwork(parseNetwork(readFileSync("network.json", "utf8")));
const board = BOARDS.find(({ name }) => name === "puckjs");
await artifactsOf(built, "espruino", "network", { espruino: { board, module: "neural" } });`;

/** How long things take in multiples of a Node that does nothing, from the packed and installed package, and its size. */
export async function starts(judge: Judge): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "perceptino-start-"));
  try {
    const { filename } = await pack(packageRoot(), folder);
    const installed = await installedBytes(join(folder, filename), folder);
    const bytes = [...installed.values()].reduce((sum, each) => sum + each, 0);
    judge.atMost("bytes installed", bytes, MOST_INSTALLED);
    const times = timesIn(folder);
    const rows = Object.entries(LIMITS).map(([name, most]) => {
      const what = name as keyof typeof LIMITS;
      const got = times.get(what)!;
      const limit = READS_CERTIFICATES ? NOISE * most : undefined;
      judge.atMost(`${what}, × a Node that does nothing`, got, limit);
      return [what, `${got.toFixed(2)} ×`, `≤ ${most} ×`];
    });
    return `CPU time in multiples of a Node that does nothing, least of ${RUNS} runs in turns; promised for an idle machine, ${JUDGED}
${table(["", "got", "promised"], rows)}
Installed without optional packages: ${count(bytes)} bytes (≤ ${count(MOST_INSTALLED)})`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function timesIn(folder: string): ReadonlyMap<keyof typeof LIMITS, number> {
  const s3 = workload("S3");
  writeFileSync(
    join(folder, "network.json"),
    JSON.stringify({ ...workloadNetwork(s3), plan: "fast" }),
  );
  const rows = Array.from({ length: 10 }, (_, m) => [
    ...s3.readings.subarray(6 * m, 6 * m + 6),
    s3.labels[m],
  ]);
  const head = [...Array.from({ length: 6 }, (_, i) => `x${i}`), "y"];
  writeFileSync(
    join(folder, "ten.csv"),
    [head, ...rows].map((row) => `${row.join(",")}\n`).join(""),
  );
  writeFileSync(join(folder, "meter.cjs"), METER);
  writeFileSync(join(folder, "fresh.js"), FRESH);
  writeFileSync(join(folder, "warm.js"), WARM);
  writeFileSync(join(folder, "module.js"), FRESH_MODULE);
  const run = (...args: readonly string[]) => {
    const all = ["--require", "./meter.cjs", ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, all, {
      cwd: folder,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`node ${args.join(" ")}: ${stderr}`);
    return { cpu: Number(/\nCPU (\S+)$/.exec(stderr)![1]), stdout };
  };
  const bin = "node_modules/perceptino/dist/bin.js";
  run(bin, "train", "network.json", "ten.csv", "--epochs", "1", "--validation", "0");
  const least = {
    nothing: Infinity,
    version: Infinity,
    predict: Infinity,
    fresh: Infinity,
    module: Infinity,
  };
  const commands: Readonly<Record<keyof typeof least, readonly string[]>> = {
    nothing: ["-e", "0"],
    version: [bin, "--version"],
    predict: [bin, "predict", "network.json", "checkpoint.bin", "ten.csv"],
    fresh: ["fresh.js"],
    module: ["module.js"],
  };
  for (let turn = 0; turn < RUNS; turn++) {
    for (const [name, args] of Object.entries(commands) as [keyof typeof least, string[]][]) {
      least[name] = Math.min(least[name], run(...args).cpu);
    }
  }
  const warm: readonly number[] = JSON.parse(run("warm.js").stdout);
  const [wasm, c, js, module] = warm as [number, number, number, number];
  const { nothing, version, predict, fresh, module: freshModule } = least;
  return new Map<keyof typeof LIMITS, number>([
    ["perceptino --version", version / nothing],
    ["perceptino predict, 10 rows", predict / nothing],
    ["S3 → Wasm in a fresh process", fresh / nothing],
    ["S3 → Wasm, warm", wasm / nothing],
    ["Wasm's program → C, warm", c / nothing],
    ["Wasm's program → JavaScript, warm", js / nothing],
    ["S3 → Espruino module with machine code, warm", module / nothing],
    ["S3 → Espruino module in a fresh process", freshModule / nothing],
  ]);
}
