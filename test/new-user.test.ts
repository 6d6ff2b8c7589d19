// Someone with a CSV file and nothing else: from the packed package in an empty folder to a trained network on three targets.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { loadNetwork } from "../src/common/loader/index.js";
import { packageRoot } from "../src/node/package.js";
import { fakeDevice } from "./support/device-module-fake.js";
import { installedBytes, pack } from "./support/installed.js";
import { noSharedData, SHARED_DATA } from "./support/shared-data.js";
import { missing } from "./support/tools.js";

const ROOT = packageRoot();
const DATA = join(SHARED_DATA, "exercises");
/** of readings that are pushed into each target */
const ROWS = 3000;

describe("a new user with exercises.csv and no other choice than the label", {
  skip: noSharedData,
}, () => {
  const folder = mkdtempSync(join(tmpdir(), "perceptino-new-user-"));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const bin = join(folder, "node_modules/perceptino/dist/bin.js");
  const perceptino = (...args: readonly string[]) =>
    execFileSync(process.execPath, [bin, ...args], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  let rows: Float32Array[];
  /** bits of each prediction, a line each */
  let expected: string[];

  before(async () => {
    if (!existsSync(join(ROOT, "dist/bin.js"))) {
      execFileSync("npm", ["run", "--silent", "build"], { cwd: ROOT });
    }
    const { filename } = await pack(ROOT, folder);
    await installedBytes(join(folder, filename), folder);
    copyFileSync(join(DATA, "train.csv"), join(folder, "train.csv"));
    copyFileSync(join(DATA, "test.csv"), join(folder, "test.csv"));
    const { next } = JSON.parse(
      perceptino("init", "--data", "train.csv", "--label", "label", "--json"),
    );
    assert.equal(
      next,
      "perceptino train network.json train.csv --report report.html",
      "the command that is printed",
    );
    perceptino(...next.split(" ").slice(1));
    perceptino("build", "network.json", "--checkpoint", "checkpoint.bin");
    rows = readFileSync(join(folder, "test.csv"), "utf8")
      .split("\n")
      .slice(1, ROWS + 1)
      .map((line) => Float32Array.from(line.split(",").slice(2, 5), Number));
    const network = await loadNetwork(
      new Uint8Array(readFileSync(join(folder, "out/network.wasm"))),
    );
    network.restore(readFileSync(join(folder, "out/network.bin")));
    expected = predictions(network);
    assert.ok(expected.length > 100);
  });

  /** What a network says after each row that completes a window. */
  const predictions = (network: {
    push(row: Float32Array): ArrayLike<number> | undefined;
    predict(reading: ArrayLike<number>): ArrayLike<number>;
  }): string[] =>
    rows.flatMap((row) => {
      const reading = network.push(row);
      return reading ? [bits(network.predict(reading))] : [];
    });
  const bits = (numbers: ArrayLike<number>) =>
    [...new Uint32Array(Float32Array.from(numbers).buffer)].join(" ");

  test("gets at least 90 % of the windows right that it has not seen, and a report", () => {
    const [score] = JSON.parse(
      perceptino("evaluate", "network.json", "checkpoint.bin", "test.csv", "--json"),
    ).scores;
    assert.ok(score.accuracy >= 0.9, `accuracy ${score.accuracy}`);
    assert.match(readFileSync(join(folder, "report.html"), "utf8"), /% of the \d+ held-out/);
  });

  test("has the same predictions by bits in C", { skip: missing("gcc") }, () => {
    perceptino("build", "network.json", "--checkpoint", "checkpoint.bin", "--target", "c");
    const words = rows.flatMap((row) => [...new Uint32Array(row.buffer)].map((word) => `${word}u`));
    writeFileSync(
      join(folder, "main.c"),
      `#include <stdio.h>
#include <string.h>
#include "out/network.h"
static const uint32_t words[] = {${words.join(",")}};
int main(void) {
  float reading[3], out[4];
  uint32_t bits[4];
  if (network_init_trained() != 0) return 1;
  for (unsigned row = 0; row < ${ROWS}; row++) {
    memcpy(reading, words + 3 * row, sizeof reading);
    if (network_predict(reading, out) == -5) continue;
    memcpy(bits, out, sizeof bits);
    printf("%u %u %u %u\\n", (unsigned)bits[0], (unsigned)bits[1], (unsigned)bits[2], (unsigned)bits[3]);
  }
  return 0;
}
`,
    );
    execFileSync(
      "gcc",
      ["-std=c99", "-Wall", "-Werror", "-O2", "-o", "main", "main.c", "out/network.c"],
      {
        cwd: folder,
      },
    );
    const said = execFileSync(join(folder, "main"), { encoding: "utf8" });
    assert.deepEqual(said.trim().split("\n"), expected);
  });

  test("has the same predictions by bits in JavaScript", () => {
    const js = ["--target", "js", "--format", "cjs"];
    perceptino("build", "network.json", "--checkpoint", "checkpoint.bin", ...js);
    const net = createRequire(join(folder, "main.js"))(join(folder, "out/network.cjs"));
    assert.deepEqual(predictions(net), expected);
  });

  test("has the same predictions by bits in a module for Espruino, run by a stand-in for it", () => {
    const espruino = ["--target", "espruino", "--board", "esp32"];
    perceptino("build", "network.json", "--checkpoint", "checkpoint.bin", ...espruino);
    const net = fakeDevice().start(readFileSync(join(folder, "out/neural"), "latin1"));
    assert.equal(net.restore(), true);
    assert.deepEqual(predictions(net as unknown as Parameters<typeof predictions>[0]), expected);
  });
});
