import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { FLOAT_SETS } from "../src/common/compiler/float32.js";
import { LOADERS } from "../src/common/compiler/js/js-module.js";
import { packageRoot } from "../src/node/package.js";

test("on a fresh clone `npm start` builds all that the package reads while it runs", () => {
  const clone = mkdtempSync(join(tmpdir(), "perceptino-start-"));
  try {
    const made = /[\\/](node_modules|build|dist|out|\.git)$/;
    cpSync(packageRoot(), clone, { recursive: true, filter: (path) => !made.test(path) });
    symlinkSync(join(packageRoot(), "node_modules"), join(clone, "node_modules"));
    const node = (...args: readonly string[]) => {
      const { status, stderr } = spawnSync(process.execPath, args, {
        cwd: clone,
        encoding: "utf8",
      });
      assert.equal(status, 0, stderr);
    };
    node("test/build.mjs", "example");
    const resources = pathToFileURL(join(clone, "build/src/node/resources.js"));
    const reads = [
      `const { RESOURCES } = await import(${JSON.stringify(resources)});`,
      "RESOURCES.kernels;",
      ...FLOAT_SETS.map((set) => `RESOURCES.floats(${JSON.stringify(set)});`),
      ...LOADERS.map((name) => `RESOURCES.loader(${JSON.stringify(name)});`),
    ];
    node("--input-type=module", "--eval", reads.join("\n"));
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
});
