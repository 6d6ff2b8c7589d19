/**
 * Runs `npm run build`, unless it has already made what is there of the sources that are there: most commands need it, one
 * after the other. Usage: node test/build.mjs [example]; with "example" no more is built than the example takes.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), ".."));

/** What the build reads; its configurations and the packages beside. */
const SOURCES = ["src", "boards", "assembly", "examples", "test"];
/** What it writes, but for what single commands write into build/. */
const RESULTS = [
  "dist",
  ...["src", "boards", "examples", "test", "firmware"].map((name) => `build/${name}`),
];
const KERNELS = ["kernels", "kernels-lanes", "float32-wide", "float32-narrow"].map(
  (name) => `build/${name}.txt`,
);
const STAMP = "build/.built";

function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : filesIn(path);
    return [path];
  });
}

const configurations = () => readdirSync(".").filter((name) => /\.(json|mjs)$/.test(name));

/** A hash of the sources, and of when and how large the results were written. */
function state() {
  // With the compiler for boards, or without: what is built has firmware for them, or has not.
  const { stdout } = spawnSync("arm-none-eabi-gcc", ["--version"]);
  const hash = createHash("sha256").update(`${process.version} ${stdout ?? "without"}\0`);
  const sources = [...configurations(), ...SOURCES.flatMap(filesIn)];
  for (const path of sources.sort()) hash.update(`${path}\0`).update(readFileSync(path));
  for (const path of [...RESULTS.flatMap(filesIn), ...KERNELS].sort()) {
    const { size, mtimeMs } = statSync(path, { throwIfNoEntry: false }) ?? {};
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex");
}

/** V8 compiles for long runs what has run a while; in processes of seconds that takes more than it gains. */
const BRIEF = "--interrupt-budget=1000000";
const bin = (path) => ["node", BRIEF, `node_modules/${path}`];

/** What is built, in this order; what stands in one line, at once. */
const STAGES = {
  all: [[["npm", "run", "--silent", "build"]]],
  example: [
    [[...bin("typescript/lib/tsc.js"), "-p", "examples"]],
    [
      ["node", "--liftoff-only", BRIEF, "build/src/node/kernels/write.js", "dist/kernels.txt"],
      [...bin("rollup/dist/bin/rollup"), "-c", "rollup.devices.mjs", "--silent"],
    ],
  ],
};

/** Runs a command; whether it came to its end. */
const run = ([program, ...args]) =>
  new Promise((resolve) => {
    const child = spawn(program, args, { stdio: "inherit" });
    child.on("error", ({ message }) => {
      process.stderr.write(`error: ${program}: ${message}\n`);
      resolve(false);
    });
    child.on("close", (code) => resolve(code === 0));
  });

/** Runs stages one after the other, until one fails; whether none did. */
async function runAll(stages) {
  for (const commands of stages) {
    const done = await Promise.all(commands.map(run));
    if (done.includes(false)) return false;
  }
  return true;
}

const what = process.argv[2] ?? "all";
if (!existsSync(STAMP) || readFileSync(STAMP, "utf8") !== state()) {
  rmSync(STAMP, { force: true });
  if (!(await runAll(STAGES[what]))) process.exitCode = 1;
  else if (what === "all") writeFileSync(STAMP, state());
}
