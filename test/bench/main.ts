import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { packageRoot } from "../../src/node/package.js";
import { ALL_WORKLOADS, type Workload } from "../support/workloads.js";
import { hosts } from "./hosts.js";
import { type Part, runParts } from "./judge.js";
import { occupancy } from "./occupancy.js";
import { besideReference } from "./reference.js";
import { sizes } from "./sizes.js";
import { starts } from "./start.js";
import { steps } from "./step.js";
import { thumbSteps } from "./thumb-step.js";

const USAGE = "usage: npm run bench -- [--only PART …] [--network NAME …] [--rounds N]";

/** Every number of the README that is not a test's: sizes, accuracy, speed beside other implementations. */
const PARTS: readonly Part[] = [
  { name: "Sizes", run: sizes },
  { name: "Start", run: starts },
  { name: "Beside the AssemblyScript compiler", run: besideReference },
  { name: "Training in Node with SIMD", run: hosts },
  { name: "Occupancy", run: occupancy },
  {
    name: "A step of the C target on a Cortex-M4F",
    run: async (judge) => `A step of the C target on a Cortex-M4F\n${await steps(judge, networks)}`,
  },
  {
    name: "A step as machine code",
    run: async (judge) =>
      `A step as machine code, called as Espruino does\n${await thumbSteps(judge, networks)}`,
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

interface Asked {
  readonly parts: readonly Part[];
  /** those whose steps are counted on a Cortex-M4F */
  readonly networks: readonly Workload["name"][];
  /** of the last part */
  readonly rounds: string | undefined;
}

/** What is asked for: the parts whose names begin so, and the networks of that name; all when left out. */
function asked(): Asked {
  const many = { type: "string", multiple: true } as const;
  const options = { only: many, network: many, rounds: { type: "string" } } as const;
  const { only, network, rounds } = parseArgs({ options }).values;
  const partOf = (start: string) => {
    const part = PARTS.find(({ name }) => name.toLowerCase().startsWith(start.toLowerCase()));
    if (part) return part;
    const names = PARTS.map(({ name }) => `"${name}"`).join(", ");
    throw new Error(`--only: got "${start}", expected the beginning of one of ${names}`);
  };
  const workloadOf = (name: string) => {
    const found = ALL_WORKLOADS.find((one) => one === name);
    if (found) return found;
    throw new Error(`--network: got "${name}", expected one of ${ALL_WORKLOADS.join(", ")}`);
  };
  return {
    parts: only?.map(partOf) ?? PARTS,
    networks: network?.map(workloadOf) ?? ALL_WORKLOADS,
    rounds,
  };
}

function readArguments(): ReturnType<typeof asked> {
  try {
    return asked();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n`);
    process.exit(2);
  }
}

const { parts, networks, rounds } = readArguments();
process.exitCode = await runParts(parts, (text) => void process.stdout.write(text));
