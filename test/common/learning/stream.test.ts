// A network that was trained here classifies a stream on other engines, reading by reading, with the same bits.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { cFlags, cNetwork } from "../../../src/common/compiler/c/c-network.js";
import { jsModule } from "../../../src/common/compiler/js/js-module.js";
import { hex } from "../../../src/common/hex.js";
import { observationsOf } from "../../../src/common/learning/observations.js";
import { dataColumnsOf, parseReadings } from "../../../src/common/learning/readings.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import { train } from "../../../src/common/learning/train.js";
import type { Network } from "../../../src/common/loader/index.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { packageRoot } from "../../../src/node/package.js";
import { bitsOf } from "../../support/networks.js";
import { EXERCISES, movements, noSharedData, SHARED_DATA } from "../../support/shared-data.js";
import { SMALL_ENGINES } from "../../support/small-engines.js";
import { missing } from "../../support/tools.js";

const DATA = join(SHARED_DATA, "exercises");
const SOURCES = join(packageRoot(), "test/c");

const folder = mkdtempSync(join(tmpdir(), "perceptino-stream-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const SPEC = checkNetwork({
  ...movements(EXERCISES, 12, 50),
  optimizer: { type: "adam", learningRate: 0.003 },
});

const read = (file: string) =>
  parseReadings(readFileSync(join(DATA, file), "utf8"), dataColumnsOf(SPEC), {
    source: file,
    labelled: true,
  });

/** A trained network, the stream, and what the network says of each window. */
async function prepared() {
  const built = await buildNetwork(SPEC);
  const network = await startNetwork(built);
  const data = observationsOf(network, SPEC, read("train.csv"));
  await train(network, SPEC, data, { epochs: 10, validation: 0, shuffle: true });
  const { values, recordings, count } = read("test.csv");
  const begins = Array.from({ length: count }, (_, row) =>
    row === 0 || recordings![row] !== recordings![row - 1] ? 1 : 0,
  );
  const saved = network.save();
  return { built, saved, values, begins, said: saidOf(network, values, begins) };
}

function saidOf(network: Network, values: Float32Array, begins: readonly number[]): string[] {
  return begins.flatMap((isFirst, row) => {
    if (isFirst) network.restart();
    const features = network.push(values.subarray(3 * row, 3 * row + 3));
    if (!features) return [];
    const outputs = network.predict(features);
    return [[outputs.indexOf(Math.max(...outputs)), ...bitsOf(outputs)].map(hex).join(" ")];
  });
}

const shared = noSharedData ? undefined : prepared();

test("the C target on a Cortex-M4F says of a stream what Node says, by bits", {
  skip: noSharedData || missing("arm-none-eabi-gcc", "qemu-system-arm"),
}, async () => {
  const { built, saved, values, begins, said } = (await shared)!;
  const { header, source } = cNetwork(built, "net");
  const words = new Uint32Array(saved.buffer).subarray(5, -1);
  const list = (type: string, name: string, numbers: ArrayLike<number>) =>
    `static const ${type} ${name}[] = {${Array.from(numbers, (n) => `${n}u`).join(",")}};\n`;
  writeFileSync(join(folder, "net.h"), header);
  writeFileSync(join(folder, "net.c"), source);
  writeFileSync(
    join(folder, "data.h"),
    [
      `#define ROWS ${begins.length}\n`,
      list("uint32_t", "state", words),
      list("uint32_t", "readings", bitsOf(values)),
      list("unsigned char", "begins", begins),
    ].join(""),
  );
  const core = "-mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard".split(" ");
  const script = ["-nostartfiles", `-T${join(SOURCES, "cortex-m.ld")}`, "--specs=nosys.specs"];
  const files = ["-DCORTEX_M", "-I.", join(SOURCES, "stream.c"), "net.c", "-o", "stream.elf"];
  const run = (program: string, args: readonly string[]) =>
    spawnSync(program, args, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 26 });
  const linked = run("arm-none-eabi-gcc", [...core, ...cFlags(built), ...files, ...script]);
  assert.equal(linked.status, 0, linked.stderr);
  const quiet = ["-display", "none", "-monitor", "none", "-serial", "none"];
  const semihosting = ["-semihosting-config", "enable=on,target=native"];
  const machine = ["-M", "mps2-an386", ...quiet, ...semihosting, "-kernel", "stream.elf"];
  // Semihosting writes to standard error.
  assert.deepEqual(run("qemu-system-arm", machine).stderr.trim().split("\n"), said);
});

for (const engine of SMALL_ENGINES) {
  test(`JavaScript on ${engine.name} says of a stream what Node says, by bits`, {
    skip: noSharedData || engine.skip,
  }, async () => {
    const { built, saved, values, begins, said } = (await shared)!;
    const lines = await engine.run(`${jsModule(built)}
net.restore(new Uint8Array([${saved.join(",")}]));
var values = new Float32Array(new Int32Array([${new Int32Array(values.buffer).join(",")}]).buffer);
var begins = [${begins.join(",")}];
function hex(word) { return ("0000000" + (word >>> 0).toString(16)).slice(-8); }
for (var row = 0; row < begins.length; row++) {
  if (begins[row]) net.restart();
  var features = net.push(values.subarray(3 * row, 3 * row + 3));
  if (!features) continue;
  var outputs = net.predict(features), bits = new Int32Array(outputs.buffer), best = 0, text = "";
  for (var j = 0; j < outputs.length; j++) {
    if (outputs[j] > outputs[best]) best = j;
    text += " " + hex(bits[j]);
  }
  print(hex(best) + text);
}
`);
    assert.deepEqual(lines, said);
  });
}
