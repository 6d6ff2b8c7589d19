import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { builtOnce } from "../../src/node/build-cache.js";

const NAME = "PERCEPTINO_BUILDS";
const usual = process.env[NAME];
const folder = mkdtempSync(join(tmpdir(), "perceptino-builds-"));
before(() => {
  process.env[NAME] = folder;
});
after(() => {
  if (usual === undefined) delete process.env[NAME];
  else process.env[NAME] = usual;
  rmSync(folder, { recursive: true });
});

let compiled = 0;
const compile = async () => ({ wasm: Uint8Array.of(1, ++compiled), named: Uint8Array.of(3, 4, 5) });
const first = { wasm: Uint8Array.of(1, 1), named: Uint8Array.of(3, 4, 5) };

test("a module is compiled once for the same source, and again for another one", async () => {
  assert.deepEqual(await builtOnce(() => ["a"], compile), first);
  assert.deepEqual(await builtOnce(() => ["a"], compile), first);
  assert.deepEqual(await builtOnce(() => ["b"], compile), { ...first, wasm: Uint8Array.of(1, 2) });
  assert.equal(readdirSync(folder).length, 2);
});

test("a module that was damaged in the folder is compiled anew", async () => {
  const count = compiled;
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, name));
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(join(folder, name), bytes);
  }
  assert.equal((await builtOnce(() => ["a"], compile)).wasm[1], count + 1);
  writeFileSync(join(folder, readdirSync(folder)[0]!), "");
  writeFileSync(join(folder, readdirSync(folder)[1]!), "");
  assert.equal((await builtOnce(() => ["a"], compile)).wasm[1], count + 2);
});

test("several may build the same at once", async () => {
  const both = await Promise.all([
    builtOnce(() => ["c"], compile),
    builtOnce(() => ["c"], compile),
  ]);
  const kept = await builtOnce(() => ["c"], compile);
  assert.ok(both.some(({ wasm }) => wasm[1] === kept.wasm[1]));
});

test("nothing is kept where no folder is named", async () => {
  delete process.env[NAME];
  const count = compiled;
  await builtOnce(() => ["a"], compile);
  await builtOnce(() => ["a"], compile);
  assert.equal(compiled, count + 2);
});
