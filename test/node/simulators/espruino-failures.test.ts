import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { printElf } from "../../../src/node/flash/elf.js";
import { NETWORK } from "../../support/command-line.js";
import {
  duktape,
  espruino,
  leftIn,
  simulations,
  skip,
  withEnv,
} from "../../support/espruino-simulations.js";
import { noRealEspruino } from "../../support/real-espruino.js";
import { loopForEver } from "../../support/tiny-elf.js";
import { HANGING, newFilesIn, until } from "../../support/waiting.js";

const {
  at,
  write,
  perceptino,
  start,
  folder,
  network,
  data,
  refusal,
  temporaryFolder,
  onlyDuktape,
} = simulations();
const onX64 = process.platform === "linux" && process.arch === "x64" && existsSync("/proc/self");
const noX64 = onX64 ? false : "needs Linux on x86-64";
const noProc = existsSync("/proc/self") ? false : "needs /proc";

test("names, labels and paths of the user's never become code", { skip: noProc }, async (t) => {
  const evil = [
    `x"]);print("#step 1 0 0");throw 1;//`,
    "*/}catch(e){} ;//",
    "$(touch pwned) `touch pwned`",
    "'; require('fs').writeFileSync('pwned', '') //",
    `\\x22 \${print(1)} \\`,
    "</script><script>",
  ];
  const inputs = evil.slice(0, 5).map((name) => ({ name }));
  const hostile = { ...NETWORK, name: evil[1], inputs, outputs: [evil[5]] };
  const place = at(`it's "$(touch pwned)"; \`touch pwned\``);
  mkdirSync(place);
  const path = `${place}/network $(touch pwned).json`;
  const readings = `${place}/data;touch pwned.jsonl`;
  const relative = (name: string) => name.replace(`${folder}/`, "");
  write(relative(path), JSON.stringify(hostile));
  const rows = Array.from({ length: 20 }, (_, i) =>
    JSON.stringify(Object.fromEntries([...evil.map((name, j) => [name, (i * (j + 1)) % 2])])),
  );
  write(relative(readings), `${rows.join("\n")}\n`);
  const argv = ["simulate", path, readings, "--board", "esp32", "--steps", "9", "--json"];
  const temporary = temporaryFolder("hostile");
  for (const build of [undefined, espruino]) {
    const why = build === undefined ? duktape!.skip : noRealEspruino();
    if (why) {
      t.diagnostic(why);
      continue;
    }
    const env = { ESPRUINO: build, TMPDIR: temporary };
    const { code, stdout, stderr } = await withEnv(env, () => perceptino(...argv));
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    assert.deepEqual([JSON.parse(stdout).same, JSON.parse(stdout).steps], [true, 9]);
  }
  assert.deepEqual(leftIn(temporary), []);
  const files = readdirSync(folder, { recursive: true }).map(String);
  assert.deepEqual(
    files.filter((name) => name.endsWith("pwned")),
    [],
  );
  assert.ok(!existsSync("pwned"));
});

test("Ctrl-C ends it after a step, with its trace and exit code 130, and leaves nothing behind", {
  skip: duktape!.skip || noProc,
}, async () => {
  const temporary = temporaryFolder("cut");
  const argv = ["simulate", network, data, "--board", "esp32", "--json", "--trace", "cut.jsonl"];
  const traced = newFilesIn(folder);
  const { child, ended } = await withEnv({ TMPDIR: temporary }, async () =>
    start("pipe", ...argv, "--steps", "1000000"),
  );
  await until("the first steps of the trace", traced, child);
  assert.notDeepEqual(leftIn(temporary), []);
  child.kill("SIGINT");
  const { code, stdout, stderr } = await ended;
  assert.deepEqual({ code, stderr }, { code: 130, stderr: "" });
  const { steps, same } = JSON.parse(stdout);
  assert.ok(same && steps > 0, stdout);
  assert.equal(readFileSync(at("cut.jsonl"), "utf8").split("\n").length, steps + 1);
  assert.deepEqual(leftIn(temporary), []);
});

test("killed at once, it leaves no process behind", {
  skip: noX64 || (existsSync("/usr/bin/setpriv") ? false : "needs setpriv of util-linux"),
}, async () => {
  const temporary = temporaryFolder("killed");
  const env = { TMPDIR: temporary, ESPRUINO: executable("silent", x64Loop()) };
  const argv = ["simulate", network, data, "--board", "esp32"];
  const { child, ended } = await withEnv(env, async () => start("pipe", ...argv));
  const running = () => leftIn(temporary).filter((what) => what.startsWith("process"));
  await until("a process in the folder", () => running().length > 0, child);
  child.kill("SIGKILL");
  await ended;
  await until("the end of all processes in the folder", () => running().length === 0);
});

test("a missing Duktape or simulator gives the command that installs it", {
  skip,
}, async () => {
  const none = temporaryFolder("none");
  const absent = "there is no such program; install it with: sudo apt-get install";
  assert.equal(await refusal({ PATH: none }), `error: duk: ${absent} duktape\n`);
  assert.match(
    await refusal({ QEMU_SYSTEM_ARM: at("no-qemu") }),
    /^error: no-qemu: there is no such program; install it with: sudo apt-get install qemu-system-arm/,
  );
  const arm = write("espruino-arm", printElf([loopForEver(0, 0x1000)]));
  assert.equal(
    await refusal({ PATH: none, ESPRUINO: arm }),
    `error: qemu-arm: ${absent} qemu-user\n`,
  );
});

test("without a compiler JavaScript is run alone, and it is told why machine code is not", {
  skip: duktape!.skip,
}, async () => {
  const env = { PATH: onlyDuktape("duktape-alone") };
  const argv = ["simulate", network, data, "--board", "puckjs", "--steps", "3", "--json"];
  const { code, stdout, stderr } = await withEnv(env, () => perceptino(...argv));
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  const { ran, notRun, same, code: bytes } = JSON.parse(stdout);
  assert.deepEqual(
    ran.map(({ what }: { what: string }) => what),
    ["JavaScript"],
  );
  assert.ok(same && bytes > 1000, stdout);
  assert.match(
    notRun.find(({ what }: { what: string }) => what === "machine code").why,
    /^the firmware around it on the simulated core is compiled by arm-none-eabi-gcc, which is not here$/,
  );
});

test("what ESPRUINO names is looked at before it is started", async () => {
  const cases = [
    [
      write("script", "#!/bin/sh\ntouch pwned\n"),
      /^error: ESPRUINO: got script, which is no program for x86-64 or 32-bit ARM Linux, expected Espruino as "make BOARD=LINUX" builds it\n/,
    ],
    [at("no-such-file"), /^error: ESPRUINO: no-such-file: cannot read it: there is no such file/],
    [folder, /^error: ESPRUINO: .*: cannot read it: it is a folder; name a file/],
    [write("plain", x64Loop()), /^error: .*plain: there is no such program; make it executable/],
  ] as const;
  for (const [path, sentence] of cases) {
    assert.match(await refusal({ ESPRUINO: path }, "--board", "esp32"), sentence);
  }
  assert.ok(!existsSync(at("pwned")) && !existsSync("pwned"));
});

/** A program for x86-64 Linux that loops for ever. */
function x64Loop(): Uint8Array {
  const elf = new Uint8Array(64 + 56 + 2);
  const view = new DataView(elf.buffer);
  const base = 0x400000;
  elf.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 2, true); // an executable
  view.setUint16(18, 62, true); // for x86-64
  view.setUint32(20, 1, true);
  view.setUint32(24, base + 120, true); // where it begins
  view.setUint32(32, 64, true); // the segments' table
  for (const [i, half] of [64, 56, 1].entries()) view.setUint16(52 + 2 * i, half, true);
  view.setUint32(64, 1, true);
  view.setUint32(68, 5, true); // read and run
  view.setUint32(80, base, true);
  view.setUint32(96, elf.length, true);
  view.setUint32(104, elf.length, true);
  elf.set([0xeb, 0xfe], 120); // jmp to itself
  return elf;
}

/** Makes an executable in the test's folder. */
function executable(name: string, bytes: Uint8Array): string {
  const path = write(name, bytes);
  chmodSync(path, 0o755);
  return path;
}

test("an Espruino that hangs is ended after the timeout, silent or not", {
  skip: noX64,
  timeout: HANGING,
}, async () => {
  const temporary = temporaryFolder("hung");
  const yes = executable("it's $(touch pwned); yes", readFileSync("/usr/bin/yes"));
  for (const path of [executable("loop", x64Loop()), yes]) {
    const error = await refusal(
      { ESPRUINO: path, TMPDIR: temporary },
      ...["--board", "esp32", "--timeout", "0.5"],
    );
    assert.match(
      error,
      /^error: Espruino \(.*\): it said nothing for 0.5 s and was ended; give it more with --timeout(; it printed: .*store\.js .*)?\n$/,
    );
    assert.deepEqual(leftIn(temporary), []);
  }
  assert.ok(!existsSync(at("pwned")) && !existsSync("pwned"));
});

test("what Espruino printed before it failed is told", { skip: noX64 }, async () => {
  const temporary = temporaryFolder("failed");
  assert.match(
    await refusal({ ESPRUINO: process.execPath, TMPDIR: temporary }, "--board", "esp32"),
    /^error: Espruino \(node\): it ended with code 1 before it was done; it printed: .*Cannot find module 'Storage'/,
  );
  assert.deepEqual(leftIn(temporary), []);
});

test("a board that is too small is refused before anything is built", {
  skip: duktape!.skip,
}, async () => {
  assert.match(
    await refusal({}, "--board", "microbit1-espruino"),
    /^error: microbit1-espruino: the network needs [\d,]+ of 3,756 bytes of variables, [\d,]+ too many/,
  );
});

test("an engine of our firmware is refused for a board that runs Espruino", async () => {
  const argv = ["simulate", network, data, "--board", "puckjs", "--engine", "c"];
  const { code, stderr } = await perceptino(...argv);
  assert.equal(code, 2);
  assert.equal(stderr, "error: --engine: got it for puckjs, which runs Espruino; leave it out\n");
});
