import assert from "node:assert/strict";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import binaryen from "binaryen";
import { mps2An386 } from "../../../boards/mps2-an386.js";
import { scanWasm } from "../../../src/node/gcc/scan-wasm.js";
import { wasm3Objects } from "../../../src/node/gcc/wasm3-objects.js";
import { cacheFolder, wasm3Source } from "../../../src/node/gcc/wasm3-source.js";

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

/** Puts a program in front of the real one. */
function fake(program: string, script: string): void {
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, program), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, program), 0o755);
  process.env.PATH = `${bin}${delimiter}${PATH}`;
}
const fakeNpm = (script: string) => fake("npm", script);

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

test("a source in the cache that was altered is never used, but fetched anew", async () => {
  const source = await wasm3Source();
  const whole = join(folder, "whole");
  cpSync(source, whole, { recursive: true });
  const alterations: readonly (readonly [what: string, alter: () => void])[] = [
    ["a byte more", () => appendFileSync(join(source, "m3_compile.c"), "\n")],
    ["another file", () => writeFileSync(join(source, "m3_more.c"), "")],
    ["a file less", () => rmSync(join(source, "m3_env.c"))],
    [
      "two files exchanged",
      () => {
        const [one, other] = [join(source, "m3_core.c"), join(source, "m3_code.c")];
        renameSync(one, join(folder, "core"));
        renameSync(other, one);
        renameSync(join(folder, "core"), other);
      },
    ],
    ["nothing in it", () => rmSync(source, { recursive: true }) ?? mkdirSync(source)],
  ];
  fakeNpm("exit 1");
  for (const [what, alter] of alterations) {
    rmSync(source, { recursive: true });
    cpSync(whole, source, { recursive: true });
    assert.equal(await wasm3Source(), source);
    alter();
    await assert.rejects(
      wasm3Source(),
      /could not be fetched .*; what \S+ holds was altered, and is not used$/,
      what,
    );
  }
  process.env.PATH = PATH;
  assert.equal(await wasm3Source(), source);
  const bytes = (root: string) =>
    readdirSync(root).map((name) => [name, readFileSync(join(root, name), "utf8")]);
  assert.deepEqual(bytes(source), bytes(whole));
});

test("compiled objects in the cache that were altered are compiled anew", async () => {
  const compilations = join(folder, "compilations");
  fake("arm-none-eabi-gcc", `echo x >> ${compilations}; for last; do :; done; echo "$*" > "$last"`);
  process.env.WASM3_DIR = fakeWasm3("0.5");
  const sources = {
    "m3_core.c": "/* core */",
    "m3_env.c": "/* env */",
    "m3_core.h": "typedef i64 m3reg_t;",
    "m3_exec.h": "u64 operand; operand + sizeof (u32) <= _mem->length",
    "m3_exec_defs.h": "(f64 _fp0)",
  };
  for (const [name, text] of Object.entries(sources)) {
    writeFileSync(join(process.env.WASM3_DIR, "source", name), text);
  }
  const wasm = binaryen.parseText("(module (func (param i32)))").emitBinary();
  let builds = 0;
  /** Builds and gives how many files were compiled, and what the objects hold. */
  const build = async (compiler = "one") => {
    const work = join(folder, `work-${builds++}`);
    mkdirSync(work);
    writeFileSync(compilations, "");
    const request = { board: mps2An386, engine: "wasm3", wasm, outDir: work } as const;
    const objects = await wasm3Objects(request, work, compiler);
    const compiled = readFileSync(compilations, "utf8").length / 2;
    return { objects, compiled, texts: objects.map((path) => readFileSync(path, "utf8")) };
  };
  // The paths that the compiler is given are of its temporary folder.
  const first = await build();
  const [core, env] = first.objects as [string, string];
  assert.deepEqual([basename(core), basename(env), first.compiled], ["m3_core.o", "m3_env.o", 2]);
  assert.deepEqual(await build(), { ...first, compiled: 0 });
  const seal = join(dirname(core), "seal");
  const other = dirname((await build("another")).objects[0]!);
  const alterations: readonly (readonly [what: string, alter: () => void])[] = [
    ["a byte more", () => appendFileSync(core, "\n")],
    ["an object less", () => rmSync(env)],
    ["no seal", () => rmSync(seal)],
    ["another seal", () => writeFileSync(seal, "0\n")],
    [
      "those of another compiler",
      () => {
        rmSync(dirname(core), { recursive: true });
        cpSync(other, dirname(core), { recursive: true });
      },
    ],
  ];
  for (const [what, alter] of alterations) {
    alter();
    const again = await build();
    assert.deepEqual([again.objects, again.compiled], [first.objects, 2], what);
    assert.ok(again.texts.every((text) => !text.endsWith("\n\n")));
    assert.equal((await build()).compiled, 0, what);
  }
  assert.ok(readdirSync(cacheFolder()).every((name) => name.startsWith("wasm3-objects-")));
});

test("a relative XDG_CACHE_HOME is ignored, as its specification demands", () => {
  for (const relative of ["cache", "./cache", "../cache", ""]) {
    process.env.XDG_CACHE_HOME = relative;
    assert.equal(cacheFolder(), join(homedir(), ".cache", "perceptino"), relative);
  }
  process.env.XDG_CACHE_HOME = join(folder, "cache");
  assert.equal(cacheFolder(), join(folder, "cache", "perceptino"));
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
