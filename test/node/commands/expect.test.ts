import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { expecting } from "../../../src/node/expected-file.js";
import { commandLine, NETWORK, rowsOf } from "../../support/command-line.js";
import { missing } from "../../support/tools.js";

const { at, write, perceptino } = commandLine();

/** What a board's simulation tells, with more than is expected of the next one. */
const FACTS = {
  network: "0badc0de",
  board: "mps2-an386",
  engine: "c",
  steps: 20,
  same: true,
  hash: "00c0ffee",
  cost: { unit: "cycles", least: 900, median: 1000, most: 1100, grain: 1 },
  ram: { static: 2000, heap: 0, stack: 300, total: 2300 },
  flash: 7000,
  compiler: "gcc 12",
};

const { same: _, ...KEPT } = FACTS;

test("what --update writes is met by the same facts, and keeps nothing that another run has not", async () => {
  const file = at("met.json");
  const written = await (await expecting({ expect: file, update: true }))!(FACTS);
  assert.deepEqual(written.lines, [`${file} is written: commit it`]);
  assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), KEPT);
  const met = await (await expecting({ expect: file }))!({ ...FACTS, trace: "elsewhere" });
  assert.deepEqual([met.met, met.value.changes, met.lines], [true, [], [`as ${file} expects`]]);
});

test("a change of bits, memory or cost is told with what was got and expected, and how to accept it", async () => {
  const file = write("expected.json", JSON.stringify(KEPT));
  const facts = {
    ...FACTS,
    hash: "00c0ffef",
    cost: null,
    ram: { ...FACTS.ram, static: 2100, total: 2400 },
    compiler: "gcc 13",
    storage: 5,
  };
  const { met, lines, value } = await (await expecting({ expect: file }))!(facts);
  assert.equal(met, false);
  assert.equal(value.changes.length, 4 + 5);
  assert.deepEqual(
    lines.filter((line) => !/cost\.(unit|least|most|grain)/.test(line)),
    [
      "CHANGED: hash: got 00c0ffef, expected 00c0ffee",
      "CHANGED: cost.median: got none, expected 1,000",
      "CHANGED: ram.static: got 2,100, expected 2,000",
      "CHANGED: ram.total: got 2,400, expected 2,300",
      "CHANGED: storage: got 5, expected none",
      "the compiler is another: got gcc 13, expected gcc 12",
      `if that is meant, run the same with --update and commit ${file}`,
    ],
  );
});

test("another compiler with the same bits, memory and cost is no change", async () => {
  const file = write("compiler.json", JSON.stringify(KEPT));
  const { met } = await (await expecting({ expect: file }))!({ ...FACTS, compiler: "gcc 13" });
  assert.equal(met, true);
});

test("a file that is not there, or is none of ours, is told before anything is simulated", async () => {
  const network = write("network.json", JSON.stringify(NETWORK));
  const data = write("readings.csv", rowsOf(16));
  const run = (...flags: readonly string[]) =>
    perceptino("simulate", network, data, "--board", "mps2-an386", "--engine", "c", ...flags);
  for (const [flags, code, told] of [
    [["--update"], 2, "--update: got it without --expect, expected the file that it writes"],
    [
      ["--expect", at("none.json")],
      1,
      /^error: none\.json: .*; run the same with --update to write it\n$/,
    ],
    [
      ["--expect", write("text.json", "no JSON")],
      1,
      "text.json: got a file that no simulation wrote, expected one that --update writes",
    ],
    [
      ["--expect", write("other.json", '{"hash":[1]}')],
      1,
      "other.json: got a file that no simulation wrote, expected one that --update writes",
    ],
    [["--expect", network, "--update"], 2, /network\.json/],
  ] as const) {
    const result = await run(...flags);
    assert.deepEqual([result.code, result.stdout], [code, ""], result.stderr);
    if (typeof told === "string") assert.equal(result.stderr, `error: ${told}\n`);
    else assert.match(result.stderr, told);
  }
  assert.deepEqual(JSON.parse(readFileSync(network, "utf8")), NETWORK);
});

test("a simulation meets what the same one wrote before, and its JSON tells what changed", {
  skip: missing("arm-none-eabi-gcc", "qemu-system-arm"),
}, async () => {
  const network = write("sim.json", JSON.stringify(NETWORK));
  const data = write("sim.csv", rowsOf(16));
  const file = at("sim-expected.json");
  const run = (...flags: readonly string[]) =>
    perceptino(
      ...["simulate", network, data, "--board", "mps2-an386", "--engine", "c", "--json"],
      ...["--expect", file, ...flags],
    );
  const updated = await run("--steps", "5", "--update");
  assert.equal(updated.code, 0, updated.stderr);
  const met = await run("--steps", "5");
  assert.equal(met.code, 0, met.stdout);
  assert.deepEqual(JSON.parse(met.stdout).expected.changes, []);
  const other = await run("--steps", "6");
  assert.equal(other.code, 1);
  const { changes } = JSON.parse(other.stdout).expected;
  assert.deepEqual(changes[0], { what: "steps", got: 6, expected: 5 });
  assert.ok(changes.some(({ what }: { what: string }) => what === "hash"));
});
