import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { commandLine, NETWORK } from "../../support/command-line.js";

const { at, write, perceptino, start } = commandLine();
const network = write("network.json", JSON.stringify(NETWORK));
const rows = Array.from({ length: 40 }, (_, i) => `${i % 7},${i % 5},${i % 2}`);
const data = write("data.csv", `a,b,y\n${rows.join("\n")}\n`);
mkdirSync(at("dir"));
const noFull = !existsSync("/dev/full") && "there is no /dev/full";

/** Commands whose data are not there: what is wrong with an output is known before those are looked for. */
const none = at("none.csv");
const commands: Readonly<Record<string, (output: string) => readonly string[]>> = {
  "train --report": (output) => ["train", network, none, "--report", output],
  "train --trace": (output) => ["train", network, none, "--trace", output],
  "train --checkpoint": (output) => ["train", network, none, "--checkpoint", output],
  "train --online": (output) => ["train", network, "-", "--online", "--checkpoint", output],
  "evaluate --report": (output) => ["evaluate", network, none, none, "--report", output],
  "simulate --report": (output) => [
    ...["simulate", at("none.json"), none, "--board", "microbit"],
    ...["--report", output],
  ],
  "simulate --update": (output) => [
    ...["simulate", at("none.json"), none, "--board", "microbit"],
    ...["--expect", output, "--update"],
  ],
  "flash --out": (output) => [
    ...["flash", at("none.json"), "--board", "microbit", "--dry-run", "--out", output],
  ],
};

for (const [name, argv] of Object.entries(commands)) {
  test(`${name}: what cannot be written is known before anything is read`, {
    skip: noFull,
  }, async () => {
    for (const [output, why] of [
      ["/dev/full", /^error: \/dev\/full: cannot write it: the disk is full; make room/],
      [at("dir"), /^error: dir: cannot write it: it is a folder; name a file/],
      [at("data.csv/x"), /^error: data\.csv\/x: cannot write it: a part of its path is a file/],
      [
        at("data.csv/x/y"),
        /^error: data\.csv\/x\/y: cannot write it: a part of its path is a file/,
      ],
    ] as const) {
      const { code, stdout, stderr } = await perceptino(...argv(output));
      assert.deepEqual([code, stdout], [1, ""], stderr);
      assert.match(stderr, why);
    }
  });
  if (name === "train --online") continue;
  test(`${name}: a command that ends before it begins leaves no folder behind`, async () => {
    const before = readdirSync(at("."));
    const { code, stderr } = await perceptino(...argv(at("new/deep/file")));
    assert.equal(code, 1);
    assert.match(stderr, /none\.(?:csv|json)/);
    assert.deepEqual(readdirSync(at(".")), before);
  });
}

test("build writes all of its files or none, and knows before it builds when it cannot", async () => {
  const below = await perceptino("build", network, "--out", at("data.csv/out"));
  assert.equal(below.code, 1);
  assert.match(below.stderr, /^error: data\.csv\/out\/.*: a part of its path is a file/);
  mkdirSync(at("out/network.h"), { recursive: true });
  const half = await perceptino("build", network, "--target", "c", "--out", at("out"));
  assert.equal(half.code, 1);
  assert.match(half.stderr, /^error: out\/network\.h: cannot write it: it is a folder/);
  assert.deepEqual(readdirSync(at("out")), ["network.h"]);
});

test("a report that fails at the end costs neither the checkpoint nor what was found", {
  skip: !existsSync("/dev/fd") && "there is no /dev/fd",
}, async () => {
  // A socket can be known for one, but only when it is opened whether that goes.
  const given = ["--epochs", "3", "--checkpoint", "kept.bin", "--report", "/dev/fd/3"];
  const stdio = ["ignore", "pipe", "pipe", "pipe"] as const;
  const train = await start([...stdio], "train", network, data, ...given).ended;
  const why = /error: \/dev\/fd\/3: cannot write it: it is a socket, or a pipe that nobody reads; /;
  assert.equal(train.code, 1);
  assert.match(train.stdout, /\ncheckpoint {2}kept\.bin\n$/);
  assert.match(train.stderr, why);
  assert.ok(readFileSync(at("kept.bin")).length > 0);
  const report = ["--report", "/dev/fd/3", "--json"];
  const judged = await start([...stdio], "evaluate", network, at("kept.bin"), data, ...report)
    .ended;
  assert.equal(judged.code, 1);
  assert.equal(JSON.parse(judged.stdout).scores.length, 1);
  assert.match(JSON.parse(judged.stderr).error, /^\/dev\/fd\/3: cannot write it: /);
});
