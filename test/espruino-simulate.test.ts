import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { startNetwork } from "../src/build.js";
import { MODULE_NAME } from "../src/espruino/module-name.js";
import { coreFirmware, coreOf } from "../src/espruino/simulate.js";
import { smallProgram } from "../src/espruino/simulate-duktape.js";
import { follow } from "../src/espruino/simulate-follow.js";
import { espruinoPath } from "../src/espruino/simulate-linux.js";
import { trainingData } from "../src/espruino/simulate-program.js";
import { packageRoot } from "../src/package-root.js";
import { espruinoModule, inOneFile } from "../src/targets/espruino.js";
import { commandLine, NETWORK, rowsOf } from "./support/command-line.js";
import { boardNamed, builtOf, rowsOf as rowsOfSubject } from "./support/espruino-networks.js";
import { noRealEspruino } from "./support/real-espruino.js";
import { SMALL_ENGINES } from "./support/small-engines.js";
import { elfOf, loopForEver } from "./support/tiny-elf.js";
import { missing } from "./support/tools.js";

const { at, write, perceptino, start, folder } = commandLine();
const network = write("network.json", JSON.stringify(NETWORK));
const data = write("data.csv", rowsOf(20));
const espruino = espruinoPath();
delete process.env.ESPRUINO;

const [duktape, quickJs] = SMALL_ENGINES;
const skip = missing("qemu-system-arm", "arm-none-eabi-gcc") || duktape!.skip;
const onX64 = process.platform === "linux" && process.arch === "x64" && existsSync("/proc/self");
const noX64 = onX64 ? false : "needs Linux on x86-64";
const noProc = existsSync("/proc/self") ? false : "needs /proc";

/** The trace of the same training by `train`: 20 readings in batches of 8 are 3 steps a pass. */
const trainTrace = (async () => {
  const argv = ["--no-shuffle", "--validation", "0", "--epochs", "4", "--trace", at("train.jsonl")];
  await perceptino("train", network, data, "--checkpoint", at("train.bin"), ...argv, "--json");
  return readFileSync(at("train.jsonl"), "utf8");
})();

/** Runs something with other environment variables; undefined removes one. */
async function withEnv<T>(
  values: Readonly<Record<string, string | undefined>>,
  run: () => Promise<T>,
): Promise<T> {
  const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
  const set = (entries: readonly (readonly [string, string | undefined])[]) => {
    for (const [name, value] of entries) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  set(Object.entries(values));
  try {
    return await run();
  } finally {
    set(before);
  }
}

/** `simulate` for a board with --json; gives what it tells. */
async function told(board: string, ...more: string[]) {
  const { code, stdout, stderr } = await perceptino(
    ...["simulate", network, data, "--board", board, "--steps", "12", "--json", ...more],
  );
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  return JSON.parse(stdout);
}

const refusal = async (env: Record<string, string | undefined>, ...more: string[]) => {
  const argv = ["simulate", network, data, "--board", "puckjs", "--steps", "3", ...more];
  const { code, stdout, stderr } = await withEnv(env, () => perceptino(...argv));
  assert.deepEqual({ code, stdout }, { code: 1, stdout: "" });
  return stderr.replace(/^greater for .*\n/, "");
};

/** Processes that run in the folder of this test, and what lies in the folder for temporary files. */
function leftIn(temporary: string): string[] {
  const inside = (pid: string) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`).startsWith(temporary);
    } catch {
      return false; // it has ended, or is another user's
    }
  };
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && inside(name));
  return [...processes.map((pid) => `process ${pid}`), ...readdirSync(temporary)];
}

const temporaryFolder = (name: string): string => {
  mkdirSync(at(name));
  return at(name);
};

const CORES = [
  ["puckjs", "Cortex-M4F, from flash, on mps2-an386 in QEMU", "instructions"],
  ["banglejs2", "Cortex-M4F, from RAM, on mps2-an386 in QEMU", "instructions"],
  ["espruino-original", "Cortex-M3, from flash, on mps2-an385 in QEMU", "instructions"],
  ["espruino-pico2", "Cortex-M33F, from flash, on mps2-an505 in QEMU", "instructions"],
  ["espruino-rp2040", "Cortex-M0+, from flash, on rp2040-pico in rp2040js", "cycles"],
] as const;

for (const [board, on, unit] of CORES) {
  test(`${board}: machine code for ${on}, and JavaScript on Duktape have the trace of train`, {
    skip,
  }, async () => {
    const all = await told(board, "--trace", at(`${board}.jsonl`));
    assert.deepEqual(
      [all.same, all.steps, all.notRun],
      [true, 12, [{ what: "Espruino", why: "set ESPRUINO to a Linux build of it" }]],
    );
    const [code, javascript] = all.ran;
    assert.deepEqual([code.what, code.on, code.steps], ["machine code", `for ${on}`, 12]);
    assert.deepEqual(javascript, {
      what: "JavaScript",
      on: "on Duktape",
      steps: 12,
      same: true,
      saved: true,
    });
    assert.equal(all.cost.unit, unit);
    assert.ok(all.cost.least > 1000 && all.cost.most < 2 * all.cost.least);
    assert.ok(code.stack > 0 && code.stack < 1024);
    const { linearMemory, objects, total, available } = all.ram;
    assert.equal(all.ram.code, board === "banglejs2" ? all.code : 0);
    assert.equal(total, linearMemory + all.ram.code + objects);
    assert.ok(total < available && all.code > 1000 && all.storage > all.code);
    assert.equal(readFileSync(at(`${board}.jsonl`), "utf8"), await trainTrace);
  });
}

test("the firmware holds a copy of code that runs from RAM, and none of code that runs from flash", {
  skip,
}, async () => {
  const built = await builtOf("odd", "fast");
  const sizes = async (name: string) => {
    const board = boardNamed(name);
    const { code } = await espruinoModule(built, board, MODULE_NAME);
    const { firmware } = await coreFirmware(built, board, coreOf(board)!, code!);
    return { ...firmware.sizes, code: code!.bytes.length };
  };
  const [flash, ram] = [await sizes("puckjs"), await sizes("banglejs2")];
  const copy = ram.bss - flash.bss; // and the words around it
  assert.ok(copy >= ram.code && copy < ram.code + 16, `${copy}, ${ram.code}`);
  assert.ok(flash.text > flash.code && ram.text > ram.code);
});

test("for people it says what was run and what not, and it writes a report", {
  skip,
}, async () => {
  const argv = ["--board", "puckjs", "--steps", "12", "--report", at("report.html")];
  const { code, stdout, stderr } = await perceptino("simulate", network, data, ...argv);
  assert.equal(code, 0);
  assert.match(
    stderr,
    /^greater for puckjs: machine code for Cortex-M4F, .*; JavaScript on Duktape$/m,
  );
  const lines = [
    /^12 steps, the same bits as Node; parameters [\da-f]{8}\n/,
    /\nMachine code +for Cortex-M4F, from flash, on mps2-an386 in QEMU: 12 steps, the same bits; \d+ bytes of stack in our firmware\n/,
    /\nJavaScript +on Duktape: 12 steps, the same bits; the same checkpoint\n/,
    /\nEspruino +not run: set ESPRUINO to a Linux build of it\n/,
    /\nInstructions a step +[\d,]+ \([\d,]+ to [\d,]+, each ±1\)\n/,
    /\nRAM +[\d,]+ of 33,566 bytes of variables: 280 linear memory, about [\d,]+ functions and numbers\n/,
    /\nStorage +[\d,]+ bytes, [\d,]+ of them machine code\n$/,
  ];
  for (const line of lines) assert.match(stdout, line);
  assert.match(readFileSync(at("report.html"), "utf8"), /on Duktape: 12 steps, the same bits/);
});

/** A folder for PATH with Duktape alone. */
function onlyDuktape(name: string): string {
  const folders = (process.env.PATH ?? "").split(":");
  const place = folders.find((path) => existsSync(`${path}/duk`));
  const programs = temporaryFolder(name);
  symlinkSync(`${place}/duk`, `${programs}/duk`);
  return programs;
}

test("a board without machine code needs Duktape and no compiler", {
  skip: duktape!.skip,
}, async () => {
  const programs = onlyDuktape("programs");
  const all = await withEnv({ PATH: programs }, () => told("esp32", "--trace", at("esp32.jsonl")));
  assert.deepEqual(
    all.ran.map(({ what, on }: { what: string; on: string }) => `${what} ${on}`),
    ["JavaScript on Duktape"],
  );
  assert.deepEqual(all.notRun[0], { what: "machine code", why: "esp32 runs JavaScript" });
  assert.equal(all.cost, null);
  assert.equal(readFileSync(at("esp32.jsonl"), "utf8"), await trainTrace);
});

test("the bundled command line loads what it has for Espruino boards", {
  skip: duktape!.skip,
}, async () => {
  const bin = join(packageRoot(), "dist/bin.js");
  const told = async (...argv: string[]) => {
    const all = [bin, ...argv, "--board", "esp32", "--json"];
    return JSON.parse((await promisify(execFile)(process.execPath, all)).stdout);
  };
  assert.equal((await told("simulate", network, data, "--steps", "3")).same, true);
  assert.equal((await told("fit", network))[0].fits, true);
});

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
  const { child, ended } = await withEnv({ TMPDIR: temporary }, async () =>
    start("pipe", ...argv, "--steps", "1000000"),
  );
  const begun = () => readdirSync(folder).some((name) => /^cut\.jsonl\..*part$/.test(name));
  while (child.exitCode === null && !begun()) await sleep(20);
  await sleep(700);
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
  while (child.exitCode === null && running().length === 0) await sleep(20);
  child.kill("SIGKILL");
  await ended;
  for (let wait = 0; running().length > 0 && wait < 100; wait++) await sleep(50);
  assert.deepEqual(running(), []);
});

test("a missing Duktape, compiler or simulator gives the command that installs it", {
  skip,
}, async () => {
  const none = temporaryFolder("none");
  const absent = "there is no such program; install it with: sudo apt-get install";
  assert.equal(await refusal({ PATH: none }), `error: duk: ${absent} duktape\n`);
  assert.match(
    await refusal({ PATH: onlyDuktape("duktape-alone") }),
    /^error: arm-none-eabi-gcc: got no such program, .* apt-get install gcc-arm-none-eabi/,
  );
  assert.match(
    await refusal({ QEMU_SYSTEM_ARM: at("no-qemu") }),
    /^error: no-qemu: there is no such program; install it with: sudo apt-get install qemu-system-arm/,
  );
  const arm = write("espruino-arm", elfOf([loopForEver(0, 0x1000)]));
  assert.equal(
    await refusal({ PATH: none, ESPRUINO: arm }),
    `error: qemu-arm: ${absent} qemu-user\n`,
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
}, async () => {
  const temporary = temporaryFolder("hung");
  const yes = executable("it's $(touch pwned); yes", readFileSync("/usr/bin/yes"));
  for (const path of [executable("loop", x64Loop()), yes]) {
    const begin = performance.now();
    const error = await refusal(
      { ESPRUINO: path, TMPDIR: temporary },
      ...["--board", "esp32", "--timeout", "0.5"],
    );
    assert.match(
      error,
      /^error: Espruino \(.*\): it said nothing for 0.5 s and was ended; give it more with --timeout(; it printed: .*store\.js .*)?\n$/,
    );
    assert.ok(performance.now() - begin < 10_000);
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

for (const board of ["puckjs", "banglejs2", "esp32"]) {
  test(`Espruino itself trains ${board}'s module with the trace of train`, {
    skip: noRealEspruino(),
  }, async () => {
    const temporary = temporaryFolder(`real-${board}`);
    const env = { ESPRUINO: espruino, TMPDIR: temporary };
    const all = await withEnv(env, () => told(board, "--trace", at(`real-${board}.jsonl`)));
    const [ran] = all.ran;
    assert.deepEqual([all.ran.length, ran.same, ran.steps, ran.saved], [1, true, 12, true]);
    const arm = /32-bit ARM/.test(ran.on);
    const native = arm && board !== "esp32";
    assert.equal(ran.what, native ? "machine code" : "JavaScript");
    if (board === "banglejs2") assert.equal(all.placement, arm ? "ram" : "javascript");
    assert.equal(all.code > 0, native);
    assert.equal(all.notRun.length, native ? 0 : 1);
    assert.ok(ran.variables.count > 100 && ran.variables.bytes >= 12);
    assert.equal(readFileSync(at(`real-${board}.jsonl`), "utf8"), await trainTrace);
    assert.deepEqual(leftIn(temporary), []);
  });
}

/** The lines that the odd network's program prints in QuickJS, and what follows them here. */
const STEPS = 5;
async function heard(storageBytes = 65_536) {
  const built = await builtOf("odd", "small");
  const network = await startNetwork(built);
  const { readings: values, ...rest } = rowsOfSubject("odd");
  const readings = { ...rest, values };
  const module = inOneFile(
    await espruinoModule(built, boardNamed("esp32"), MODULE_NAME, "javascript"),
  );
  const { layout } = network.engine;
  const trained = trainingData(network, readings, STEPS * layout.batch);
  const program = smallProgram(module, storageBytes, layout, trained, STEPS);
  const lines = await quickJs!.run(program);
  const compare = async (said: readonly string[], onStep?: (step: number) => void) => {
    const left = [...said];
    const saying = {
      next: async () => (left.shift() ?? "#").slice(1).split(" "),
      close: async () => {},
    };
    const options = { steps: STEPS, ...(onStep && { onStep }) };
    return follow(saying, await startNetwork(built), built.spec, readings, options);
  };
  return { lines, compare };
}

test("each kind of difference is found where it is, and the steps before it count", async () => {
  const { lines, compare } = await heard();
  assert.equal(lines.length, STEPS + 2);
  const right = await compare(lines);
  assert.deepEqual([right.steps, right.departure, right.saved], [STEPS, undefined, true]);
  const flip = (line: number, word: number) =>
    lines.map((text, i) => {
      const words = text.split(" ");
      if (i === line) words[word] = String((Number(words[word]) ^ 1) >>> 0);
      return words.join(" ");
    });
  const cases = [
    [0, 1, 0, 0, "hash"],
    [3, 1, 3, 2, "step"],
    [3, 2, 3, 2, "loss"],
    [4, 3, 4, 3, "hash"],
    [STEPS + 1, 2, STEPS, STEPS, "checkpoint"],
  ] as const;
  for (const [line, word, step, agreed, what] of cases) {
    const seen: number[] = [];
    const { steps, departure, saved } = await compare(flip(line, word), (n) => seen.push(n));
    assert.deepEqual(
      [steps, departure?.step, departure?.what, saved, seen.length],
      [agreed, step, what, false, agreed],
    );
    assert.notEqual(departure!.there, departure!.host);
  }
});

test("a program that says something else, or too little, is refused in words", async () => {
  const { lines, compare } = await heard();
  const other = lines.with(2, "#step two");
  await assert.rejects(compare(other), /got "step two", expected "step" and 3 whole numbers/);
  await assert.rejects(compare(lines.slice(0, 3)), /the program: got "", expected "step"/);
});

test("a Storage that is full is not compacted: save() says so", async () => {
  await assert.rejects(heard(200), /Storage: got 200 bytes free, expected \d+; compact\(\) it/);
});
