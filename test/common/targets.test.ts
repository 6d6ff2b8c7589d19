// What is built with a checkpoint predicts and goes on learning as Node does from it, bit by bit, whatever the target.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { slotFile, weightsName } from "../../src/common/espruino/slots.js";
import { loadNetwork } from "../../src/common/loader/index.js";
import { statePieces } from "../../src/common/network/trained-state.js";
import type { Target } from "../../src/common/target-names.js";
import { artifactsOf, type TargetOptions } from "../../src/common/targets.js";
import { packageRoot } from "../../src/node/package.js";
import { fakeDevice } from "../support/device-module-fake.js";
import { boardNamed } from "../support/espruino-networks.js";
import { noRealEspruino, realEspruino } from "../support/real-espruino.js";
import { runProgram } from "../support/run-program.js";
import { SMALL_ENGINES } from "../support/small-engines.js";
import { missing } from "../support/tools.js";
import {
  follow,
  followText,
  type Rows,
  rowsHeader,
  TASK_NAMES,
  type TaskName,
  type TrainedSubject,
  trainedSubject,
} from "../support/trained-networks.js";

const SOURCES = join(packageRoot(), "test/c");
const folder = mkdtempSync(join(tmpdir(), "perceptino-targets-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const subjects = new Map<TaskName, Promise<TrainedSubject>>();
const subjectOf = (name: TaskName) => {
  const subject = subjects.get(name) ?? trainedSubject(name);
  subjects.set(name, subject);
  return subject;
};

/** The files that are built with the checkpoint, by their names; texts as texts. */
async function filesOf(
  { built, checkpoint }: TrainedSubject,
  target: Target,
  options: TargetOptions = {},
): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const files = await artifactsOf(built, target, "net", { ...options, checkpoint });
  return new Map(files.map(({ file, data }) => [file, data]));
}

/** On Espruino a network has no `hash()`, which ends the lines of steps. */
const espruinoText = (rows: Rows) =>
  `${followText(rows).replaceAll("net.engine.layout", "net.info()")}net.hash=function(){return 0};\n`;
const withoutHash = (line: string) =>
  line.split(" ").length === 2 ? line.replace(/ [0-9a-f]{8}$/, "") : line;

async function writeC(subject: TrainedSubject): Promise<void> {
  for (const [file, data] of await filesOf(subject, "c")) writeFileSync(join(folder, file), data);
  writeFileSync(join(folder, "data.h"), rowsHeader(subject.rows));
}

const STRICT = ["-Wall", "-Wextra", "-Werror", "-I."];

for (const name of TASK_NAMES) {
  describe(`a network of ${name} that is built with a checkpoint`, () => {
    test("is of a subject that has learnt, and has rows in its batch", async () => {
      const { expected, built, checkpoint } = await subjectOf(name);
      assert.ok(new Set(expected).size === expected.length && expected.length > 10);
      const [network, fresh] = await Promise.all([
        loadNetwork(built.wasm),
        loadNetwork(built.wasm),
      ]);
      network.restore(checkpoint);
      assert.ok(network.steps > 1 && network.hash() !== fresh.hash());
      assert.ok(
        network.engine.memory &&
          new Uint32Array(network.engine.memory)[network.engine.layout.parameters + 2]! > 0,
      );
    });

    test("goes on with Node's bits as C on this machine", { skip: missing("gcc") }, async () => {
      const subject = await subjectOf(name);
      await writeC(subject);
      for (const flags of [["-O0"], ["-std=c99", "-O2", "-ffp-contract=off"]]) {
        const sources = [join(SOURCES, "trained.c"), "net.c", "-o", "trained"];
        const compiled = runProgram(folder, "gcc", [...flags, ...STRICT, ...sources]);
        assert.equal(compiled.status, 0, compiled.stderr);
        assert.deepEqual(
          runProgram(folder, "./trained", []).stdout.trim().split("\n"),
          subject.expected,
        );
      }
    });

    test("goes on with Node's bits as C on a Cortex-M4F", {
      skip: missing("arm-none-eabi-gcc", "qemu-system-arm"),
    }, async () => {
      const subject = await subjectOf(name);
      await writeC(subject);
      const core = "-Os -mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard".split(" ");
      const script = ["-nostartfiles", `-T${join(SOURCES, "cortex-m.ld")}`, "--specs=nosys.specs"];
      const sources = ["-DCORTEX_M", join(SOURCES, "trained.c"), "net.c", "-o", "trained.elf"];
      const linked = runProgram(folder, "arm-none-eabi-gcc", [
        ...core,
        ...STRICT,
        ...sources,
        ...script,
      ]);
      assert.equal(linked.status, 0, linked.stderr);
      const quiet = ["-display", "none", "-monitor", "none", "-serial", "none"];
      const semihosting = ["-semihosting-config", "enable=on,target=native"];
      const machine = ["-M", "mps2-an386", ...quiet, ...semihosting, "-kernel", "trained.elf"];
      // Semihosting writes to standard error.
      const lines = runProgram(folder, "qemu-system-arm", machine).stderr.trim().split("\n");
      assert.deepEqual(lines, subject.expected);
    });

    for (const engine of SMALL_ENGINES) {
      test(`goes on with Node's bits as JavaScript on ${engine.name}`, {
        skip: engine.skip,
      }, async () => {
        const subject = await subjectOf(name);
        const text = (await filesOf(subject, "js")).get("net.js");
        const program = `${text}${followText(subject.rows)}print(follow(net).join("\\n"));`;
        assert.deepEqual((await engine.run(program)).join("\n").split("\n"), subject.expected);
      });
    }

    test("goes on with Node's bits as an ES module", async () => {
      const subject = await subjectOf(name);
      const text = (await filesOf(subject, "js", { format: "esm" })).get("net.mjs");
      writeFileSync(join(folder, `${name}.mjs`), text!);
      const { default: net } = await import(join(folder, `${name}.mjs`));
      assert.deepEqual(follow(net, subject.rows), subject.expected);
    });

    test("goes on with Node's bits as a Wasm module with a file beside it, or with the checkpoint inside", async () => {
      const subject = await subjectOf(name);
      const beside = await filesOf(subject, "wasm");
      assert.deepEqual([...beside.keys()], ["net.wasm", "net.bin"]);
      assert.deepEqual(
        beside.get("net.wasm"),
        subject.built.wasm,
        "the module is what it is without",
      );
      const network = await loadNetwork(new Uint8Array(beside.get("net.wasm") as Uint8Array));
      network.restore(beside.get("net.bin") as Uint8Array);
      assert.deepEqual(follow(network, subject.rows), subject.expected);
      const inside = await filesOf(subject, "wasm", { embed: true });
      assert.deepEqual([...inside.keys()], ["net.wasm"]);
      const bytes = new Uint8Array(inside.get("net.wasm") as Uint8Array);
      assert.deepEqual(follow(await loadNetwork(bytes), subject.rows), subject.expected);
      // Whoever knows nothing of it has the module as before.
      const { instance } = await WebAssembly.instantiate(bytes, {});
      const { memory, init, seed } = instance.exports as Record<string, unknown>;
      (init as (seed: number) => void)((seed as WebAssembly.Global).value);
      const fresh = await loadNetwork(subject.built.wasm);
      const { stateEnd } = fresh.engine.layout;
      assert.deepEqual(
        Buffer.from((memory as WebAssembly.Memory).buffer, 0, stateEnd),
        Buffer.from(fresh.engine.memory, 0, stateEnd),
      );
    });

    test("goes on with Node's bits as a module for Espruino, from the file that comes along", async () => {
      const subject = await subjectOf(name);
      const espruino = { board: boardNamed("esp8266"), module: "gait" };
      const files = await filesOf(subject, "espruino", { espruino });
      const device = fakeDevice();
      const net = device.start(new TextDecoder().decode(files.get("gait") as Uint8Array));
      assert.deepEqual(device.files.get(weightsName("gait")), slotFile(subject.checkpoint));
      assert.equal(net.restore(), true);
      const lines = new Function("net", `${espruinoText(subject.rows)}return follow(net);`)(net);
      assert.deepEqual(lines.map(withoutHash), subject.expected.map(withoutHash));
    });

    test("goes on with Node's bits in Espruino itself, from one file", {
      skip: noRealEspruino(),
    }, async (t) => {
      const subject = await subjectOf(name);
      const espruino = { board: boardNamed("esp32"), module: "gait" };
      const file = (await filesOf(subject, "espruino", { espruino })).get("gait") as Uint8Array;
      const some = (rows: readonly Float32Array[]) => rows.slice(0, 16);
      const rows = { readings: some(subject.rows.readings), targets: some(subject.rows.targets) };
      const network = await loadNetwork(subject.built.wasm);
      network.restore(subject.checkpoint);
      const real = realEspruino(t);
      await real.store("gait", file);
      const lines = await real.run(
        `var net=require("gait");net.restore();${espruinoText(rows)}follow(net).forEach(show);`,
      );
      assert.deepEqual(
        (lines as string[]).map(withoutHash),
        follow(network, rows).map(withoutHash),
      );
    });

    test("holds no row of the batch that was not observed", async () => {
      const { built, checkpoint } = await subjectOf(name);
      const pieces = statePieces(built.plan, checkpoint);
      const words = pieces.reduce((sum, piece) => sum + piece.words.length, 0);
      assert.ok(words < (checkpoint.length - 24) / 4);
    });
  });
}
