import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { describe, test } from "node:test";
import { keepCheckpoint } from "../../../src/node/commands/checkpoint-keeper.js";
import { commandLine, NETWORK, rowsOf } from "../../support/command-line.js";
import { until } from "../../support/waiting.js";

const { at, folder, write, perceptino, start } = commandLine();
const network = write("network.json", JSON.stringify(NETWORK));
const data = write("data.csv", rowsOf(40));
const windows = process.platform === "win32" && "Windows has no signals";

/** Trains with --json. */
async function train(checkpoint: string, ...flags: string[]) {
  const argv = ["train", network, data, "--checkpoint", at(checkpoint), "--json", ...flags];
  const { code, stdout, stderr } = await perceptino(...argv);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  return JSON.parse(stdout);
}

test("train tells a machine steps, epochs, the best of them, losses and scores", async () => {
  const result = await train("told.bin", "--epochs", "3", "--trace", at("told.jsonl"));
  assert.deepEqual(
    { steps: result.steps, epochs: result.epochs, end: result.end, checkpoint: result.checkpoint },
    { steps: 12, epochs: 3, end: "epochs", checkpoint: "told.bin" },
  );
  assert.deepEqual(
    result.history.map((record: { epoch: number }) => record.epoch),
    [1, 2, 3],
  );
  assert.deepEqual(
    result.scores.map((s: { part: string; output: string; readings: number }) => [
      `${s.part} ${s.output}`,
      s.readings,
    ]),
    [
      ["training y", 32],
      ["validation y", 8],
    ],
  );
  assert.equal(result.keptSteps, 4 * result.bestEpoch);
  const trace = readFileSync(at("told.jsonl"), "utf8").trimEnd().split("\n");
  const steps = trace.map((line) => JSON.parse(line));
  assert.deepEqual(
    steps.map(({ step }) => step),
    Array.from({ length: 12 }, (_, i) => i + 1),
  );
  assert.equal(steps[4 * result.bestEpoch - 1].hash, result.hash);
});

test("the same run twice writes the same bytes; --seed changes them", async () => {
  for (const [name, ...flags] of [["one.bin"], ["two.bin"], ["three.bin", "--seed", "2"]]) {
    await train(name!, "--epochs", "2", "--trace", at(`${name}.jsonl`), ...flags);
  }
  for (const end of ["", ".jsonl"]) {
    const [one, two, three] = ["one", "two", "three"].map((name) =>
      readFileSync(at(`${name}.bin${end}`)),
    );
    assert.deepEqual(one, two);
    assert.notDeepEqual(one, three);
  }
});

test("--resume after 2 epochs without validation ends with the bytes of 5 epochs at once", async () => {
  const whole = await train("whole.bin", "--epochs", "5", "--validation", "0");
  await train("parts.bin", "--epochs", "2", "--validation", "0");
  const parts = await train("parts.bin", "--epochs", "3", "--validation", "0", "--resume");
  assert.deepEqual([parts.epochs, parts.steps, parts.keptSteps], [3, 15, whole.steps]);
  assert.deepEqual(readFileSync(at("parts.bin")), readFileSync(at("whole.bin")));
});

test("--resume keeps the old checkpoint when no epoch is better than it", async () => {
  await train("best.bin", "--epochs", "200");
  const old = readFileSync(at("best.bin"));
  const before = statSync(at("best.bin")).mtimeMs;
  const wild = write(
    "wild.json",
    JSON.stringify({ ...NETWORK, optimizer: { type: "sgd", learningRate: 900 } }),
  );
  const argv = ["train", wild, data, "--checkpoint", at("best.bin"), "--resume", "--epochs", "2"];
  const page = at("none-better.html");
  const { code, stdout } = await perceptino(...argv, "--report", page);
  assert.equal(code, 0);
  assert.match(stdout, /^all epochs done; 2 epochs, none better than the weights before, /);
  assert.match(readFileSync(page, "utf8"), /No epoch was better than the weights/);
  assert.match(
    stdout,
    /\ncheckpoint {2}nothing was written to best\.bin: no epoch was better than what it holds\nreport {6}none-better\.html\n$/,
  );
  assert.deepEqual(readFileSync(at("best.bin")), old);
  assert.equal(statSync(at("best.bin")).mtimeMs, before);
});

test("a second training keeps the checkpoint of the first beside its own, and says so", async () => {
  const good = await train("good.bin", "--epochs", "50");
  assert.ok(!("kept" in good));
  const first = readFileSync(at("good.bin"));
  const argv = ["train", network, data, "--checkpoint", at("good.bin"), "--epochs", "1"];
  const second = await perceptino(...argv);
  assert.match(
    second.stdout,
    /\ncheckpoint {2}good\.bin; the older checkpoint is kept as good\.1\.bin\n$/,
  );
  assert.deepEqual(readFileSync(at("good.1.bin")), first);
  assert.notDeepEqual(readFileSync(at("good.bin")), first);
  const third = await train("good.bin", "--epochs", "1", "--seed", "3");
  assert.equal(third.kept, "good.2.bin");
  const fourth = await train("good.bin", "--epochs", "2", "--overwrite");
  assert.ok(!("kept" in fourth));
  const fifth = await train("good.bin", "--epochs", "2", "--resume");
  assert.ok(!("kept" in fifth));
  const left = readdirSync(folder).filter((name) => name.startsWith("good"));
  assert.deepEqual(left.sort(), ["good.1.bin", "good.2.bin", "good.bin"]);
  assert.deepEqual(readFileSync(at("good.1.bin")), first);
});

test("a training that fails after it has written says where the older checkpoint is", async () => {
  let now = 0;
  write("older.bin", "older");
  const keeper = keepCheckpoint(at("older.bin"), "keep", () => now);
  now = 5000;
  await keeper.take(1, Buffer.from("first"));
  await keeper.take(2, Buffer.from("second"));
  await keeper.flush();
  assert.equal(keeper.kept(), at("older.1.bin"));
  assert.equal(readFileSync(at("older.1.bin"), "utf8"), "older");
  assert.equal(readFileSync(at("older.bin"), "utf8"), "second");
  assert.ok(!existsSync(at("older.2.bin")), "the run's own weights are no older checkpoint");
});

test("--patience stops early and says so", async () => {
  const result = await train("patient.bin", "--epochs", "3000", "--patience", "3");
  assert.equal(result.end, "patience");
  assert.equal(result.epochs, result.bestEpoch + 3);
});

test("one reading, a batch larger than the data, one class and a constant channel are all trained on", async () => {
  for (const [name, rows] of [
    ["one reading", "3,4,1\n"],
    ["one class", "3,4,0\n5,6,0\n7,8,0\n"],
    ["a constant channel", "3,0.1,0\n5,0.1,1\n7,0.1,1\n"],
  ] as const) {
    const few = write("few.csv", `a,b,y\n${rows}`);
    const flags = ["--epochs", "2", "--validation", "0.5", "--checkpoint", at("few.bin")];
    const { code, stderr } = await perceptino(
      "train",
      network,
      few,
      ...flags,
      "--report",
      at("few.html"),
    );
    assert.equal(code, 0, `${name}: ${stderr}`);
    const [score] = JSON.parse(
      (await perceptino("evaluate", network, at("few.bin"), few, "--json")).stdout,
    ).scores;
    assert.ok(score.loss > 0, name);
  }
});

test("readings too close to each other to draw still make a report", async () => {
  const near = write("near.csv", "a,b,y\n1e-42,1,1\n2e-42,2,0\n");
  const flags = ["--validation", "0", "--checkpoint", at("near.bin"), "--report", at("near.html")];
  const { code, stderr } = await perceptino("train", network, near, "--epochs", "2", ...flags);
  assert.equal(code, 0, stderr);
});

test("a checkpoint keeper writes at most every two seconds, and what waits at the end", async () => {
  const path = at("kept.bin");
  let now = 0;
  const keeper = keepCheckpoint(path, "replace", () => now);
  const holds = () => (existsSync(path) ? readFileSync(path, "utf8") : undefined);
  await keeper.take(1, Buffer.from("first"));
  assert.deepEqual([holds(), keeper.written()], [undefined, 0]);
  now = 2000;
  await keeper.take(2);
  assert.deepEqual([holds(), keeper.written()], ["first", 1]);
  now = 3999;
  await keeper.take(3, Buffer.from("third"));
  assert.equal(holds(), "first");
  await keeper.flush();
  assert.deepEqual([holds(), keeper.written()], ["third", 3]);
});

/** Starts a training without an end and waits until its checkpoint is there. */
async function longTraining(name: string, ...flags: string[]) {
  const argv = ["train", "network.json", "data.csv", "--epochs", "1000000", ...flags];
  const run = start("pipe", ...argv, "--checkpoint", name);
  await until("a checkpoint of the training", () => existsSync(at(name)), run.child);
  return run;
}

describe("signals", { concurrency: true, skip: windows }, () => {
  for (const [signal, exit] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    test(`${signal} in a long training ends it with exit code ${exit}, checkpoint, report and trace`, {
      skip: windows,
    }, async () => {
      const flags = ["--report", `${signal}.html`, "--trace", `${signal}.jsonl`];
      const { child, ended } = await longTraining(`${signal}.bin`, ...flags);
      child.kill(signal);
      const { code, stdout } = await ended;
      assert.equal(code, exit);
      assert.match(stdout, /^stopped by a signal; /);
      assert.equal((await perceptino("evaluate", network, at(`${signal}.bin`), data)).code, 0);
      assert.match(readFileSync(at(`${signal}.html`), "utf8"), /<\/html>\s*$/);
      assert.ok(
        JSON.parse(
          readFileSync(at(`${signal}.jsonl`), "utf8")
            .trimEnd()
            .split("\n")
            .at(-1)!,
        ).hash,
      );
      const left = readdirSync(folder).filter((name) => name.startsWith(signal));
      assert.deepEqual(left.sort(), [`${signal}.bin`, `${signal}.html`, `${signal}.jsonl`]);
    });
  }

  test("a second signal ends at once, without a temporary file", {
    skip: windows,
  }, async () => {
    const { child, ended } = await longTraining("twice.bin", "--trace", "twice.jsonl");
    child.kill("SIGINT");
    child.kill("SIGTERM");
    assert.ok([130, 143].includes((await ended).code!));
    assert.deepEqual(
      readdirSync(folder).filter((name) => /^twice.*part$/.test(name)),
      [],
    );
  });

  test("a kill leaves a checkpoint that is whole", async () => {
    const killed = await longTraining("killed.bin");
    killed.child.kill("SIGKILL");
    assert.equal((await killed.ended).code, null);
    assert.equal((await perceptino("evaluate", network, at("killed.bin"), data)).code, 0);
  });
});
