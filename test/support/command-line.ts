import { AsyncLocalStorage } from "node:async_hooks";
import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { fileURLToPath } from "node:url";
import { main } from "../../src/node/cli.js";

const BIN = fileURLToPath(new URL("../../src/node/bin.js", import.meta.url));

/** What a run of the command line came to; the folder of the test is left out of its texts. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const captured = new AsyncLocalStorage<{ stdout: string; stderr: string }>();
for (const name of ["stdout", "stderr"] as const) {
  const stream = process[name];
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  stream.write = ((...args: unknown[]) => {
    const texts = captured.getStore();
    if (texts === undefined) return write(...args);
    texts[name] += String(args[0]);
    return true;
  }) as typeof stream.write;
}

/** A folder of a test file's own, with a network and readings, and the command line in it. */
export function commandLine() {
  const folder = mkdtempSync(join(tmpdir(), "perceptino-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const at = (name: string) => join(folder, name);
  const write = (name: string, data: string | Uint8Array) => {
    writeFileSync(at(name), data);
    return at(name);
  };
  const relative = (text: string) => text.replaceAll(`${folder}/`, "");
  /** Runs a command in this process, which saves the start of another. */
  const perceptino = (...argv: readonly string[]): Promise<Run> =>
    captured.run({ stdout: "", stderr: "" }, async () => {
      const code = await main(argv);
      const { stdout, stderr } = captured.getStore()!;
      return { code, stdout: relative(stdout), stderr: relative(stderr) };
    });
  /** Starts a command in a process of its own, in the folder. */
  const start = (stdio: StdioOptions, ...argv: readonly string[]) => {
    const child = spawn(process.execPath, [BIN, ...argv], { cwd: folder, stdio });
    return { child, ended: endOf(child) };
  };
  return { folder, at, write, perceptino, start };
}

function endOf(child: ChildProcess): Promise<Run> {
  const texts = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      texts[name] += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject).on("close", (code) => resolve({ code, ...texts }));
  });
}

/** A small network that reads a and b and tells whether a > b. */
export const NETWORK = {
  name: "greater",
  inputs: [{ name: "a" }, { name: "b" }],
  outputs: ["y"],
  layers: [
    { units: 3, activation: "tanh" },
    { units: 1, activation: "sigmoid" },
  ],
  batch: 8,
};

/** The same with layers that let the weights run away. */
export const DIVERGING = {
  ...NETWORK,
  layers: [
    { units: 4, activation: "identity" },
    { units: 4, activation: "identity" },
    { units: 1, activation: "sigmoid" },
  ],
  optimizer: { type: "sgd", learningRate: 1000 },
};

/** CSV rows for the network. */
export const rowsOf = (count: number): string =>
  [
    "a,b,y",
    ...Array.from({ length: count }, (_, i) => {
      const [a, b] = [(i * 37) % 50, (i * 23) % 41];
      return `${a},${b},${a > b ? 1 : 0}`;
    }),
    "",
  ].join("\n");
