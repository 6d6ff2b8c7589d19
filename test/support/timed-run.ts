import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const BIN = fileURLToPath(new URL("../../src/node/bin.js", import.meta.url));

/** What a training on the command line took. */
export interface Run {
  /** of CPU, in all of the process */
  readonly seconds: number;
}

/** Trains as a process of its own. */
export function runTimed(network: string, data: string, epochs: number): Run {
  const folder = mkdtempSync(join(tmpdir(), "perceptino-"));
  try {
    const path = join(folder, "network.json");
    writeFileSync(path, network);
    const script = `
      process.argv.splice(1, 1);
      process.on("exit", () => {
        const { user, system } = process.cpuUsage();
        require("node:fs").writeSync(3, String((user + system) / 1e6));
      });
      import(${JSON.stringify(BIN)});`;
    const args = ["train", path, data, "--epochs", String(epochs), "--validation", "0.2"];
    const ran = spawnSync(
      process.execPath,
      ["-e", script, "bin.js", ...["x", ...args, "--checkpoint", join(folder, "checkpoint.bin")]],
      { stdio: ["ignore", "ignore", "pipe", "pipe"], encoding: "utf8" },
    );
    if (ran.status !== 0) throw new Error(ran.stderr);
    return { seconds: Number(ran.output[3]) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
