import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { createNetwork } from "../src/loader/index.js";
import { packageRoot } from "../src/package-root.js";
import { memoryEngine } from "./firmware/memory-engine.js";

const folder = mkdtempSync(join(tmpdir(), "perceptino-slots-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const CC = process.env.CC ?? "cc";
const skip =
  !process.env.CI && spawnSync(CC, ["--version"]).error
    ? `needs a C compiler for this machine (${CC}): apt-get install gcc`
    : false;

/** A small network's constants: 2 inputs, 1 output, a batch of 3, 9 parameters. */
const LAYOUT = {
  abi: 1,
  fingerprint: 0x12345678,
  inputs: 2,
  outputs: 1,
  batch: 3,
  seed: 5,
  learningRate: 0.5,
  parameters: 9,
  observed: 36,
  readings: 40,
  output: 76,
  end: 80,
};

/** Compiles the driver with the firmware's own slots.c, and gives its path. */
function driver(): string {
  const words = Object.entries({ ...LAYOUT, learningRate: 0x3f000000 })
    .map(([name, value]) => [name.replace(/[A-Z]/g, (c) => `_${c}`).toUpperCase(), value] as const)
    .map(([name, value]) => [name === "LEARNING_RATE" ? "LEARNING_RATE_BITS" : name, value]);
  const lines = words.map(([name, value]) => `#define NETWORK_${name} ${value}u`);
  writeFileSync(join(folder, "network.h"), `#pragma once\n${lines.join("\n")}\n`);
  const firmware = join(packageRoot(), "src/firmware");
  const own = ["slots.c", "flash.c", "flash-emulated.c", "learner.c", "crc32.c"];
  const program = join(folder, "slots");
  const { status, stderr, error } = spawnSync(
    CC,
    [
      ...["-std=c99", "-Wall", "-Wextra", "-Werror", "-O1", "-ffp-contract=off"],
      ...["-DFLASH_UNIT=64u", "-DFLASH_TORN=flash_torn"],
      ...["-include", join(packageRoot(), "test/firmware/slots-driver.h")],
      ...[`-I${folder}`, `-I${firmware}`],
      join(packageRoot(), "test/firmware/slots-driver.c"),
      ...own.map((name) => join(firmware, name)),
      ...["-o", program],
    ],
    { encoding: "utf8" },
  );
  assert.equal(status, 0, error?.message ?? stderr);
  return program;
}

test("a power cut at any flash write, torn in any way, leaves the old or the new state", {
  skip,
}, () => {
  const { status, stdout } = spawnSync(driver(), { input: "", encoding: "utf8" });
  assert.equal(status, 0, stdout);
  const cuts = Number(/^(\d+) cuts$/m.exec(stdout)?.[1]);
  assert.ok(cuts > 500, stdout);
});

test("a device's checkpoint has the bytes of the host's", { skip }, () => {
  const program = driver();
  const network = createNetwork(memoryEngine(LAYOUT));
  for (let observed = 0; observed <= LAYOUT.batch; observed++) {
    network.clear();
    network.steps = 4_000_000_000 + observed;
    network.random = 0xdeadbeef;
    network.learningRate = 0.125;
    network.mean.set([1.5, -2]);
    network.scale.set([0.1, 3]);
    network.setParameters(Uint32Array.from({ length: 9 }, (_, i) => 0x9e3779b1 * (i + 1)));
    for (let i = 0; i < observed; i++) network.observe([i, 7 * i], i % 2);
    const saved = network.save();
    const { status, stdout, stderr } = spawnSync(program, { input: saved });
    assert.equal(status, 0, String(stderr));
    assert.deepEqual(new Uint8Array(stdout), saved, `${observed} observations`);
    const damaged = saved.slice();
    damaged[40]! ^= 1;
    assert.equal(spawnSync(program, { input: damaged }).status, 1);
  }
});
