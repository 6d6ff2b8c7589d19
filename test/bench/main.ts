import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../../src/node/package.js";
import { hosts } from "./hosts.js";
import { type Part, runParts } from "./judge.js";
import { occupancy } from "./occupancy.js";
import { besideReference } from "./reference.js";
import { sizes } from "./sizes.js";
import { starts } from "./start.js";
import { steps } from "./step.js";
import { thumbSteps } from "./thumb-step.js";

const USAGE = "usage: npm run bench -- [--only PART …] [--rounds N]";

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
      const args = [compare, ...(rounds === undefined ? [] : ["--rounds", rounds])];
      const stdio: ["inherit", "pipe", "inherit"] = ["inherit", "pipe", "inherit"];
      const { status, signal, stdout } = spawnSync(process.execPath, args, { stdio });
      if (status !== 0) throw new Error(`compare.mjs ended with ${signal ?? `code ${status}`}`);
      return String(stdout).trimEnd();
    },
  },
];

/** What is asked for: the parts whose names begin so, or all, and rounds of the last part. */
function asked(): { readonly parts: readonly Part[]; readonly rounds: string | undefined } {
  const options = { only: { type: "string", multiple: true }, rounds: { type: "string" } } as const;
  const { only, rounds } = parseArgs({ options }).values;
  if (only === undefined) return { parts: PARTS, rounds };
  const named = only.map((start) => {
    const part = PARTS.find(({ name }) => name.toLowerCase().startsWith(start.toLowerCase()));
    if (part) return part;
    const names = PARTS.map(({ name }) => `"${name}"`).join(", ");
    throw new Error(`--only: got "${start}", expected the beginning of one of ${names}`);
  });
  return { parts: named, rounds };
}

function readArguments(): ReturnType<typeof asked> {
  try {
    return asked();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n`);
    process.exit(2);
  }
}

const { parts, rounds } = readArguments();
process.exitCode = await runParts(parts, (text) => void process.stdout.write(text));
