import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../src/package-root.js";
import { occupancy } from "./occupancy.js";
import { sizes } from "./sizes.js";
import { steps } from "./step.js";
import { thumbSteps } from "./thumb-step.js";

/** Prints every number of the README that is not a test's: sizes, accuracy, speed beside other implementations. */
async function main(): Promise<number> {
  process.stdout.write(`${await sizes()}\n\n${await occupancy()}\n\n`);
  process.stdout.write(`A step of the C target on a Cortex-M4F\n${await steps()}\n\n`);
  process.stdout.write(
    `A step as machine code, called as Espruino does\n${await thumbSteps()}\n\n`,
  );
  const compare = join(packageRoot(), "test/bench/compare.mjs");
  const args = [compare, ...process.argv.slice(2)];
  return spawnSync(process.execPath, args, { stdio: "inherit" }).status ?? 1;
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  return 1;
});
