import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { buildNetworkWith } from "../../src/common/compiler/build-network.js";
import { RESOURCES } from "../../src/node/resources.js";
import { mixedNetworks } from "../support/mixed-networks.js";
import { missing } from "../support/tools.js";
import { HANGING } from "../support/waiting.js";

// The host's module in the engines of Safari and of Firefox, as far as Debian has them as programs; Chromium's is Node's, and
// the page's own tests run it there.

const ENGINES = [
  { name: "JavaScriptCore", program: "jsc" },
  { name: "SpiderMonkey", program: "gjs" },
] as const;

const STEPS = 60;

/**
 * A program without a word of Node's or a page's: trains each of the modules on made-up numbers, in batches that are filled in
 * part too, and says what its parameters and state and what it predicts come to.
 */
const PROGRAM = `
var say = typeof print === "function" ? print : console.log;
MODULES.forEach(function (bytes) {
  var exports = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(bytes))).exports;
  var at = function (name) { return exports[name] ? exports[name].value : undefined; };
  var floats = new Float32Array(exports.memory.buffer), words = new Uint32Array(exports.memory.buffer);
  var seed = 1, hash = 0, loss = new Float32Array(1);
  var next = function () { seed = (Math.imul(seed, 1664525) + 1013904223) | 0; return (seed >>> 8) / 16777216; };
  var add = function (word) { hash = (Math.imul(hash, 31) + word) | 0; };
  var put = function (first, count) { for (var i = 0; i < count; i++) floats[first / 4 + i] = 4 * next() - 2; };
  exports.init(7);
  for (var step = 0; step < ${STEPS}; step++) {
    for (var row = 0; row < 1 + (7 * step) % at("batch"); row++) {
      put(at("input"), at("inputs"));
      for (var i = 0; i < at("targets"); i++) {
        var target = at("input") / 4 + at("inputs") + i;
        floats[target] = at("labels") ? Math.floor(next() * at("labels")) : next();
      }
      exports.observe();
    }
    loss[0] = exports.train();
    add(new Uint32Array(loss.buffer)[0]);
    put(at("many"), 11 * at("inputs"));
    add(exports.predictRows(11));
    for (var k = 0; k < 11 * at("outputs"); k++) add(words[at("answers") / 4 + k]);
  }
  for (var w = 0; w < at("stateEnd") / 4; w++) add(words[w]);
  say(String(hash));
});
`;

const modulesOf = (simd: boolean) =>
  (["fast", "small"] as const).flatMap((plan) =>
    mixedNetworks(plan).map(([, spec]) => [
      ...buildNetworkWith(RESOURCES, spec, { simd }).hostWasm,
    ]),
  );
const scriptOf = (simd: boolean) => `var MODULES = ${JSON.stringify(modulesOf(simd))};${PROGRAM}`;

const folder = mkdtempSync(join(tmpdir(), "perceptino-engines-"));
after(() => rmSync(folder, { recursive: true }));

/** What a program prints when it runs the modules. */
function run(program: string, simd: boolean): string[] {
  const script = join(folder, "script.js");
  writeFileSync(script, scriptOf(simd));
  const { stdout, stderr, status } = spawnSync(program, [script], {
    encoding: "utf8",
    timeout: HANGING,
  });
  assert.equal(status, 0, stderr);
  return stdout.trim().split("\n");
}

describe("Hosts' modules of all options", () => {
  const expected = run(process.execPath, false);

  test("have the same bits in Node with SIMD and without", () => {
    assert.equal(expected.length, modulesOf(false).length);
    assert.equal(new Set(expected).size > 1, true);
    assert.deepEqual(run(process.execPath, true), expected);
  });

  for (const { name, program } of ENGINES) {
    test(`have the same bits in ${name}`, { skip: missing(program) }, () => {
      assert.deepEqual(run(program, true), expected);
    });
  }
});
