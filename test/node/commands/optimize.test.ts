import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { thumbCode } from "../../../src/common/compiler/thumb/blob.js";
import { type Optimize, THUMB_CORES } from "../../../src/common/compiler/thumb/code.js";
import { UserError } from "../../../src/common/errors.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { artifactsOf } from "../../../src/common/targets.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { commandLine, NETWORK } from "../../support/command-line.js";
import { boardNamed } from "../../support/espruino-networks.js";

const { at, write, perceptino } = commandLine();
write("network.json", JSON.stringify({ ...NETWORK, plan: "fast" }));
write("small.json", JSON.stringify({ ...NETWORK, plan: "small" }));

interface File {
  readonly file: string;
  readonly sha256: string;
  readonly optimize?: Optimize;
}

/** What a manifest says of the file with the code: that one alone says what it was made for. */
async function codeOf(folder: string, ...argv: readonly string[]): Promise<File> {
  const { code, stderr } = await perceptino("build", ...argv, "--out", at(folder));
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  const manifest = readFileSync(at(`${folder}/neural.espruino.manifest.json`), "utf8");
  const files: readonly File[] = JSON.parse(manifest).artifacts;
  const made = files.filter(({ optimize }) => optimize !== undefined);
  assert.equal(made.length, 1);
  return made[0]!;
}

test("build makes machine code for what the plan says, or for what is said", async () => {
  const target = ["--target", "espruino", "--board", "puckjs"];
  const own = await codeOf("own", at("network.json"), ...target);
  const of = (what: Optimize) => codeOf(what, at("network.json"), ...target, "--optimize", what);
  const [balanced, speed, size] = [await of("balanced"), await of("speed"), await of("size")];
  const small = await codeOf("small", at("small.json"), ...target);
  assert.deepEqual(own, balanced);
  assert.notEqual(speed.sha256, own.sha256);
  assert.deepEqual(
    [own, speed, size, small].map(({ optimize }) => optimize),
    ["balanced", "speed", "size", "size"],
  );
});

test("flash and fit take it too", async () => {
  const flash = ["flash", at("network.json"), "--board", "puckjs", "--dry-run", "--json"];
  const said = async (...argv: string[]) => JSON.parse((await perceptino(...argv)).stdout);
  assert.equal((await said(...flash)).optimize, "balanced");
  for (const what of ["speed", "size"]) {
    assert.equal((await said(...flash, "--optimize", what)).optimize, what);
  }
  const fit = ["fit", at("network.json"), "--board", "puckjs", "--json"];
  const [own] = await said(...fit);
  const [size] = await said(...fit, "--optimize", "size");
  const [speed] = await said(...fit, "--optimize", "speed");
  assert.ok(own.built && size.storage.code <= own.storage.code);
  assert.ok(own.storage.code < speed.storage.code);
  assert.equal((await perceptino("fit", at("network.json"), "--optimize", "size")).code, 0);
});

test("machine code for size is never longer than for anything else, however small the network", async () => {
  for (const units of [1, 8, 40]) {
    for (const plan of ["fast", "small"]) {
      const layers = [
        { units, activation: "tanh" },
        { units: 1, activation: "sigmoid" },
      ];
      const built = await buildNetwork(checkNetwork({ ...NETWORK, layers, plan }));
      for (const core of THUMB_CORES) {
        const [size, ...others] = (["size", "balanced", "speed"] as const).map(
          (optimize) => thumbCode(built, core, { optimize }).bytes.length,
        );
        assert.ok(
          size! <= Math.min(...others),
          `${units}, ${plan} plan, ${core}: ${size}, ${others}`,
        );
      }
    }
  }
});

test("where there is no machine code, and what is none of the three, is refused with what was expected", async () => {
  const network = at("network.json");
  const espruino = ["--target", "espruino", "--board"];
  for (const [argv, sentence] of [
    [
      ["build", network],
      "--optimize: got it with the target wasm, expected --target espruino or bangle-app",
    ],
    [
      ["build", network, ...espruino, "puckjs", "--placement", "javascript"],
      "--optimize: got it with --placement javascript, expected machine code",
    ],
    [
      ["build", network, "--target", "bangle-app", "--placement", "javascript"],
      "--optimize: got it with --placement javascript, expected machine code",
    ],
    [
      ["build", network, ...espruino, "esp32"],
      "--optimize: got it for esp32, which runs JavaScript, expected machine code",
    ],
    [
      ["flash", network, "--board", "puckjs", "--dry-run", "--placement", "javascript"],
      "--optimize: got it with --placement javascript, expected machine code",
    ],
    [
      ["fit", network, "--board", "esp32"],
      "--optimize: got it for esp32, which runs JavaScript, expected machine code",
    ],
    [
      ["fit", network, "--board", "microbit"],
      "--optimize: got it for microbit, which takes perceptino's firmware; leave it out",
    ],
    [
      ["simulate", network, network, "--board", "mps2-an386"],
      "--optimize: got it for mps2-an386, which takes perceptino's firmware; leave it out",
    ],
  ] as const) {
    const out = argv[0] === "build" || argv[0] === "flash" ? ["--out", at("never")] : [];
    const { code, stderr } = await perceptino(...argv, "--optimize", "size", ...out);
    assert.deepEqual({ code, stderr }, { code: 2, stderr: `error: ${sentence}\n` });
  }
  assert.ok(!existsSync(at("never")));
  const { code, stderr } = await perceptino("fit", network, "--optimize", "fast");
  assert.equal(code, 2);
  assert.match(
    stderr,
    /--optimize <what>.* argument .fast. is invalid. Allowed choices are balanced, speed, size/,
  );
});

test("the library refuses a dial that it does not know, for whatever target", async () => {
  const built = await buildNetwork(checkNetwork(NETWORK));
  const options = {
    espruino: { board: boardNamed("puckjs"), module: "neural" },
    optimize: "fast" as Optimize,
  };
  for (const target of ["espruino", "wasm"] as const) {
    await assert.rejects(artifactsOf(built, target, "net", options), (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.equal(error.message, 'optimize: got "fast", expected one of balanced, speed, size');
      return true;
    });
  }
});
