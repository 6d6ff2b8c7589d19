import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { describe, test } from "node:test";
import { BOARDS, FIRMWARE_BOARDS } from "../../../boards/index.js";
import { COMPILED_ENGINES } from "../../../src/common/fit/engine.js";
import { fitOf } from "../../../src/common/fit/firmware.js";
import { parseReadings } from "../../../src/common/learning/readings.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { deviceClient } from "../../../src/common/protocol/client.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { elfOf } from "../../../src/node/flash/elf.js";
import { findDrive } from "../../../src/node/flash/flash-board.js";
import { boardFirmware } from "../../../src/node/gcc/board-firmware.js";
import { simulate } from "../../../src/node/simulators/firmware.js";
import { startRp2040 } from "../../../src/node/simulators/rp2040.js";
import { flashRom } from "../../firmware/rp2040-rom.js";
import { commandLine, NETWORK, rowsOf } from "../../support/command-line.js";
import { loopForEver } from "../../support/tiny-elf.js";
import { missing } from "../../support/tools.js";
import { parseUf2 } from "../../support/uf2.js";
import { HANGING, newFilesIn, until } from "../../support/waiting.js";

const { at, write, perceptino, start, folder } = commandLine();
const network = write("network.json", JSON.stringify(NETWORK));
const data = write("data.csv", rowsOf(20));
const skip = missing("qemu-system-arm", "arm-none-eabi-gcc");
const noPort = process.platform === "linux" ? false : "needs a pseudoterminal";
const board = (name: string) => FIRMWARE_BOARDS.find((one) => one.name === name)!;

/** Runs a command with --json and gives what it tells. */
async function json(...argv: string[]) {
  const { code, stdout, stderr } = await perceptino(...argv, "--json");
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  return JSON.parse(stdout);
}

describe("on a simulated board", { skip }, () => {
  for (const engine of COMPILED_ENGINES) {
    test(`mps2-an386 with ${engine} writes the trace of train, and a report`, async () => {
      // 20 readings in batches of 8 are 3 steps a pass
      await json(
        ...["train", network, data, "--no-shuffle", "--validation", "0", "--epochs", "4"],
        ...["--checkpoint", at("train.bin"), "--trace", at("train.jsonl")],
      );
      const told = await json(
        ...["simulate", network, data, "--board", "mps2-an386", "--engine", engine],
        ...["--steps", "12", "--trace", at("board.jsonl"), "--report", at("board.html")],
      );
      assert.deepEqual(
        [told.same, told.steps, told.engine, told.simulator],
        [true, 12, engine, "qemu"],
      );
      assert.equal(
        readFileSync(at("board.jsonl"), "utf8"),
        readFileSync(at("train.jsonl"), "utf8"),
      );
      assert.equal(told.cost.unit, "instructions");
      assert.ok(told.cost.least > 1000 && told.cost.most < 2 * told.cost.least, told.cost);
      const { static: fixed, heap, stack, total } = told.ram;
      assert.equal(total, fixed + heap + stack);
      const fit = fitOf(await buildNetwork(checkNetwork(NETWORK)), board("mps2-an386"), engine).ram;
      const most =
        engine === "c" ? 0 : fit.linearMemory + fit.interpreterCode + fit.interpreterStack;
      assert.ok(heap <= most && heap >= 0.8 * most, `heap ${heap}, estimated ${most}`);
      assert.match(readFileSync(at("board.html"), "utf8"), /the same as Node(&#39;|')s/);
    });
  }

  test("QEMU counts the instructions of a step alike in every run", async () => {
    const built = await buildNetwork(checkNetwork(NETWORK));
    const { elf } = await boardFirmware(built, board("mps2-an386"), "c", { target: "simulator" });
    const columns = { inputs: ["a", "b"], outputs: ["y"] };
    const options = { source: "data", labelled: true } as const;
    const readings = parseReadings(rowsOf(20), columns, options);
    const costs = [];
    for (let i = 0; i < 3; i++) {
      const limits = { steps: 9, timeout: HANGING };
      costs.push((await simulate(built, board("mps2-an386"), elf, readings, limits)).cost);
    }
    assert.equal(costs[0]!.grain, 1);
    assert.deepEqual(costs, [costs[0], costs[0], costs[0]]);
  });

  test("Ctrl-C ends a simulation after its step, with its trace and exit code 130", async () => {
    const one = write("one.csv", rowsOf(1)); // steps on a single reading, which take least
    const argv = ["simulate", network, one, "--board", "mps2-an386", "--engine", "c", "--json"];
    const traced = newFilesIn(folder);
    const { child, ended } = start("pipe", ...argv, "--steps", "1000000", "--trace", "cut.jsonl");
    await until("the first steps of the trace", traced, child);
    child.kill("SIGINT");
    const { code, stdout, stderr } = await ended;
    assert.deepEqual({ code, stderr }, { code: 130, stderr: "" });
    const { steps, same } = JSON.parse(stdout);
    assert.ok(same && steps > 0, stdout);
    assert.equal(readFileSync(at("cut.jsonl"), "utf8").split("\n").length, steps + 1);
  });

  test("a firmware that hangs is told after the timeout", async () => {
    const spec = checkNetwork(NETWORK);
    const columns = { inputs: ["a", "b"], outputs: ["y"] };
    const options = { source: "data", labelled: true } as const;
    const readings = parseReadings(rowsOf(8), columns, options);
    const elf = elfOf([loopForEver(0, 0x20001000)]);
    await assert.rejects(
      simulate(await buildNetwork(spec), board("mps2-an386"), elf, readings, {
        steps: 1,
        timeout: 300,
      }),
      /got no answer to identify within 300 ms/,
    );
  });

  test("monitor shows a board behind a serial port, here QEMU's", { skip: noPort }, async () => {
    const built = await buildNetwork(checkNetwork(NETWORK));
    const { elf } = await boardFirmware(built, board("netduinoplus2"), "c", {
      target: "simulator",
    });
    const file = write("serial.elf", elf);
    const quiet = ["-nographic", "-monitor", "none", "-serial", "pty", "-kernel", file];
    const qemu = spawn("qemu-system-arm", ["-machine", "netduinoplus2", ...quiet]);
    try {
      const [text] = await once(createInterface(qemu.stdout), "line");
      const [port] = /\/dev\/pts\/\d+/.exec(String(text)) ?? [];
      const argv = ["monitor", "--board", "netduinoplus2", "--port", port!, "--json"];
      const { child, ended } = start("pipe", ...argv);
      const [line] = await once(createInterface(child.stdout!), "line");
      assert.deepEqual(JSON.parse(String(line)), { steps: 0, observed: 0, batch: 8 });
      child.kill("SIGINT");
      assert.equal((await ended).code, 130);
    } finally {
      qemu.kill("SIGKILL");
    }
  });

  test("a UF2 file that flash keeps runs in rp2040js, and writes checkpoints by the boot ROM", async () => {
    const told = await json(
      ...["flash", network, "--board", "rp2040-pico", "--engine", "c"],
      ...["--dry-run", "--out", at("pico.uf2")],
    );
    assert.deepEqual([told.kind, told.done, told.verified], ["uf2", null, false]);
    const blocks = parseUf2(new Uint8Array(readFileSync(at("pico.uf2"))));
    const segments = blocks.map(({ address, data: bytes }) => ({ address, bytes }));
    const { length } = board("rp2040-pico").firmware.flash;
    const rom = flashRom(length, segments.length * 256, () => {});
    const line = await startRp2040(segments, rom.equip);
    const device = deviceClient(line, { timeout: HANGING });
    try {
      const { inputs, batch, engine, board: name } = await device.connect();
      assert.deepEqual([inputs, batch, engine, name], [2, 8, "c", "rp2040-pico"]);
      assert.equal(await device.checkpoint(), 1);
      assert.equal(rom.done[0], `erase ${length - 2 * 4096}`);
    } finally {
      await device.close();
    }
  });

  test("estimates of fit hold against builds, on the side of too much", async () => {
    for (const name of ["mps2-an386", "rp2040-pico"]) {
      const built = await buildNetwork(checkNetwork(NETWORK));
      for (const engine of COMPILED_ENGINES) {
        const { sizes } = await boardFirmware(built, board(name), engine);
        const { ram, flash } = fitOf(built, board(name), engine);
        const real = sizes.text + sizes.data;
        const told = flash.firmware + flash.module;
        const most = engine === "wasm3" ? 1.1 : 3;
        assert.ok(told >= real && told <= most * real, `${name} ${engine}: flash ${told}, ${real}`);
        const memory = engine === "c" ? built.plan.end : 0;
        const fixed = sizes.data + sizes.bss - memory;
        assert.ok(ram.firmware >= fixed, `${name} ${engine}: RAM ${ram.firmware}, ${fixed}`);
      }
    }
  });
});

test("fit says that the micro:bit is too small for wasm3, by how much, and that C fits", async () => {
  const fits = await json("fit", network);
  assert.deepEqual(
    fits.map((fit: { board: string }) => fit.board),
    BOARDS.map(({ name }) => name),
  );
  const microbit = fits.find((fit: { board: string }) => fit.board === "microbit");
  assert.deepEqual(
    [microbit.engine, microbit.fits, microbit.instead.engine, microbit.instead.fits],
    ["wasm3", false, "c", true],
  );
  const { used, available, left, linearMemory, interpreterCode, interpreterStack } = microbit.ram;
  assert.deepEqual([available, left], [16 * 1024, 16 * 1024 - used]);
  assert.equal(
    used,
    linearMemory +
      interpreterCode +
      interpreterStack +
      microbit.ram.firmware +
      microbit.ram.checkpoints,
  );
  const { stdout } = await perceptino("fit", network, "--board", "microbit");
  assert.match(
    stdout,
    /microbit: with wasm3 the network needs [\d,]+ of 16,384 bytes of RAM, [\d,]+ too many;\n {2}c with the fast plan fits/,
  );
});

test("simulate and flash refuse a board that is too small before they build, and name the C target", async () => {
  for (const argv of [
    ["simulate", network, data],
    ["flash", network, "--dry-run"],
  ]) {
    const { code, stderr } = await perceptino(...argv, "--board", "microbit");
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^error: microbit with wasm3: the network needs .* too many; try --engine c/,
    );
  }
});

test("flash refuses a board that can only be simulated", async () => {
  const { code, stderr } = await perceptino("flash", network, "--board", "mps2-an386");
  assert.equal(code, 1);
  assert.match(stderr, /^error: --board: got mps2-an386, which can only be simulated here/);
});

test("the board's drive is found by its INFO_UF2.TXT, also under a user's folder", async () => {
  mkdirSync(at("mounts/someone/RPI-RP2"), { recursive: true });
  mkdirSync(at("mounts/RPI-RP2"));
  assert.equal(await findDrive("RPI-RP2", [at("mounts"), at("none")]), undefined);
  write("mounts/someone/RPI-RP2/INFO_UF2.TXT", "UF2 Bootloader v3.0\r\nBoard-ID: RPI-RP2\r\n");
  assert.equal(await findDrive("RPI-RP2", [at("mounts")]), `${folder}/mounts/someone/RPI-RP2`);
});

test("a port that cannot be opened is named", async () => {
  const argv = ["--board", "rp2040-pico", "--port", at("no-port")];
  const { code, stderr } = await perceptino("monitor", ...argv);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^error: (--port: got "no-port", which cannot be opened|serialport: the opt)/,
  );
});
