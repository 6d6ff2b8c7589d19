import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { packageRoot } from "../../src/node/package.js";

export const ROOT = packageRoot();
/** The command line as it is packed. */
export const CLI = join(ROOT, "dist/bin.js");

export const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
/** The pages of docs/. */
export const PAGES: readonly string[] = readdirSync(join(ROOT, "docs"))
  .filter((name) => name.endsWith(".md"))
  .map((name) => `docs/${name}`);

/** The fenced blocks of one language. */
export const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(
    (match) => match[1]!,
  );
/** The commands of a page's blocks, a line each. */
export const commands = (path: string) =>
  blocks(read(path), "sh").flatMap((block) => block.split("\n").filter((line) => line !== ""));

/** The commands in a page's text that begin with some words. */
export const inlineCommands = (path: string, beginning: string) =>
  [...read(path).matchAll(/`([^`\n]+)`/g)]
    .map((match) => match[1]!)
    .filter((text) => text.startsWith(`${beginning} `));

/** A folder where `import "perceptino"` finds the package, with the project that `init` makes and a checkpoint of it. */
export function projectFolder(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "perceptino-docs-"));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(ROOT, join(folder, "node_modules/perceptino"));
  const run = (program: string, ...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: "utf8" });
    assert.equal(status, 0, `${program} ${args.join(" ")}: ${stdout}${stderr}`);
    return stdout;
  };
  const perceptino = (...args: readonly string[]) => run(process.execPath, CLI, ...args);
  /** Runs a command that may fail. */
  const exitOf = (...args: readonly string[]) =>
    spawnSync(process.execPath, [CLI, ...args], { cwd: folder, encoding: "utf8" });
  perceptino("init");
  perceptino("train", "network.json", "readings.csv", "--epochs", "2");
  return { folder, run, perceptino, exitOf };
}
