import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { commandLine } from "../../support/command-line.js";
import { HANGING } from "../../support/waiting.js";

const { write, at, start, perceptino } = commandLine();
const network = write(
  "network.json",
  JSON.stringify({ inputs: ["x"], outputs: ["y"], layers: [{ units: 1 }], batch: 2 }),
);
const rows = Array.from({ length: 20 }, (_, i) => `${i},${i > 9 ? 1 : 0}`);
const data = write("data.csv", `x,y\n${rows.join("\n")}\n`);

test("predict answers each reading as it comes, before the next one is there", {
  timeout: HANGING,
}, async () => {
  await perceptino("train", network, data, "--epochs", "2", "--checkpoint", at("c.bin"));
  const { child, ended } = start("pipe", "predict", "network.json", "c.bin", "-");
  const answers: string[] = [];
  child.stdout!.on("data", (text: string) => answers.push(...text.split("\n").slice(0, -1)));
  const answered = async (count: number) => {
    while (answers.length < count) await once(child.stdout!, "data");
  };
  child.stdin!.write("x;when\n1,5;now\n");
  await answered(2);
  child.stdin!.write("2,5;la");
  child.stdin!.write("ter\n");
  await answered(3);
  child.stdin!.end("3,5;last");
  const { code, stdout, stderr } = await ended;
  assert.equal(code, 0, stderr);
  assert.equal(stdout.split("\n").length, 5);
  const whole = write("whole.csv", "x\n1.5\n2.5\n3.5\n");
  assert.equal(stdout, (await perceptino("predict", network, at("c.bin"), whole)).stdout);
});

test("predict --json prints one list of what came", {
  timeout: HANGING,
}, async () => {
  const run = start("pipe", "predict", "network.json", "c.bin", "-", "--json");
  run.child.stdin!.end('{"x": 1}\n{"x": 2, "other": 3}');
  const list = JSON.parse((await run.ended).stdout) as { y: number }[];
  assert.equal(list.length, 2);
  assert.ok(list.every(({ y }) => y > 0 && y < 1));
});

test("predict --json that fails midway prints the list of what was answered before, or nothing", {
  timeout: HANGING,
}, async () => {
  for (const [input, answers] of [
    ['{"x": 1}\n{"x": 2}\n{"x": "warm"}\n', 2],
    ['{"y": 1}\n', undefined],
  ] as const) {
    const run = start("pipe", "predict", "network.json", "c.bin", "-", "--json");
    run.child.stdin!.end(input);
    const { code, stdout, stderr } = await run.ended;
    assert.equal(code, 1);
    assert.match(JSON.parse(stderr).error, /^standard input: line/);
    assert.equal(stdout === "" ? undefined : JSON.parse(stdout).length, answers);
  }
});

test("rows that are left out are told at the end, and the answers say to which rows they are", {
  timeout: HANGING,
}, async () => {
  const argv = ["predict", "network.json", "c.bin", "-", "--missing", "drop"];
  const run = start("pipe", ...argv);
  run.child.stdin!.end("x,y\n1,0\n,1\n3,0\n");
  const { stdout, stderr } = await run.ended;
  const first = stdout.split("\n").map((line) => line.split(",")[0]);
  assert.deepEqual(first, ["row", "1", "3", ""]);
  const file = write("gap.csv", "x,y\n1,0\n,1\n3,0\n");
  const whole = await perceptino("predict", network, at("c.bin"), file, "--missing", "drop");
  assert.equal(whole.stdout, stdout);
  assert.match(stderr, /^1 row without a value left out$/m);
});

test("of several files predict says in which one and in which of its rows a reading or a window stands", async () => {
  const files = [
    write("monday.csv", "x,y\n1,0\n,1\n3,0\n"),
    write("tuesday.csv", "x,y\n4,0\n5,0\n\n,1\n6,0\n"),
  ];
  const placesOf = (stdout: string, columns: number) =>
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(",").slice(0, columns).join());
  const drop = ["--missing", "drop"];
  const dropped = await perceptino("predict", network, at("c.bin"), ...files, ...drop);
  const rows = ["file,row", "monday.csv,1", "monday.csv,3"];
  assert.deepEqual(placesOf(dropped.stdout, 2), [
    ...rows,
    ...[1, 2, 4].map((row) => `tuesday.csv,${row}`),
  ]);
  const twice = await perceptino("predict", network, at("c.bin"), files[0]!, files[0]!, ...drop);
  assert.deepEqual(placesOf(twice.stdout, 2), [...rows, ...rows.slice(1)]);
  const json = await perceptino("predict", network, at("c.bin"), ...files, ...drop, "--json");
  const [, , third] = JSON.parse(json.stdout) as { file: string; row: number; y: number }[];
  assert.deepEqual([third!.file, third!.row], ["tuesday.csv", 1]);

  const windows = write(
    "windows.json",
    JSON.stringify({
      ...{ inputs: ["x"], outputs: ["y"], layers: [{ units: 1 }] },
      window: { rows: 2, features: ["mean"] },
    }),
  );
  const whole = [write("wednesday.csv", "x,y\n1,0\n2,0\n3,1\n3,1\n"), files[1]!];
  const trained = ["train", windows, ...whole, ...drop, "--epochs", "1", "--checkpoint"];
  assert.equal((await perceptino(...trained, at("w.bin"))).code, 0);
  const seen = await perceptino("predict", windows, at("w.bin"), ...whole, ...drop);
  assert.deepEqual(placesOf(seen.stdout, 3), [
    "file,first row,last row",
    ...["wednesday.csv,1,2", "wednesday.csv,3,4", "tuesday.csv,1,2"],
  ]);

  const bad = write("bad.csv", "x,y\n1,0\nwarm,1\n");
  const { code, stderr } = await perceptino(
    "predict",
    network,
    at("c.bin"),
    files[0]!,
    bad,
    ...drop,
  );
  assert.equal(code, 1);
  assert.match(stderr, /bad\.csv: line 3: column "x": got "warm"/);
});

test("labels cannot be the name of standard input", async () => {
  for (const argv of [
    ["predict", network, at("c.bin"), "-"],
    ["evaluate", network, at("c.bin"), "-"],
    ["init", "--data", "-"],
  ]) {
    const { code, stderr } = await perceptino(...argv, "--label-from", "name");
    assert.equal(code, 2);
    assert.match(stderr, /--label-from: got - for standard input, which has no name/);
  }
});

test("predict names the line of what comes later and is no reading, after its answers to the others", {
  timeout: HANGING,
}, async () => {
  const run = start("pipe", "predict", "network.json", "c.bin", "-");
  run.child.stdin!.write("x\n1\n");
  await once(run.child.stdout!, "data");
  run.child.stdin!.end("2\nwarm\n");
  const { code, stdout, stderr } = await run.ended;
  assert.equal(code, 1);
  assert.match(stderr, /error: standard input: line 4: column "x": got "warm", expected a finite/);
  assert.equal(stdout.split("\n").length, 4);
});

for (const [signal, expected] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  test(`predict ends with ${expected} at a ${signal} while it waits`, {
    timeout: HANGING,
  }, async () => {
    const run = start("pipe", "predict", "network.json", "c.bin", "-");
    run.child.stdin!.write("x\n1\n");
    await once(run.child.stdout!, "data");
    run.child.kill(signal);
    assert.equal((await run.ended).code, expected);
  });
}

test("predict ends when nobody reads its answers any more", { timeout: HANGING }, async () => {
  const run = start("pipe", "predict", "network.json", "c.bin", "-");
  run.child.stdin!.on("error", () => {});
  run.child.stdin!.write("x\n1\n");
  await once(run.child.stdout!, "data");
  run.child.stdout!.destroy();
  const writing = setInterval(() => run.child.stdin!.write("2\n"), 20);
  const { code } = await run.ended;
  clearInterval(writing);
  assert.equal(code, 0);
});

test("train --online makes a step for each full batch, says it, and keeps what was learnt", {
  timeout: HANGING,
}, async () => {
  const argv = ["train", "network.json", "-", "--online", "--json", "--checkpoint", "on.bin"];
  const run = start("pipe", ...argv);
  run.child.stdin!.write("x,y\n1,0\n2,1\n");
  await once(run.child.stdout!, "data");
  run.child.stdin!.end("3,0\n4,1\n5,0\n");
  const { code, stdout, stderr } = await run.ended;
  assert.equal(code, 0, stderr);
  const steps = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    steps.map(({ step, readings }) => [step, readings]),
    [
      [1, 2],
      [2, 4],
    ],
  );
  assert.ok(existsSync(at("on.bin")) && readFileSync(at("on.bin")).length > 0);
  const more = start("pipe", ...argv, "--resume");
  more.child.stdin!.end("x,y\n1,0\n2,1\n");
  assert.equal(JSON.parse((await more.ended).stdout).step, 3);
});

test("train --online that fails midway keeps what was learnt before, and tells it", {
  timeout: HANGING,
}, async () => {
  const run = start("pipe", "train", "network.json", "-", "--online", "--checkpoint", "bad.bin");
  run.child.stdin!.end("x,y\n1,0\n2,1\nwarm,1\n");
  const { code, stderr } = await run.ended;
  assert.equal(code, 1);
  assert.match(
    stderr,
    /line 4: column "x": got "warm".*; bad\.bin holds what was learnt before, until step 1$/m,
  );
  assert.equal((await perceptino("evaluate", network, at("bad.bin"), data)).code, 0);
});

test("train --online keeps what was learnt at a SIGINT, and when nobody reads its steps", {
  timeout: HANGING,
}, async () => {
  for (const end of ["SIGINT", "EPIPE"] as const) {
    const file = `${end}.bin`;
    const run = start("pipe", "train", "network.json", "-", "--online", "--checkpoint", file);
    run.child.stdin!.on("error", () => {});
    run.child.stdin!.write("x,y\n1,0\n2,1\n");
    await once(run.child.stdout!, "data");
    if (end === "SIGINT") run.child.kill(end);
    else run.child.stdout!.destroy();
    const writing = setInterval(() => run.child.stdin!.write("1,0\n2,1\n"), 20);
    const { code } = await run.ended;
    clearInterval(writing);
    assert.equal(code, end === "SIGINT" ? 130 : 0);
    assert.ok(existsSync(at(file)), end);
  }
});

test("train --online reads standard input only", async () => {
  const { code, stderr } = await perceptino("train", network, data, "--online");
  assert.equal(code, 2);
  assert.match(stderr, /--online: got data\.csv, expected - for standard input/);
});
