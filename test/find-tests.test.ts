import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../src/node/package.js";

interface FindTests {
  findTests(sources: string, compiled: string): string[];
}
const script = pathToFileURL(join(packageRoot(), "test/find-tests.mjs")).href;
const { findTests } = (await import(script)) as FindTests;

test("tests are run wherever their sources lie, the longest first, and never those of other packages", () => {
  const folder = mkdtempSync(join(tmpdir(), "perceptino-tests-"));
  try {
    mkdirSync(join(folder, "espruino/deep"), { recursive: true });
    mkdirSync(join(folder, "bench/node_modules/other"), { recursive: true });
    for (const path of [
      ...["b.test.ts", "a.test.ts", "espruino/deep/c.test.ts", "espruino/firmware.test.ts"],
      ...["bench/node_modules/other/d.test.ts", "support.ts"],
    ]) {
      writeFileSync(join(folder, path), "");
    }
    assert.deepEqual(
      findTests(folder, "build"),
      ["espruino/firmware", "a", "b", "espruino/deep/c"].map((name) =>
        join("build", `${name}.test.js`),
      ),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("this very test is among those that are run", () => {
  const found = findTests(join(packageRoot(), "test"), join(packageRoot(), "build/test"));
  assert.ok(found.includes(join(packageRoot(), "build/test/find-tests.test.js")));
});
