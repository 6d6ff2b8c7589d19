import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import binaryen from "binaryen";
import { scanWasm } from "../src/firmware/scan-wasm.js";
import { cacheFolder, wasm3Source } from "../src/firmware/wasm3-source.js";

const { PATH, XDG_CACHE_HOME, WASM3_DIR } = process.env;
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "perceptino-wasm3-"));
  process.env.XDG_CACHE_HOME = join(folder, "cache");
  delete process.env.WASM3_DIR;
});

afterEach(() => {
  const restore = (name: string, value: string | undefined) => {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  };
  restore("PATH", PATH);
  restore("XDG_CACHE_HOME", XDG_CACHE_HOME);
  restore("WASM3_DIR", WASM3_DIR);
  rmSync(folder, { recursive: true });
});

/** Puts an npm in front of the real one. */
function fakeNpm(script: string): void {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "npm"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, "npm"), 0o755);
  process.env.PATH = `${bin}${delimiter}${PATH}`;
}

/** A folder that looks like wasm3 of some version. */
function fakeWasm3(version: string): string {
  const source = join(folder, `wasm3-${version}`, "source");
  mkdirSync(source, { recursive: true });
  const [major, minor] = version.split(".");
  writeFileSync(join(source, "m3_exec_defs.h"), "");
  writeFileSync(
    join(source, "wasm3.h"),
    `#define M3_VERSION_MAJOR ${major}\n#define M3_VERSION_MINOR ${minor}\n`,
  );
  return join(folder, `wasm3-${version}`);
}

test("an archive with another hash is refused, and nothing of it is kept", async () => {
  fakeNpm("echo altered > react-native-webassembly-0.3.3.tgz");
  await assert.rejects(wasm3Source(), {
    name: "UserError",
    message:
      /^wasm3: got react-native-webassembly@0\.3\.3 with SHA-512 \S+, expected \S+; the registry or the line altered it/,
  });
  assert.deepEqual(readdirSync(cacheFolder()), []);
});

test("a registry out of reach is told, with what to do", async () => {
  fakeNpm('echo "npm error network unreachable" >&2; exit 1');
  await assert.rejects(wasm3Source(), {
    message:
      "wasm3: its source react-native-webassembly@0.3.3 could not be fetched (npm: npm error network unreachable); connect to the npm registry once, or set WASM3_DIR to wasm3's sources",
  });
});

test("what was fetched once is taken from the cache without npm", async () => {
  const first = await wasm3Source();
  assert.ok(existsSync(join(first, "m3_compile.c")));
  fakeNpm("exit 1");
  assert.equal(await wasm3Source(), first);
});

test("WASM3_DIR may be wasm3's folder or its source, of versions 0.5 to 0.9", async () => {
  for (const version of ["0.5", "0.9"]) {
    const root = fakeWasm3(version);
    process.env.WASM3_DIR = root;
    assert.equal(await wasm3Source(), join(root, "source"));
    process.env.WASM3_DIR = join(root, "source");
    assert.equal(await wasm3Source(), join(root, "source"));
  }
});

test("WASM3_DIR with another version, or without wasm3, is refused", async () => {
  for (const version of ["0.4", "1.0"]) {
    process.env.WASM3_DIR = fakeWasm3(version);
    await assert.rejects(wasm3Source(), {
      message: `WASM3_DIR: got wasm3 ${version}, expected 0.5 to 0.9; point it to one of these or unset it`,
    });
  }
  process.env.WASM3_DIR = folder;
  await assert.rejects(
    wasm3Source(),
    /expected a folder of wasm3 with m3_exec_defs\.h in it or in its source\//,
  );
});

test("a scan finds wide types wherever they stand, and none in a narrow module", () => {
  const scan = (body: string) => scanWasm(binaryen.parseText(`(module ${body})`).emitBinary());
  const narrow = scan(
    "(func (param i32 f32) (local i32) (drop (f32.add (local.get 1) (f32.const 1))))",
  );
  assert.deepEqual([narrow.i64, narrow.f64, narrow.locals], [false, false, 3]);
  const wide = [
    "(func (param f64))",
    "(func (result f64) (f64.const 1))",
    "(func (local f64))",
    "(func (param f32) (drop (f64.promote_f32 (local.get 0))))",
    "(global f64 (f64.const 0))",
  ];
  for (const body of wide) assert.equal(scan(body).f64, true, body);
  assert.equal(scan("(func (param i32) (drop (i64.extend_i32_u (local.get 0))))").i64, true);
});
