import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../src/package-root.js";
import { occupancy } from "./occupancy.js";
import { sizes } from "./sizes.js";

// Prints every number of the README that is not a test's: sizes, accuracy, and speed beside other implementations.
process.stdout.write(`${await sizes()}\n\n${await occupancy()}\n\n`);
const compare = join(packageRoot(), "test/bench/compare.mjs");
const { status } = spawnSync(process.execPath, [compare, ...process.argv.slice(2)], {
  stdio: "inherit",
});
process.exitCode = status ?? 1;
