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

test("train --online reads standard input only", async () => {
  const { code, stderr } = await perceptino("train", network, data, "--online");
  assert.equal(code, 2);
  assert.match(stderr, /--online: got data\.csv, expected - for standard input/);
});
