import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { netduinoPlus2 } from "../../../boards/netduinoplus2.js";
import { slotFile } from "../../../src/common/espruino/slots.js";
import { crc32 } from "../../../src/common/loader/crc32.js";
import { createNetwork } from "../../../src/common/loader/index.js";
import { packageRoot } from "../../../src/node/package.js";
import { memoryEngine } from "../../firmware/memory-engine.js";

const folder = mkdtempSync(join(tmpdir(), "perceptino-slots-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const CC = process.env.CC ?? "cc";
const skip =
  !process.env.CI && spawnSync(CC, ["--version"]).error
    ? `needs a C compiler for this machine (${CC}): apt-get install gcc`
    : false;

/**
 * A small network's constants: 2 inputs, 1 output, a batch of 3, 9 parameters. Its state: parameters, steps, random state,
 * observed, learning rate, 2 means, 2 scales, readings (3, 2), targets (3).
 */
const LAYOUT = {
  abi: 2,
  fingerprint: 0x12345678,
  state: 0x9abcdef0,
  inputs: 2,
  outputs: 1,
  targets: 1,
  labels: 2,
  batch: 3,
  seed: 5,
  parameters: 9,
  normalizer: 1,
  readings: 68,
  stateEnd: 104,
  input: 104,
  output: 116,
  end: 120,
};
/** Words of the state. */
const [STEPS, RANDOM, OBSERVED, RATE, TARGETS] = [9, 10, 11, 12, 23];
/** Words before it in a checkpoint. */
const HEADER = 5;

/** Leaves a bit of a float's exponent clear. */
const FINITE = 0xff7fffff;

const FIRMWARE = join(packageRoot(), "src/device/firmware");
const MODELS = join(packageRoot(), "test/firmware");

/** A flash driver with a model of what it drives. */
interface Flash {
  readonly driver: string;
  readonly model: string;
  readonly macros: readonly string[];
  /** options for the driver alone */
  readonly more?: readonly string[];
}

const { flash: range, checkpoints } = netduinoPlus2.firmware;
const EMULATED: Flash = {
  driver: join(FIRMWARE, "flash-emulated.c"),
  model: "slots-emulated.c",
  macros: ["-DFLASH_UNIT=64u", "-DFLASH_TORN=torn_bits()", "-DCUT_POWER=1"],
};
const STM32F4: Flash = {
  driver: join(FIRMWARE, checkpoints.driver),
  model: "stm32f4-model.c",
  macros: [
    `-DFLASH_ORIGIN=${range.origin}u`,
    `-DFLASH_LENGTH=${range.length}u`,
    `-DFLASH_UNIT=${checkpoints.unit}u`,
  ],
};

/** Writes the network's constants into the folder. */
function writeConstants(): void {
  const macroOf = (name: string) => name.replace(/[A-Z]/g, (c) => `_${c}`).toUpperCase();
  const lines = Object.entries(LAYOUT).map(
    ([name, value]) => `#define NETWORK_${macroOf(name)} ${value}u`,
  );
  writeFileSync(join(folder, "network.h"), `#pragma once\n${lines.join("\n")}\n`);
}
writeConstants();

function runCompiler(args: readonly string[]): void {
  const { status, stderr, error } = spawnSync(CC, args, { encoding: "utf8" });
  assert.equal(status, 0, error?.message ?? stderr);
}

const made = new Map<string, string>();
/** Gives what is made of some text, the same path for the same text. */
function madeOnce(text: string, make: (path: string) => void): string {
  const path = made.get(text) ?? join(folder, `made-${made.size}`);
  if (!made.has(text)) make(path);
  made.set(text, path);
  return path;
}

const FLAGS = ["-std=c99", "-Wall", "-Wextra", "-Werror", "-O2", "-ffp-contract=off"];

/** Compiles one file. */
function objectOf(source: string, macros: readonly string[]): string {
  const places = ["-include", join(MODELS, "slots-driver.h"), `-I${folder}`, `-I${FIRMWARE}`];
  const args = [...FLAGS, ...macros, ...places, "-c", source];
  return madeOnce(JSON.stringify([args, readFileSync(source, "utf8")]), (path) =>
    runCompiler([...args, "-o", path]),
  );
}

/** Compiles slots-driver.c with the firmware's own slots.c over some flash, and gives the program's path. */
function compile({ driver, model, macros, more = [] }: Flash): string {
  const own = ["slots.c", "flash.c", "learner.c", "crc32.c"].map((name) => join(FIRMWARE, name));
  const tests = ["slots-driver.c", "slots-lives.c", "torn.c", model];
  const objects = [...tests.map((name) => join(MODELS, name)), ...own].map((source) =>
    objectOf(source, macros),
  );
  objects.push(objectOf(driver, [...macros, ...more]));
  return madeOnce(JSON.stringify(objects), (path) => runCompiler([...objects, "-o", path]));
}

/** Runs slots-driver.c with arguments; gives how many cuts there were, or throws with what went wrong. */
function cutsOf(flash: Flash, ...options: readonly string[]): number {
  const { status, stdout } = spawnSync(compile(flash), options, { encoding: "utf8" });
  assert.equal(status, 0, stdout);
  return Number(/^(\d+) cuts$/m.exec(stdout)?.[1]);
}

test("a power cut at any flash write, torn at any bit or byte, leaves the old or the new state", {
  skip,
}, () => {
  const cuts = cutsOf(EMULATED, "cuts", "all");
  assert.ok(cuts > 10_000, `${cuts} cuts`);
});

test("so does one at any access of the STM32F4's driver to its controller", { skip }, () => {
  const cuts = cutsOf(STM32F4, "cuts", "some");
  assert.ok(cuts > 2000, `${cuts} cuts`);
});

test("in lives of hundreds of checkpoints and cuts, past the last sequence number too, saving goes on", {
  skip,
}, () => {
  const cuts = cutsOf(EMULATED, "lives", "1", "400");
  assert.ok(cuts > 30_000, `${cuts} cuts`);
  const stm32f4 = cutsOf(STM32F4, "lives", "2", "5");
  assert.ok(stm32f4 > 300, `${stm32f4} cuts`);
});

test("what was saved counts as newer than an image's own weights only if that image saved it", {
  skip,
}, () => {
  for (const flash of [EMULATED, STM32F4]) assert.equal(cutsOf(flash, "origins"), 0);
});

test("an STM32F4 driver that breaks a rule of the controller is caught", { skip }, () => {
  const right = readFileSync(STM32F4.driver, "utf8");
  const faults: readonly (readonly [from: string, to: string, told: RegExp])[] = [
    ["0x45670123u", "0x45670124u", /a key that does not come next/],
    ["bus_write(KEYR, 0xCDEF89ABu);", "", /control while locked/],
    ["CR_WORDS (2u << 8)", "CR_WORDS (1u << 8)", /a start of nothing/],
    ["CR_WORDS | CR_PROGRAM", "CR_PROGRAM", /cannot save/],
    ["CR_WORDS | CR_PROGRAM", "CR_WORDS", /cannot save/],
    ["(4 + ", "(3 + ", /an erasure of the program/],
    ["SR_BUSY (1u << 16)", "SR_BUSY (1u << 15)", /a write while it is at work/],
    ["bus_write(CR, CR_LOCK);", "", /left unlocked/],
    ["  forget_cache();", "", /cannot save/],
    ["wait();\n  lock();", "wait();\n  bus_write(CR, CR_LOCK);", /cannot save/],
    ["  }\n  lock();", "  }\n  bus_write(CR, CR_LOCK);", /a word that was not written passes/],
    ["(settings & ~ACR_DATA_CACHE) |", "settings |", /while it is on/],
  ];
  for (const [from, to, told] of faults) {
    assert.equal(right.split(from).length, 2, from);
    const driver = join(folder, "flash-broken.c");
    writeFileSync(driver, right.replace(from, to));
    const more = ["-Wno-unused-function"];
    assert.throws(() => cutsOf({ ...STM32F4, driver, more }), told, from);
  }
});

test("a device's checkpoint has the bytes of the host's, its sequence number in the place of the magic word", {
  skip,
}, () => {
  const program = compile(EMULATED);
  const network = createNetwork(memoryEngine(LAYOUT));
  for (let observed = 0; observed <= LAYOUT.batch; observed++) {
    network.clear();
    network.steps = 4_000_000_000 + observed;
    network.random = 0xdeadbeef;
    network.learningRate = 0.125;
    network.mean.set([1.5, -2]);
    network.scale.set([0.1, 3]);
    network.setParameters(
      Uint32Array.from({ length: 9 }, (_, i) => (0x9e3779b1 * (i + 1)) & FINITE),
    );
    for (let i = 0; i < observed; i++) network.observe([i, 7 * i], i % 2);
    const saved = network.save();
    const copy = (input: Uint8Array) => spawnSync(program, ["copy"], { input });
    for (const [sequence, next] of [
      [1, 2],
      [0xfffffffe, 0xffffffff],
      [0xffffffff, 1],
    ] as const) {
      const { status, stdout, stderr } = copy(slotFile(saved, sequence));
      assert.equal(status, 0, String(stderr));
      const wanted = slotFile(saved, next);
      assert.deepEqual(new Uint8Array(stdout), wanted, `${observed} observations`);
    }
    assert.equal(copy(slotFile(saved, 0)).status, 1, "0 is no sequence number");
    assert.equal(copy(saved.with(0, 1)).status, 1, "the CRC-32 covers the sequence number");
    assert.equal(copy(slotFile(saved, 1).with(40, saved[40]! ^ 1)).status, 1);
  }
});

test("a device takes the checkpoints that hosts take, and refuses those that they refuse, whatever a word holds", {
  skip,
}, () => {
  const program = compile(EMULATED);
  const network = createNetwork(memoryEngine(LAYOUT));
  network.setParameters(new Uint32Array(9));
  network.learningRate = 0.5;
  network.observe([1, 2], 1);
  network.observe([3, 4], 0);
  const saved = network.save();
  const words = saved.length / 4 - HEADER - 1;
  assert.equal(4 * words, LAYOUT.stateEnd);
  /** What becomes of a word that holds something else: whether the device restores it, and whether the host does. */
  const verdicts = (index: number, word: number) => {
    const image = new Uint32Array(saved.slice().buffer);
    image[HEADER + index] = word;
    const bytes = new Uint8Array(image.buffer);
    image[image.length - 1] = crc32(bytes, 0, bytes.length - 4);
    const { status } = spawnSync(program, ["copy"], { input: slotFile(bytes, 1) });
    let here = true;
    try {
      network.restore(bytes);
    } catch {
      here = false;
    }
    return [status === 0, here];
  };
  const values = {
    zero: 0,
    one: 0x3f800000,
    half: 0x3f000000,
    three: 3,
    minus: 0xbf800000,
    nan: 0x7fc00000,
    infinity: 0xff800000,
  };
  const taken = (index: number): readonly string[] => {
    if (index === STEPS || index === RANDOM) return Object.keys(values);
    if (index === OBSERVED) return ["zero", "three"];
    if (index === RATE) return ["one", "half", "three"];
    if (index >= TARGETS) return ["zero", "one"];
    return ["zero", "one", "half", "three", "minus"];
  };
  for (let index = 0; index < words; index++) {
    for (const [what, word] of Object.entries(values)) {
      const expected = taken(index).includes(what);
      assert.deepEqual(verdicts(index, word), [expected, expected], `${what} in word ${index}`);
    }
  }
});
