import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { predictThenLearn } from "../examples/wireless-sensors/adapt.js";
import { FOLDER, openDataset } from "../examples/wireless-sensors/dataset.js";
import { changeOver, csvOf, featuresOf } from "../examples/wireless-sensors/features.js";
import { type Network, type Readings, UserError, type YesNoScore } from "../src/index.js";

const MAIN = fileURLToPath(new URL("../examples/wireless-sensors/main.js", import.meta.url));
const BIN = fileURLToPath(new URL("../src/node/bin.js", import.meta.url));
const skip = existsSync(join(FOLDER, "node_modules"))
  ? false
  : "the readings are not installed: node test/setup.mjs example";

const scratch = mkdtempSync(join(tmpdir(), "perceptino-example-"));
after(() => rmSync(scratch, { recursive: true, force: true }));

/** Runs a program in a folder; gives what it printed, after checking that it went well. */
function run(folder: string, ...command: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: folder,
    encoding: "utf8",
  });
  assert.equal(status, 0, stderr);
  return stdout;
}

interface Results {
  readonly trainedHash: string;
  readonly retrainedHash: string;
  readonly scores: Readonly<Record<string, YesNoScore>>;
}

const runs: string[] = [];
const out = (name: string) => join(scratch, "out", "wireless-sensors", name);
const results = (): Results => JSON.parse(readFileSync(out("results.json"), "utf8"));
/** What the example printed, run once for all tests but the one that runs it twice. */
function printed(): string {
  runs[0] ??= run(scratch, MAIN);
  return runs[0];
}
/** Without the one line that may differ from run to run. */
const lasting = (text: string) => text.replace(/^done in .*$/m, "");

test("a change is the value minus the mean of the values before it", () => {
  const change = changeOver(3);
  assert.deepEqual([4, 6, 8, 9, 1, 5].map(change), [0, 2, 3, 3, 1 - 23 / 3, 5 - 18 / 3]);
});

test("features use no later reading", () => {
  const samples = Array.from({ length: 40 }, (_, i) => ({
    temperature: 20 + (i % 7),
    humidity: 50 - (i % 5),
    event: 0 as const,
  }));
  assert.deepEqual(featuresOf(samples).slice(0, 25), featuresOf(samples.slice(0, 25)));
});

test("the data file keeps the float32 of each feature", () => {
  const samples = [20.01, 20.04, 21.3].map(
    (t) => ({ temperature: t, humidity: 2 * t, event: 1 }) as const,
  );
  const [head, ...rows] = csvOf(samples).trim().split("\n");
  assert.equal(head, "temperature,humidity,temperature change,humidity change,event");
  const expected = featuresOf(samples).map((row) => Object.values(row).map(Math.fround));
  assert.deepEqual(
    rows.map((row) => row.split(",").map(Number).map(Math.fround)),
    expected,
  );
});

test("each reading is predicted before it is learnt", () => {
  const calls: string[] = [];
  const network = {
    engine: { layout: { batch: 2 } },
    predict: ([reading]: number[]) => {
      calls.push(`predict ${reading}`);
      return [0.5];
    },
    observe: ([reading]: number[]) => calls.push(`observe ${reading}`),
    train: () => calls.push("train"),
  } as unknown as Network;
  const values = Float32Array.of(7, 8, 9);
  const readings: Readings = {
    values,
    targets: new Float32Array(3),
    count: 3,
    inputs: 1,
    targetCount: 1,
  };
  assert.deepEqual(predictThenLearn(network, readings), Float32Array.of(0.5, 0.5, 0.5));
  const expected = "predict 7,observe 7,predict 8,observe 8,train,predict 9,observe 9";
  assert.equal(calls.join(), expected);
});

test("without the readings it says how to get them", () => {
  assert.throws(
    () => openDataset(scratch),
    (error: Error) => {
      assert.ok(error instanceof UserError);
      assert.match(error.message, /run `npm start`/);
      return true;
    },
  );
});

test("retraining in another climate repairs the network", { skip }, () => {
  printed();
  const { scores } = results();
  const before = scores["mote 4 before retraining"]!;
  const during = scores["mote 4 while retraining"]!;
  assert.ok(before.f1! < 0.1, `before: ${before.f1}`);
  assert.ok(during.f1! > 0.8, `while: ${during.f1}`);
  assert.ok(during.f1! > scores["last label known"]!.f1!);
  assert.ok(during.f1! > scores["learning from nothing"]!.f1!);
});

test("all files are there, and the report needs no other", { skip }, () => {
  printed();
  const files =
    "mote-1.checkpoint mote-1.csv mote-2.csv mote-4.checkpoint mote-4.csv network.json network.wasm report.html results.json";
  assert.equal(
    readdirSync(join(out(".")))
      .sort()
      .join(" "),
    files,
  );
  const report = readFileSync(out("report.html"), "utf8");
  assert.match(report, /mote 4 while retraining/);
  assert.doesNotMatch(
    report,
    /https?:|<script[^>]|<link|@import|url\((?!#)|\s(?:src=|href="(?!#))/,
  );
});

test("two runs print and leave the same bits", { skip }, () => {
  const first = printed();
  const files = [
    "mote-1.checkpoint",
    "mote-4.checkpoint",
    "network.wasm",
    "report.html",
    "results.json",
  ];
  const before = files.map((name) => readFileSync(out(name)));
  assert.equal(lasting(run(scratch, MAIN)), lasting(first));
  assert.deepEqual(
    files.map((name) => readFileSync(out(name))),
    before,
  );
});

test("the command line trains to the same parameters", { skip }, () => {
  printed();
  const flags = ["--epochs", "30", "--checkpoint", "cli.checkpoint", "--json"];
  const text = run(scratch, BIN, "train", out("network.json"), out("mote-1.csv"), ...flags);
  assert.equal(JSON.parse(text).hash, results().trainedHash);
  // A file that `train` writes says what network it is of, behind the checkpoint.
  const checkpoint = readFileSync(out("mote-1.checkpoint"));
  const file = readFileSync(join(scratch, "cli.checkpoint"));
  assert.deepEqual(file.subarray(0, checkpoint.length), checkpoint);
});

test("the example's README shows what is printed", { skip }, () => {
  const lines = new Set(printed().split("\n"));
  const readme = readFileSync(join(FOLDER, "README.md"), "utf8");
  const blocks = [...readme.matchAll(/^```text\n(.*?)^```$/gms)].map(([, block]) =>
    block!.trimEnd(),
  );
  assert.ok(blocks.length > 0);
  for (const line of blocks.join("\n").split("\n")) assert.ok(lines.has(line), line);
});
