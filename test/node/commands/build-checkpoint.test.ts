import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { before, test } from "node:test";
import { loadNetwork } from "../../../src/common/loader/index.js";
import { commandLine, NETWORK, rowsOf } from "../../support/command-line.js";
import { missing } from "../../support/tools.js";

const { at, write, perceptino } = commandLine();

const network = write("greater.json", JSON.stringify(NETWORK));
const checkpoint = at("checkpoint.bin");
let trained: { steps: number; hash: string };

before(async () => {
  const data = write("readings.csv", rowsOf(64));
  const flags = ["--epochs", "3", "--validation", "0", "--checkpoint", checkpoint, "--json"];
  const { code, stdout, stderr } = await perceptino("train", network, data, ...flags);
  assert.equal(code, 0, stderr);
  trained = JSON.parse(stdout);
});

const built = async (out: string, ...flags: readonly string[]) => {
  const { code, stdout, stderr } = await perceptino(
    ...["build", network, "--checkpoint", checkpoint, "--out", at(out), "--json", ...flags],
  );
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
};

test("each target's manifest tells which checkpoint is in it", async () => {
  const about = {
    file: "checkpoint.bin",
    sha256: createHash("sha256").update(readFileSync(checkpoint)).digest("hex"),
    steps: trained.steps,
    hash: trained.hash,
  };
  for (const [target, file, ...flags] of [
    ["wasm", "greater.manifest.json"],
    ["c", "greater.c.manifest.json"],
    ["js", "greater.js.manifest.json"],
    ["espruino", "neural.espruino.manifest.json", "--board", "esp32"],
  ] as const) {
    const told = await built("all", "--target", target, ...flags);
    assert.deepEqual(told.trained, about);
    const manifest = JSON.parse(readFileSync(at(`all/${file}`), "utf8"));
    assert.deepEqual(manifest.trained, about);
  }
  const { trained: none } = JSON.parse(
    (await perceptino("build", network, "--out", at("none"), "--json")).stdout,
  );
  assert.equal(none, undefined);
  assert.ok(!existsSync(at("none/greater.bin")));
});

test("plain Wasm has the checkpoint beside it, or with --embed inside, which inspect passes over", async () => {
  await built("wasm");
  const beside = await loadNetwork(new Uint8Array(readFileSync(at("wasm/greater.wasm"))));
  beside.restore(readFileSync(at("wasm/greater.bin")));
  const { artifacts } = await built("embedded", "--embed");
  assert.deepEqual(
    artifacts.map(({ file }: { file: string }) => file),
    ["greater.wasm"],
  );
  const inside = await loadNetwork(new Uint8Array(readFileSync(at("embedded/greater.wasm"))));
  for (const { steps, hash } of [beside, inside].map((net) => ({
    steps: net.steps,
    hash: net.hash(),
  }))) {
    assert.deepEqual([steps, hash], [trained.steps, Number.parseInt(trained.hash, 16)]);
  }
  const inspected = await perceptino("inspect", at("embedded/greater.wasm"));
  assert.equal(inspected.code, 0, inspected.stderr);
});

test("a checkpoint of another batch or optimizer is carried over, and told of; one of another network refused", async () => {
  const other = write("other.json", JSON.stringify({ ...NETWORK, batch: 4, optimizer: "adam" }));
  const argv = ["build", other, "--checkpoint", checkpoint, "--out", at("other"), "--target", "c"];
  const { code, stderr } = await perceptino(...argv);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^checkpoint.bin: laid out in another way; /);
  const manifest = JSON.parse(readFileSync(at("other/other.c.manifest.json"), "utf8"));
  assert.equal(manifest.trained.hash, trained.hash);
  assert.ok(manifest.trained.carriedOver.carried.includes("W1"));
  const strange = write("strange.json", JSON.stringify({ ...NETWORK, inputs: ["a", "c"] }));
  const refused = await perceptino("build", strange, "--checkpoint", checkpoint, "--out", at("no"));
  assert.equal(refused.code, 1);
  assert.match(
    refused.stderr,
    /checkpoint.bin: checkpoint: got the network .* the inputs "a, b" and not "a, c"/,
  );
  assert.ok(!existsSync(at("no")));
});

test("flags that would have no effect are refused", async () => {
  for (const [flags, told] of [
    [
      ["--embed"],
      "--embed: got it without --checkpoint, expected a checkpoint that the module is to hold",
    ],
    [
      ["--embed", "--checkpoint", checkpoint, "--target", "c"],
      "--embed: got it with the target c, which holds a checkpoint anyhow, expected --target wasm",
    ],
    [
      ["--checkpoint", checkpoint, "--dump", "bind"],
      "--checkpoint: got it with --dump, which shows a program without weights, expected one of them",
    ],
  ] as const) {
    const { code, stderr } = await perceptino("build", network, ...flags);
    assert.deepEqual([code, stderr], [2, `error: ${told}\n`]);
  }
});

test("flash puts a checkpoint into firmware too", {
  skip: missing("arm-none-eabi-gcc"),
}, async () => {
  const argv = ["flash", network, "--board", "microbit", "--engine", "c", "--dry-run", "--json"];
  const plain = await perceptino(...argv, "--out", at("plain.hex"));
  const { code, stdout, stderr } = await perceptino(
    ...[...argv, "--checkpoint", checkpoint, "--out", at("trained.hex")],
  );
  assert.equal(code, 0, stderr);
  assert.equal(plain.code, 0, plain.stderr);
  const { trained: about } = JSON.parse(stdout);
  assert.deepEqual([about.steps, about.hash], [trained.steps, trained.hash]);
  const bytes = (name: string) => readFileSync(at(name)).length;
  // Weights, and what the firmware needs to take them over.
  assert.ok(bytes("trained.hex") >= bytes("plain.hex") + 4 * 13);
});
