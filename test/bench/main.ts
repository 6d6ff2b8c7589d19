import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../src/node/package.js";
import { hosts } from "./hosts.js";
import { type Part, runParts } from "./judge.js";
import { occupancy } from "./occupancy.js";
import { besideReference } from "./reference.js";
import { sizes } from "./sizes.js";
import { starts } from "./start.js";
import { steps } from "./step.js";
import { thumbSteps } from "./thumb-step.js";

/** Every number of the README that is not a test's: sizes, accuracy, speed beside other implementations. */
const PARTS: readonly Part[] = [
  { name: "Sizes", run: sizes },
  { name: "Start", run: starts },
  { name: "Beside the AssemblyScript compiler", run: besideReference },
  { name: "Training in Node with SIMD", run: hosts },
  { name: "Occupancy", run: occupancy },
  {
    name: "A step of the C target on a Cortex-M4F",
    run: async (judge) => `A step of the C target on a Cortex-M4F\n${await steps(judge)}`,
  },
  {
    name: "A step as machine code",
    run: async (judge) =>
      `A step as machine code, called as Espruino does\n${await thumbSteps(judge)}`,
  },
  {
    name: "Speed beside other implementations",
    async run() {
      const compare = join(packageRoot(), "test/bench/compare.mjs");
      const args = [compare, ...process.argv.slice(2)];
      const stdio: ["inherit", "pipe", "inherit"] = ["inherit", "pipe", "inherit"];
      const { status, signal, stdout } = spawnSync(process.execPath, args, { stdio });
      if (status !== 0) throw new Error(`compare.mjs ended with ${signal ?? `code ${status}`}`);
      return String(stdout).trimEnd();
    },
  },
];

process.exitCode = await runParts(PARTS, (text) => void process.stdout.write(text));
