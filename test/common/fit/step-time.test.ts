import assert from "node:assert/strict";
import { test } from "node:test";
import { BOARDS } from "../../../boards/index.js";
import { clockOf } from "../../../src/common/fit/clock.js";
import { estimateTime, type How } from "../../../src/common/fit/step-time.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { workload, workloadNetwork } from "../../support/workloads.js";

const specOf = (name: "L6" | "S3" | "M3") => checkNetwork(workloadNetwork(workload(name)));

/** What docs/measured.md and docs/devices.md tell of a step: cycles, or instructions times the cycles of one. */
const MEASURED: readonly (readonly [
  "L6" | "S3" | "M3",
  "fast" | "small",
  "Cortex-M4F" | "Cortex-M3" | "Cortex-M0",
  How,
  number,
])[] = [
  ["L6", "fast", "Cortex-M4F", "machine code", 4503],
  ["S3", "fast", "Cortex-M4F", "machine code", 53_758],
  ["M3", "fast", "Cortex-M4F", "machine code", 226_646],
  ["S3", "small", "Cortex-M4F", "machine code", 125_144],
  ["M3", "small", "Cortex-M4F", "machine code", 554_517],
  ["S3", "fast", "Cortex-M4F", "WebAssembly", 1.13 * 702_386],
  ["M3", "fast", "Cortex-M4F", "WebAssembly", 1.13 * 3_023_607],
  ["S3", "fast", "Cortex-M3", "machine code", 1.2 * 1_215_002],
  ["M3", "fast", "Cortex-M3", "machine code", 1.2 * 6_057_556],
  ["M3", "fast", "Cortex-M3", "WebAssembly", 1.2 * 9_857_460],
  ["S3", "fast", "Cortex-M0", "machine code", 2_332_609],
  ["S3", "fast", "Cortex-M0", "WebAssembly", 6_430_615],
];

test("the estimate of a step is within a third of what was counted", () => {
  for (const [name, plan, core, how, cycles] of MEASURED) {
    const { stepCycles } = estimateTime(specOf(name), plan, { core, chip: "nRF52840" }, how)!;
    const off = stepCycles / cycles;
    assert.ok(off > 2 / 3 && off < 4 / 3, `${name} ${plan} on ${core}, ${how}: ${off}`);
  }
});

test("a prediction takes less than a step", () => {
  const board = { core: "Cortex-M4F", chip: "nRF52840" } as const;
  const time = estimateTime(specOf("S3"), "fast", board, "machine code")!;
  assert.ok(time.predictionCycles > 500 && time.predictionCycles < time.stepCycles / 4);
});

test("nothing is estimated of JavaScript", () => {
  const board = { core: "Xtensa", chip: "ESP32" } as const;
  assert.equal(estimateTime(specOf("S3"), "fast", board, "JavaScript"), undefined);
});

test("the clock of every board that runs machine code, C or wasm3 is known", () => {
  for (const { core, chip, name } of BOARDS) {
    if (core.startsWith("Cortex")) assert.ok(clockOf(chip), name);
  }
});
