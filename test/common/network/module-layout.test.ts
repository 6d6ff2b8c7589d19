import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import binaryen from "assemblyscript/binaryen";
import { hex } from "../../../src/common/hex.js";
import { loadNetwork } from "../../../src/common/loader/index.js";
import { LIMITS } from "../../../src/common/network/network-file.js";
import { commandLine, NETWORK } from "../../support/command-line.js";

const { at, write, perceptino, start } = commandLine();
const network = write("network.json", JSON.stringify(NETWORK));
await perceptino("build", network, "--out", at("out"));
const honest = new Uint8Array(readFileSync(at("out/network.wasm")));
/** Milliseconds after which a process is taken for one that hangs. */
const HANGS = 120_000;

/** What a module exports besides init. */
const ROUTINES = [
  ...["observe", "predict"].map((name) => `(func (export "${name}") (result i32) (i32.const 0))`),
  ...["train", "loss"].map((name) => `(func (export "${name}") (result f32) (f32.const -1))`),
].join(" ");

/** A module that says of itself what a right one of 1-1 in a batch of 1 says, unless told otherwise. */
function moduleOf(
  constants: Readonly<Record<string, string>> = {},
  more = "",
  init = "(loop $l (br $l))",
): Uint8Array<ArrayBuffer> {
  const right: Record<string, string> = {
    abi: "(i32.const 2)",
    fingerprint: "(i32.const -559038737)",
    state: "(i32.const 49374)",
    inputs: "(i32.const 1)",
    outputs: "(i32.const 1)",
    targets: "(i32.const 1)",
    labels: "(i32.const 2)",
    batch: "(i32.const 1)",
    seed: "(i32.const 1)",
    parameters: "(i32.const 2)",
    normalizer: "(i32.const 0)",
    readings: "(i32.const 24)",
    output: "(i32.const 32)",
    input: "(i32.const 36)",
    stateEnd: "(i32.const 32)",
    end: "(i32.const 44)",
    ...constants,
  };
  const globals = Object.entries(right)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => {
      const type = /\((\w+)\.const/.exec(value)?.[1] ?? "i32";
      return `(global $${name} ${type} ${value}) (export "${name}" (global $${name}))`;
    });
  const text = `(module ${more} (memory (export "memory") 1) ${globals.join(" ")}
(func $init (export "init") (param i32) ${init}) ${ROUTINES})`;
  const module = binaryen.parseText(text);
  try {
    return new Uint8Array(module.emitBinary());
  } finally {
    module.dispose();
  }
}

/** Runs inspect in a process of its own, which is killed when it hangs; code null then. */
async function inspect(name: string, bytes: Uint8Array, ...flags: string[]) {
  write(name, bytes);
  const { child, ended } = start("pipe", "inspect", name, ...flags);
  const hanging = setTimeout(() => child.kill("SIGKILL"), HANGS);
  const run = await ended;
  clearTimeout(hanging);
  return run;
}

test("inspect reads a right module's constants from its bytes, and its checksums are hexadecimal", async () => {
  const { layout } = (await loadNetwork(honest)).engine;
  const { stdout } = await inspect("honest.wasm", honest, "--json");
  const { bytes, ...shown } = JSON.parse(stdout);
  assert.equal(bytes, honest.length);
  assert.deepEqual(shown, {
    ...layout,
    fingerprint: hex(layout.fingerprint),
    state: hex(layout.state),
  });
});

test("a module whose init never ends is shown, and nothing of it is run", async () => {
  const { code, stdout } = await inspect("endless.wasm", moduleOf(), "--json");
  assert.equal(code, 0);
  const { fingerprint, state, end } = JSON.parse(stdout);
  assert.deepEqual([fingerprint, state, end], ["deadbeef", "0000c0de", 44]);
});

const HUGE = { inputs: "(i32.const 500000000)", readings: "(i32.const 2000000000)" };
const WINDOW = { channels: "(i32.const 4)", reading: "(i32.const 32)" };
const HOSTILE: readonly (readonly [string, () => Uint8Array, RegExp])[] = [
  [
    "a start function that never ends",
    () => moduleOf({}, "(start $s) (func $s (loop $l (br $l)))"),
    /got a start function, expected none/,
  ],
  ["imports", () => moduleOf({}, '(import "a" "b" (func))'), /got imports, expected none/],
  ["data", () => moduleOf({}, '(data (i32.const 0) "x")'), /got data, expected none/],
  ["inputs beyond its memory", () => moduleOf(HUGE), /constants that fit its memory/],
  [
    "sizes whose sum runs over 32 bits",
    () =>
      moduleOf({
        inputs: "(i32.const 500000000)",
        readings: "(i32.const -2000000000)",
        end: "(i32.const 4)",
      }),
    /constants that fit its memory/,
  ],
  ["parameters beyond its memory", () => moduleOf({ parameters: "(i32.const 500000000)" }), /fit/],
  ["a batch beyond its memory", () => moduleOf({ batch: "(i32.const 500000000)" }), /fit/],
  ["no inputs", () => moduleOf({ inputs: "(i32.const 0)" }), /fit/],
  [
    "an end behind its memory",
    () => moduleOf({ end: "(i32.const 65540)", input: "(i32.const 65532)" }),
    /fit/,
  ],
  ["a constant too few", () => moduleOf({ seed: "" }), /fit/],
  ["another ABI", () => moduleOf({ abi: "(i32.const 1)" }), /got ABI 1, expected 2/],
  ["a state behind its output", () => moduleOf({ stateEnd: "(i32.const 36)" }), /fit/],
  ["a window behind its memory", () => moduleOf(WINDOW), /fit/],
  ["a constant of 64 bits", () => moduleOf({ inputs: "(i64.const 1)" }), /no constant of 32 bits/],
  ["half of its bytes", () => honest.subarray(0, honest.length >> 1), /not valid Wasm/],
  [
    "a body that is not valid",
    () => honest.map((byte, i) => (i > honest.length - 40 ? 0xff : byte)),
    /not valid Wasm/,
  ],
  [
    "more bytes than any network needs",
    () => Buffer.concat([honest, Buffer.alloc(LIMITS.moduleBytes)]),
    /got 1,00\d,\d+ bytes, expected at most 1,000,000/,
  ],
];
for (const [what, bytes, reason] of HOSTILE) {
  test(`inspect refuses a module with ${what}`, async () => {
    const { code, stdout, stderr } = await inspect("hostile.wasm", bytes());
    assert.deepEqual([code, stdout], [1, ""]);
    assert.match(
      stderr,
      /^error: hostile\.wasm: got a file that is no perceptino module \(module: /,
    );
    assert.match(stderr, reason);
  });
}

test("loadNetwork refuses sizes that a module's memory does not hold, before it makes anything of them", async () => {
  for (const constants of [HUGE, { parameters: "(i32.const 500000000)" }, { seed: "" }]) {
    await assert.rejects(loadNetwork(moduleOf(constants)), {
      message: /^module: got ABI 2, expected 2 and constants that fit its memory; build it again$/,
    });
  }
  const small = await loadNetwork(moduleOf({}, "", ""));
  assert.equal(small.engine.layout.end, 44);
});

test("files without an end or larger than their kind are refused before they are read", async () => {
  write("large.json", Buffer.alloc(LIMITS.fileBytes + 1, " "));
  write("large.bin", Buffer.alloc(LIMITS.checkpointBytes + 1));
  write("data.csv", "a,b,y\n1,2,1\n");
  const large = await perceptino("inspect", at("large.json"));
  assert.match(
    large.stderr,
    /got 4,000,001 bytes, expected at most 4,000,000; is this a network file or a module\?/,
  );
  const checkpoint = await perceptino("predict", network, at("large.bin"), at("data.csv"));
  assert.match(
    checkpoint.stderr,
    /got 1,000,001 bytes, expected at most 1,000,000; is this a checkpoint\?/,
  );
  if (process.platform !== "linux") return;
  for (const argv of [
    ["inspect", "/dev/zero"],
    ["train", "/dev/zero", at("data.csv")],
    ["predict", network, "/dev/zero", at("data.csv")],
  ]) {
    const { code, stderr } = await perceptino(...argv);
    assert.equal(code, 1);
    assert.match(stderr, /^error: \/dev\/zero: got more than [\d,]+ bytes, expected at most /);
  }
  const { stderr } = await perceptino("train", network, "/dev/zero");
  assert.equal(
    stderr,
    "error: /dev/zero: line 1: got a NUL byte, expected UTF-8 text; is this a data file?\n",
  );
});
