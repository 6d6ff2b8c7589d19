// Checks the float routines for cores without an FPU against this machine's floats: every pair of exponents and some
// millions of random pairs by default, with --exhaustive also each of the 2^32 numbers in two pairs and as an integer.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { packageRoot } from "../../src/node/package.js";
import { THUMB_SOURCES } from "./gcc-link.js";

export const FLOAT_ROUTINES = join(THUMB_SOURCES, "float32.c");
const RANDOM_PAIRS = 10_000_000;
const CHUNK = 2 ** 26;

/** Compiles the check for this machine; gives the program. */
export async function compileCheck(folder: string, routines = FLOAT_ROUTINES): Promise<string> {
  const program = join(folder, "float32-check");
  const flags = ["-O2", "-std=c99", "-ffp-contract=off", "-Wall", "-Wextra", "-Werror"];
  const check = join(packageRoot(), "test/thumb/float32-check.c");
  const names = "-DFLOAT32(name)=soft_##name";
  await promisify(execFile)("gcc", [...flags, names, routines, check, "-o", program]);
  return program;
}

/** Runs a part of the check; gives how many pairs were right, or throws with the first that is wrong. */
async function runCheck(program: string, ...args: readonly string[]): Promise<number> {
  try {
    const { stdout } = await promisify(execFile)(program, args);
    return Number.parseInt(stdout, 10);
  } catch (error) {
    const { stdout, message } = error as Error & { stdout?: string };
    throw new Error(stdout || message);
  }
}

/** The quick check: a grid of all exponents, and random pairs. */
export async function quickCheck(program: string, random = RANDOM_PAIRS): Promise<number> {
  const parts = [runCheck(program, "grid"), runCheck(program, "random", String(random), String(1))];
  return (await Promise.all(parts)).reduce((sum, pairs) => sum + pairs, 0);
}

/** Each of the 2^32 numbers, in as many processes as there are cores. */
async function exhaustiveCheck(program: string): Promise<number> {
  const firsts = Array.from({ length: 2 ** 32 / CHUNK }, (_, i) => i * CHUNK);
  let pairs = 0;
  const work = async () => {
    for (let first = firsts.shift(); first !== undefined; first = firsts.shift()) {
      const right = await runCheck(program, "every", String(first), String(CHUNK));
      pairs += right; // apart, since the other processes add to it in between
      process.stderr.write(`\r${((100 * pairs) / 2 ** 33).toFixed(0)} % `);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return pairs;
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { exhaustive: { type: "boolean", default: false } } });
  const folder = mkdtempSync(join(tmpdir(), "perceptino-floats-"));
  try {
    const program = await compileCheck(folder);
    let pairs = await quickCheck(program);
    if (values.exhaustive) pairs += await exhaustiveCheck(program);
    process.stdout.write(`${pairs.toLocaleString("en-US")} pairs of numbers, no difference\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
}
