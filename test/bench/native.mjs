import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Skipped } from "./contestant.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const MAIN = fileURLToPath(new URL("native-main.c", import.meta.url));
/** Where bench.h, limit.c and data.c lie. */
const YARDSTICK = resolve(ROOT, process.env.PERCEPTINO_YARDSTICK ?? "../shared/bench");
// the kernels' numerics: no fused multiply-add, no reassociation
const FLAGS = ["-O3", "-ffp-contract=off"];

/**
 * @type {import("./contestant.mjs").Prepare}
 * @param {readonly string[]} more options of gcc
 * @throws Skipped where the C sources or gcc are missing
 */
export function prepare({ name }, more = []) {
  if (!existsSync(join(YARDSTICK, "limit.c"))) {
    throw new Skipped(
      `native C: got no limit.c in ${YARDSTICK}; set PERCEPTINO_YARDSTICK to the folder that has it`,
    );
  }
  const version = spawnSync("gcc", ["-dumpfullversion"], { encoding: "utf8" });
  if (version.status !== 0) throw new Skipped("native C: gcc did not start; install it to compare");

  const folder = mkdtempSync(join(tmpdir(), "perceptino-native-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const program = compile(name, folder, more);
  return {
    name: "native C",
    note: `limit.c, hand-tuned, sizes fixed at compile time, does not compute the loss; gcc ${version.stdout.trim()} ${FLAGS.join(" ")}; the same mathematics`,
    measure(runs, steps) {
      const [nanoseconds, before, after] = execute(program, [runs, steps]).split(" ").map(Number);
      return { nanoseconds, before, after };
    },
  };
}

function compile(name, folder, more) {
  const program = join(folder, name);
  const sources = [MAIN, join(YARDSTICK, "limit.c"), join(YARDSTICK, "data.c")];
  execute("gcc", [
    ...FLAGS,
    ...more,
    `-DWL_${name}`,
    "-I",
    YARDSTICK,
    "-w",
    "-o",
    program,
    ...sources,
    "-lm",
  ]);
  return program;
}

function execute(program, args) {
  const { status, stdout, stderr, error } = spawnSync(program, args.map(String), {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${error?.message ?? stderr}`);
  return stdout;
}
