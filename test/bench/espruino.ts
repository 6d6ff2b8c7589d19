import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { writeWhole } from "../../src/node/files.js";
import { packageRoot } from "../../src/node/package.js";
import { ESPRUINOS } from "../support/real-espruino.js";
import { memoryTable } from "./espruino/memory.js";
import { readingsTable } from "./espruino/readings.js";
import { speedTable } from "./espruino/speed.js";
import { testTable } from "./espruino/tests.js";
import { type Judge, startJudge, verdict } from "./judge.js";

/** The step beside JavaScript by hand, on each engine that there is here. */
async function espruinoBench(judge: Judge): Promise<string> {
  return `## Beside JavaScript by hand

One step on a whole batch in the fast plan, beside the same step in plain loops over flat arrays, which rounds nothing and learns other bits (test/bench/espruino/handwritten.js). Both were timed in turns in one run, and the shortest time counts. Machine code is \`train()\` with all that the loader does. These are engines on Linux: an emulated ARM's times say little about a board's.

${await speedTable(judge)}

## A reading beside JavaScript by hand

The instructions of \`observe\` and \`predict\` of a logistic unit with a normaliser, as a multiple of the same by hand: two rounded operations for each input, a check, and the batch or the unit (test/bench/espruino/readings.js). They are counted by a plugin of the emulator (test/bench/espruino/instructions.c), since its time would tell less: code that lies in RAM beside the data that it writes is translated anew at each call there, 13 to 97 blocks of it, which no board does. With JavaScript kernels \`predict\` computes the unit's exponential with the bits that it has on all targets; by hand it is the engine's own \`Math.exp\`, in machine code.

${await readingsTable(judge)}`;
}

/** All that was found with the builds of Espruino that ESPRUINO names. */
async function document(note: string, judge: Judge): Promise<string> {
  const speed = await espruinoBench(judge);
  const memory = await memoryTable(ESPRUINOS);
  return `# In real Espruino, on Linux

Made by \`npm run espruino -- --write\` with ESPRUINO set to builds of Espruino for Linux, an ARM build run by qemu-arm. Nothing here ran on a board.
${note && `\n${note}\n`}
## Tests

test/device/espruino/*.test.ts: loading, training with Node's bits in each step, checkpoints across restarts and power cuts, memory that moves and runs out. Skipped on x86-64 is what needs machine code. Without a build of Espruino \`simulate\` runs that on emulated cores, and needs no compiler for it ([boards.md](boards.md)).

${await testTable(ESPRUINOS)}

## Memory

Bytes of a board's variables, and in brackets its blocks, that a module takes once it has trained, its linear memory and all that Espruino makes for it included, as \`process.memory()\` counts them in an ARM build with blocks as large as the board's. Free is what a program has after the board's start. "–": it does not fit, or the build was too small to tell.

${memory}

${speed}
`;
}

async function main(): Promise<number> {
  const { values: flags } = parseArgs({
    options: {
      write: { type: "boolean", default: false },
      // of what the builds are
      note: { type: "string", default: "" },
    },
  });
  if (flags.write && ESPRUINOS.length === 0) {
    throw new Error("ESPRUINO: got nothing, expected Linux builds of it");
  }
  const judge = startJudge();
  const text = await (flags.write ? document(flags.note, judge) : espruinoBench(judge));
  process.stdout.write(`${text}\n\n${verdict(judge)}`);
  if (judge.broken.length > 0) return 1;
  if (flags.write) await writeWhole(join(packageRoot(), "docs/espruino.md"), text);
  return 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.exitCode = await main().catch((error: unknown) => {
    const text = error instanceof Error ? error.message : String(error);
    process.stderr.write(`error: ${text.slice(0, 1000)}\n`);
    return 1;
  });
}
