import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { zip } from "../../src/common/zip.js";

const text = (value: string) => new TextEncoder().encode(value);
const FILES = [
  { file: "app/metadata.json", bytes: text("{}\n") },
  { file: "app/größe.js", bytes: text("print(1)\n".repeat(1000)) },
  { file: "empty", bytes: new Uint8Array() },
];

test("an archive is unpacked to its files by another program, sums and all", {
  skip: spawnSync("python3", ["--version"]).error !== undefined && "without python3",
}, () => {
  const folder = mkdtempSync(join(tmpdir(), "perceptino-zip-"));
  try {
    writeFileSync(join(folder, "a.zip"), zip(FILES));
    const program =
      "import zipfile; z = zipfile.ZipFile('a.zip'); assert z.testzip() is None; z.extractall('out')";
    execFileSync("python3", ["-c", program], { cwd: folder });
    for (const { file, bytes } of FILES) {
      assert.ok(readFileSync(join(folder, "out", file)).equals(bytes), file);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("the same files make the same archive, and none an empty one", () => {
  assert.deepEqual(zip(FILES), zip(FILES));
  assert.equal(zip([]).length, 22);
});
