import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { UserError } from "../../src/common/errors.js";
import { openOutput, prepareOutput, readBytes, writeWhole } from "../../src/node/files.js";
import { temporaryFolder } from "../../src/node/temporary-folder.js";

const root = mkdtempSync(join(tmpdir(), "perceptino-files-"));
after(() => rmSync(root, { recursive: true, force: true }));
const posix = process.platform === "win32" && "Windows has other links and modes";
const noZero = !existsSync("/dev/zero") && "there is no /dev/zero";

/** A folder of a test's own. */
function folder() {
  const path = mkdtempSync(join(root, "f-"));
  return { path, at: (name: string) => join(path, name), names: () => readdirSync(path).sort() };
}

const temporary = (names: readonly string[]) => names.filter((name) => name.endsWith(".part"));
const modeOf = (path: string) => statSync(path).mode & 0o7777;

/** What writes a file at once, and what writes it piece by piece, such as a trace. */
const WAYS: readonly [string, (path: string, text: string) => Promise<unknown>][] = [
  ["at once", writeWhole],
  [
    "piece by piece",
    async (path, text) => {
      const file = await openOutput(path);
      for (const character of text) file.add(character);
      file.close();
    },
  ],
];

for (const [what, write] of WAYS) {
  test(`a file written ${what} goes where a link leads, there or not yet there, and the link stays`, {
    skip: posix,
  }, async () => {
    const { at, names } = folder();
    mkdirSync(at("far"));
    writeFileSync(at("far/old"), "old");
    symlinkSync("far/old", at("to old"));
    symlinkSync("to none yet", at("to link"));
    symlinkSync("far/new", at("to none yet"));
    for (const link of ["to old", "to link"]) await write(at(link), link);
    assert.equal(readFileSync(at("far/old"), "utf8"), "to old");
    assert.equal(readFileSync(at("far/new"), "utf8"), "to link");
    for (const link of ["to old", "to link", "to none yet"]) {
      assert.ok(lstatSync(at(link)).isSymbolicLink(), link);
    }
    assert.deepEqual(names(), ["far", "to link", "to none yet", "to old"]);
    assert.deepEqual(readdirSync(at("far")).sort(), ["new", "old"]);
  });

  test(`a file written ${what} keeps the mode of the older one, a new one has the usual`, {
    skip: posix,
  }, async () => {
    const { at } = folder();
    for (const mode of [0o600, 0o640, 0o444 | 0o200, 0o755]) {
      writeFileSync(at("file"), "old");
      chmodSync(at("file"), mode);
      await write(at("file"), "new");
      assert.equal(modeOf(at("file")), mode);
    }
    await write(at("new"), "new");
    assert.equal(modeOf(at("new")), 0o666 & ~process.umask());
  });

  test(`links at names that an attacker could guess mislead nothing written ${what}`, {
    skip: posix,
  }, async () => {
    const { at } = folder();
    writeFileSync(at("victim"), "precious");
    for (const ending of [`${process.pid}.part`, `${process.pid}.tmp`, "tmp", "part"]) {
      symlinkSync("victim", at(`file.${ending}`));
      symlinkSync("victim", at(`.file.${ending}`));
    }
    await write(at("file"), "new");
    assert.equal(readFileSync(at("victim"), "utf8"), "precious");
    assert.ok(!lstatSync(at("file")).isSymbolicLink());
  });
}

test("a temporary name is another one each time, beside the file and as private as it", {
  skip: posix,
}, async () => {
  const { at, names } = folder();
  writeFileSync(at("file"), "old");
  chmodSync(at("file"), 0o600);
  const seen = new Set<string>();
  for (let i = 0; i < 20; i++) {
    const file = await openOutput(at("file"));
    const [name, ...more] = temporary(names());
    assert.match(name!, /^\.file\..*\.[0-9a-f]{16}\.part$/);
    assert.deepEqual(more, []);
    assert.equal(modeOf(at(name!)), 0o600);
    assert.equal(readFileSync(at("file"), "utf8"), i === 0 ? "old" : `${i - 1}`);
    file.add(`${i}`);
    file.close();
    seen.add(name!);
  }
  assert.equal(seen.size, 20);
  assert.deepEqual(names(), ["file"]);
});

test("names as long as the system allows are written too", async () => {
  const { at, names } = folder();
  for (const name of ["x".repeat(255), "ü".repeat(127), "🙂".repeat(63)]) {
    await writeWhole(at(name), "new");
    assert.deepEqual(names(), [name]);
    rmSync(at(name));
  }
});

test("what cannot take its place is dropped, and the error says why", { skip: posix }, async () => {
  const { at, names } = folder();
  const file = await openOutput(at("file"));
  mkdirSync(at("file"));
  file.add("text");
  assert.throws(
    () => file.close(),
    (error: Error) => error instanceof UserError && error.message.startsWith(at("file")),
  );
  assert.equal(file.close(), undefined);
  assert.deepEqual(names(), ["file"]);
});

/** A process that begins a file and says so; it ends when its input does. */
const WRITER = `
import { openOutput } from ${JSON.stringify(new URL("../../src/node/files.js", import.meta.url).href)};
const file = await openOutput(process.argv[1]);
file.add("x".repeat(100_000));
process.stdout.write("begun");
process.stdin.resume();`;

function writer(path: string) {
  const child = spawn(process.execPath, ["--input-type=module", "-e", WRITER, path], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  return { child, begun: once(child.stdout, "data"), ended: once(child, "close") };
}

test("what a killed run left is removed by the next that writes there, what others write is not", {
  skip: posix,
}, async () => {
  const { at, names } = folder();
  const killed = writer(at("file"));
  await killed.begun;
  const [left] = temporary(names());
  killed.child.kill("SIGKILL");
  await killed.ended;
  assert.ok(existsSync(at(left!)));

  const alive = writer(at("file"));
  await alive.begun;
  const others = temporary(names());
  assert.equal(others.length, 1);
  assert.notEqual(others[0], left);
  // Another machine's, which may be at work, and one that it has forgotten.
  const strange = (n: number) => `.file.${process.pid}.0.0000000${n}.0123456789abcdef.part`;
  for (const n of [1, 2]) writeFileSync(at(strange(n)), "");
  utimesSync(at(strange(2)), 0, 0);
  writeFileSync(at(".file.notes.part"), "a user's own");

  await writeWhole(at("file"), "new");
  const kept = [others[0]!, ".file.notes.part", strange(1), "file"];
  assert.deepEqual(names(), kept.sort());
  alive.child.stdin.end();
  await alive.ended;
  assert.ok(!existsSync(at(others[0]!)), "an exit removes what was not finished");
});

test("a folder that may not be written to is known before any work", {
  skip: posix || (process.getuid?.() === 0 && "root may write everywhere"),
}, async () => {
  const { path, at } = folder();
  writeFileSync(at("file"), "old");
  chmodSync(path, 0o500);
  await assert.rejects(prepareOutput(at("file")), /permission is denied/);
  assert.equal(await prepareOutput(at("file"), "continue"), false);
  chmodSync(path, 0o700);
});

test("an older file can be kept beside the new one, under the first name that is free", async () => {
  const { at, names } = folder();
  assert.equal(await writeWhole(at("a.bin"), "1", true), undefined);
  assert.equal(await writeWhole(at("a.bin"), "2", true), at("a.1.bin"));
  assert.equal(await writeWhole(at("a.bin"), "3", true), at("a.2.bin"));
  await writeWhole(at("a.bin"), "4");
  assert.deepEqual(
    names().map((name) => [name, readFileSync(at(name), "utf8")]),
    [
      ["a.1.bin", "1"],
      ["a.2.bin", "2"],
      ["a.bin", "4"],
    ],
  );
});

test("a file is read up to its limit and no further", async () => {
  const { at } = folder();
  writeFileSync(at("file"), "x".repeat(200_000));
  assert.equal((await readBytes(at("file"), 200_000, "a file")).length, 200_000);
  await assert.rejects(readBytes(at("file"), 199_999, "a checkpoint"), {
    message: `${at("file")}: got 200,000 bytes, expected at most 199,999; is this a checkpoint?`,
  });
});

test("an endless file is given up at its limit", { skip: noZero }, async () => {
  await assert.rejects(readBytes("/dev/zero", 1_000_000, "a module"), {
    message:
      "/dev/zero: got more than 1,000,000 bytes, expected at most 1,000,000; is this a module?",
  });
});

test("folders that a killed run left are removed by the next one, those in use are not", async () => {
  const { path, at, names } = folder();
  const module = new URL("../../src/node/temporary-folder.js", import.meta.url);
  const program = `import { temporaryFolder } from ${JSON.stringify(module.href)};
import { writeFileSync } from "node:fs";
const { path } = temporaryFolder(process.argv[1], "made-");
writeFileSync(path + "/inside", "");
process.stdout.write("made");
setInterval(() => {}, 1000);`;
  const begun = async () => {
    const child = spawn(process.execPath, ["--input-type=module", "-e", program, path]);
    await once(child.stdout, "data");
    return { child, ended: once(child, "close") };
  };
  const [killed, running] = [await begun(), await begun()];
  const own = temporaryFolder(path, "made-");
  mkdirSync(at("made-by-others.part"));
  assert.equal(names().length, 4);
  killed.child.kill("SIGKILL");
  await killed.ended;
  assert.equal(names().length, 4);
  const next = temporaryFolder(path, "made-");
  const of = (pid: number | undefined) => names().filter((name) => name.startsWith(`made-${pid}.`));
  assert.deepEqual(of(killed.child.pid), []);
  assert.equal(of(running.child.pid).length, 1);
  assert.equal(of(process.pid).length, 2);
  for (const mine of [own, next]) mine.drop();
  running.child.kill("SIGKILL");
  await running.ended;
  const last = temporaryFolder(path, "made-");
  last.drop();
  assert.deepEqual(names(), ["made-by-others.part"]);
});
