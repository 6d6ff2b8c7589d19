import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { espruinoModule, inOneFile } from "../../../src/common/espruino/module.js";
import { MODULE_NAME } from "../../../src/common/espruino/module-name.js";
import { describeDifference } from "../../../src/common/learning/parity.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import { packageRoot } from "../../../src/node/package.js";
import { smallProgram } from "../../../src/node/simulators/duktape.js";
import { compareProgram } from "../../../src/node/simulators/program-parity.js";
import { trainingData } from "../../../src/node/simulators/training-program.js";
import { boardNamed, builtOf, rowsOf as rowsOfSubject } from "../../support/espruino-networks.js";
import {
  duktape,
  espruino,
  leftIn,
  quickJs,
  simulations,
  skip,
  withEnv,
} from "../../support/espruino-simulations.js";
import { noRealEspruino } from "../../support/real-espruino.js";

const { at, perceptino, network, data, told, temporaryFolder, onlyDuktape } = simulations();

/** The trace of the same training by `train`: 20 readings in batches of 8 are 3 steps a pass. */
const trainTrace = (async () => {
  const argv = ["--no-shuffle", "--validation", "0", "--epochs", "4", "--trace", at("train.jsonl")];
  await perceptino("train", network, data, "--checkpoint", at("train.bin"), ...argv, "--json");
  return readFileSync(at("train.jsonl"), "utf8");
})();

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
    /\nMachine code +for Cortex-M4F, from flash, on mps2-an386 in QEMU: 12 steps, the same bits; the same checkpoint; \d+ bytes of stack\n/,
    /\nJavaScript +on Duktape: 12 steps, the same bits; the same checkpoint\n/,
    /\nEspruino +not run: set ESPRUINO to a Linux build of it\n/,
    /\nInstructions a step +[\d,]+ \([\d,]+ to [\d,]+, each ±1\)\n/,
    /\nRAM +[\d,]+ of 33,566 bytes of variables: 328 linear memory, about [\d,]+ functions and numbers\n/,
    /\nStorage +[\d,]+ bytes, [\d,]+ of them machine code\n$/,
  ];
  for (const line of lines) assert.match(stdout, line);
  const report = readFileSync(at("report.html"), "utf8");
  assert.match(report, /on Duktape: 12 steps, the same bits/);
  assert.match(report, /<dt>Bits<\/dt><dd>the same as Node&#39;s<\/dd>/);
});

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

test("a step that differs is told in words, in JSON and by exit code 1, and the trace ends before it", {
  skip: duktape!.skip,
}, async () => {
  const programs = onlyDuktape("altered");
  renameSync(`${programs}/duk`, `${programs}/duktape`);
  const alter = "s/^#step 3 [0-9]*/#step 3 1/";
  const script = `#!/bin/sh\n${programs}/duktape "$@" | PATH=/usr/bin:/bin sed -u '${alter}'\n`;
  writeFileSync(`${programs}/duk`, script, { mode: 0o755 });
  const argv = ["simulate", network, data, "--board", "esp32", "--steps", "12"];
  const run = (...more: string[]) =>
    withEnv({ PATH: programs }, () => perceptino(...argv, "--trace", at("altered.jsonl"), ...more));
  const people = await run("--report", at("altered.html"));
  assert.equal(people.code, 1);
  const words =
    /JavaScript on Duktape: in step 3 the device's loss is 1\.4\d*e-45 \(00000001\), Node's is \d+\.\d+ \([\da-f]{8}\)/;
  assert.match(people.stdout, new RegExp(`^DIFFERENT: ${words.source}\n`));
  assert.match(
    readFileSync(at("altered.html"), "utf8"),
    /<dt>Bits<\/dt><dd>JavaScript on Duktape: in/,
  );
  const machines = await run("--json");
  const { same, steps, ran } = JSON.parse(machines.stdout);
  assert.deepEqual([machines.code, same, steps], [1, false, 2]);
  const { step, what, device } = ran[0].difference;
  assert.deepEqual([step, what, device.bits, ran[0].saved], [3, "loss", "00000001", false]);
  const before = (await trainTrace).split("\n").slice(0, 2);
  assert.equal(readFileSync(at("altered.jsonl"), "utf8"), `${before.join("\n")}\n`);
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
  const { readings: values, labels: targets, outputs: targetCount, ...rest } = rowsOfSubject("odd");
  const readings = { ...rest, values, targets, targetCount };
  const module = inOneFile(espruinoModule(built, boardNamed("esp32"), MODULE_NAME, "javascript"));
  const { layout } = network.engine;
  const trained = trainingData(network, readings, STEPS * layout.batch);
  const program = smallProgram(module, storageBytes, layout, trained, STEPS);
  const lines = await quickJs!.run(program);
  const compare = async (said: readonly string[], onStep?: (step: number) => void) => {
    const left = [...said];
    const output = {
      next: async () => (left.shift() ?? "#").slice(1).split(" "),
      close: async () => {},
    };
    const options = { steps: STEPS, ...(onStep && { onStep }) };
    return compareProgram(output, await startNetwork(built), built.spec, readings, options);
  };
  return { lines, compare };
}

test("each kind of difference is found where it is, and the steps before it count", async () => {
  const { lines, compare } = await heard();
  assert.equal(lines.length, STEPS + 2);
  const right = await compare(lines);
  assert.deepEqual([right.steps, right.difference, right.saved], [STEPS, undefined, true]);
  const flip = (line: number, word: number) =>
    lines.map((text, i) => {
      const words = text.split(" ");
      if (i === line) words[word] = String((Number(words[word]) ^ 1) >>> 0);
      return words.join(" ");
    });
  const cases = [
    [0, 1, 0, 0, "hash"],
    [3, 1, 3, 2, "steps"],
    [3, 2, 3, 2, "loss"],
    [4, 3, 4, 3, "hash"],
    [STEPS + 1, 2, STEPS, STEPS, "checkpoint"],
  ] as const;
  for (const [line, word, step, agreed, what] of cases) {
    const seen: number[] = [];
    const { steps, difference, saved } = await compare(flip(line, word), (n) => seen.push(n));
    assert.deepEqual(
      [steps, difference?.step, difference?.what, saved, seen.length],
      [agreed, step, what, false, agreed],
    );
    assert.notEqual(difference!.device.bits, difference!.host.bits);
    const when = step === 0 ? "before the first step" : `in step ${step}`;
    assert.match(
      describeDifference(difference!),
      new RegExp(`^${when} the device's ${what} is .+, Node's is .+$`),
    );
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
