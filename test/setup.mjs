/**
 * Installs what is missing or out of date, and nothing else, so that the README's commands run on a fresh clone and, once
 * they have run, without a network. Usage: node test/setup.mjs [example] [bench]
 */
import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const FOLDERS = { example: "examples/wireless-sensors", bench: "test/bench" };

/** Whether a folder's packages are those of its lockfile: npm writes its own copy of the lockfile when it is done. */
function upToDate(folder) {
  const installed = join(folder, "node_modules", ".package-lock.json");
  return (
    existsSync(installed) &&
    statSync(installed).mtimeMs >= statSync(join(folder, "package-lock.json")).mtimeMs
  );
}

/** Installs a folder's packages by its lockfile. */
export function install(folder) {
  if (upToDate(folder)) return;
  process.stderr.write(`installing the packages of ${folder === ROOT ? "perceptino" : folder}\n`);
  const { status, error } = spawnSync(
    "npm",
    ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
    {
      cwd: folder,
      stdio: ["ignore", process.stderr, process.stderr],
    },
  );
  if (status !== 0) {
    const reason = error ? ` (${error.message})` : "";
    process.stderr.write(
      `error: npm ci failed in ${folder}${reason}; is the npm registry reachable?\n`,
    );
    process.exit(1);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [major] = process.versions.node.split(".").map(Number);
  if (major < 20) {
    process.stderr.write(
      `error: got Node ${process.version}, expected 20 or newer; install it from nodejs.org\n`,
    );
    process.exit(1);
  }
  install(ROOT);
  for (const name of process.argv.slice(2)) install(join(ROOT, FOLDERS[name]));
}
