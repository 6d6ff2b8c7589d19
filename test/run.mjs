/**
 * Runs every check of the project, one after the other, and ends with a line "N passed, N failed". Usage: npm test, or
 * npm run thorough for tests that try all where they usually try a part (test/support/extent.ts).
 */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findTests } from "./find-tests.mjs";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
process.chdir(ROOT);

/** Each kernel, network and firmware is built once for all tests (src/node/build-cache.ts). */
const BUILDS = { PERCEPTINO_BUILDS: join(ROOT, "build/cache") };
const THOROUGH = process.argv[2] === "thorough" ? { PERCEPTINO_TESTS: "thorough" } : {};
const ENVIRONMENT = { ...process.env, ...BUILDS, ...THOROUGH };

/**
 * Each test file is a process that runs for a few seconds, of which V8 spends up to a quarter on optimizing code that is
 * hardly run again. With this it waits longer (by default 67,584 bytes of bytecode); node hands it on to the test files.
 */
const RARELY_OPTIMIZED = "--interrupt-budget=300000";

/** One check: what runs, and how its output tells what passed. Without `count` the exit code is the one verdict. */
const CHECKS = [
  { name: "packages", command: ["node", "test/setup.mjs", "example"], essential: true },
  { name: "build", command: ["node", "test/build.mjs"], essential: true },
  { name: "lint and format", command: ["npx", "biome", "ci", "--reporter=summary"] },
  {
    name: "kernels in as-pect",
    command: [
      "npx",
      "asp",
      "--config",
      "test/assembly/as-pect.config.js",
      "--as-config",
      "test/assembly/as-pect.asconfig.json",
      "--no-logo",
      "--summary",
    ],
    count: countAsPect,
  },
  {
    name: "host",
    command: () => [
      "node",
      RARELY_OPTIMIZED,
      "--test",
      "--test-reporter=spec",
      ...concurrency(),
      ...findTests("test", "build/test"),
    ],
    count: countNode,
  },
];

/**
 * One more than there are cores: some tests wait for what a page or a board does. Node's own choice is one less; its releases
 * before 20.10 know no other.
 */
function concurrency() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const known = major > 20 || minor >= 10;
  return known ? [`--test-concurrency=${availableParallelism() + 1}`] : [];
}

/** as-pect's summary: "[Tests]: 17 / 17". */
function countAsPect(output) {
  const [, passed, all] = /\[Tests\]: (\d+) \/ (\d+)/.exec(output) ?? [];
  return passed === undefined ? undefined : { passed: Number(passed), failed: all - passed };
}

/** node:test's summary: "ℹ pass 250", "ℹ fail 0", "ℹ skipped 1". */
function countNode(output) {
  const of = (what) =>
    Number(new RegExp(`^ℹ ${what} (\\d+)$`, "m").exec(output)?.[1] ?? Number.NaN);
  const counts = {
    passed: of("pass"),
    failed: of("fail") + of("cancelled"),
    skipped: of("skipped"),
  };
  return Number.isNaN(counts.passed + counts.failed) ? undefined : counts;
}

/** Runs a command, shows its output and gives it back without colours. */
function run([program, ...args]) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { env: ENVIRONMENT, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of ["stdout", "stderr"]) {
      child[stream].setEncoding("utf8").on("data", (text) => {
        process[stream].write(text);
        output += text;
      });
    }
    child.on("error", (error) => resolve({ code: 1, output: error.message }));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape that begins a colour
    child.on("close", (code) => resolve({ code, output: output.replace(/\u001b\[[\d;]*m/g, "") }));
  });
}

const total = { passed: 0, failed: 0, skipped: 0 };
for (const { name, command, count, essential } of CHECKS) {
  process.stdout.write(`\n== ${name}\n`);
  const { code, output } = await run(typeof command === "function" ? command() : command);
  const counts = count?.(output) ?? { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
  // A runner that says that all passed but fails itself has failed.
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  if (count !== undefined && counts.passed + counts.failed === 0) counts.failed = 1;
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped ?? 0;
  if (essential && counts.failed > 0) break;
}
if (total.skipped > 0) process.stdout.write(`\n${total.skipped} skipped; each says why above\n`);
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
process.exitCode = total.failed > 0 ? 1 : 0;
