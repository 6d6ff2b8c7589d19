/**
 * Runs `npm run build`, unless it has already made what is there of the sources that are there: most commands need it, one
 * after the other. Usage: node test/build.mjs [example]; with "example" no more is built than the example takes.
 */
import { spawnSync } from "node:child_process";
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

/** What is built, in this order. */
const COMMANDS = {
  all: [["npm", "run", "--silent", "build"]],
  example: [
    ["npx", "tsc", "-p", "examples"],
    ["node", "--liftoff-only", "build/src/node/kernels/write.js", "dist/kernels.txt"],
    ["npx", "rollup", "-c", "rollup.devices.mjs", "--silent"],
  ],
};

const what = process.argv[2] ?? "all";
if (!existsSync(STAMP) || readFileSync(STAMP, "utf8") !== state()) {
  rmSync(STAMP, { force: true });
  const failed = COMMANDS[what].find(
    ([program, ...args]) => spawnSync(program, args, { stdio: "inherit" }).status !== 0,
  );
  if (failed) process.exitCode = 1;
  else if (what === "all") writeFileSync(STAMP, state());
}
