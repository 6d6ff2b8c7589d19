import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { commandLine } from "../../support/command-line.js";

const { at, write, start, perceptino } = commandLine();

const rows = (count: number, header: string, row: (i: number) => string) =>
  `${[header, ...Array.from({ length: count }, (_, i) => row(i))].join("\n")}\n`;

/** Files and folders of these tests; `perceptino` tells them without the folder that they are in. */
const PATHS = /^(rooms|takes|byname)\b/;

/** Runs what `init` says is next. */
async function follow(next: string) {
  const [command, ...words] = next.split(" ");
  assert.equal(command, "perceptino");
  const argv = words.map((word) => (PATHS.test(word) ? at(word) : word));
  const kept = ["--checkpoint", at("checkpoint.bin"), "--overwrite"];
  const ran = await perceptino(...argv, ...kept, "--epochs", "2", "--json");
  assert.equal(ran.code, 0, ran.stderr);
  return JSON.parse(ran.stdout);
}

test("init --data writes a network file and says why, and the next command works as printed", async () => {
  const data = write(
    "rooms.csv",
    rows(
      80,
      "temp [°C];humidity;stuffy",
      (i) => `${20 + (i % 9)},5;${40 + (i % 13)};${i % 2 ? "yes" : "no"}`,
    ),
  );
  const args = ["init", at("rooms"), "--data", data, "--label", "stuffy"];
  const { code, stdout, stderr } = await perceptino(...args);
  assert.equal(code, 0, stderr);
  assert.match(
    stderr,
    /rooms.csv: CSV, separated by semicolons, decimal commas, with a header\n80 rows\n/,
  );
  assert.match(stdout, /^task +yes-no: "stuffy" has two values that say yes or no$/m);
  const file = JSON.parse(readFileSync(at("rooms/network.json"), "utf8"));
  assert.deepEqual(file.outputs, [{ name: "stuffy", no: "no", yes: "yes" }]);
  assert.deepEqual(file.inputs, [{ name: "temp", unit: "°C" }, "humidity"]);
  const again = await perceptino(...args);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /network.json: got a file that is there already/);
  await follow(/^next: (.*)$/m.exec(stdout)![1]!);
});

test("gaps, separators and labels from names go into the next command", async () => {
  mkdirSync(at("takes"));
  const take = (i: number) => `${i === 5 ? "NaN" : (i * 7) % 11}|${(i * 5) % 13}`;
  write("takes/walk-1.csv", rows(40, "x|y", take));
  write("takes/sit-1.csv", rows(40, "x|y", take));
  const { code, stdout, stderr } = await perceptino(
    ...[
      "init",
      at("byname"),
      "--data",
      at("takes"),
      "--label-from",
      "name",
      "--separator",
      "|",
      "--json",
    ],
  );
  assert.equal(code, 0, stderr);
  const { next, network, data } = JSON.parse(stdout);
  assert.match(next, / --separator '\|' --label-from name --missing drop --report /);
  assert.deepEqual(network.outputs, ["sit", "walk"]);
  assert.equal(data.rows, 80);
  const result = await follow(next.replace("'|'", "|"));
  assert.equal(result.epochs, 2);
});

test("the next command works for a file whose name begins with a dash, and says what standard input needs", async () => {
  const text = rows(40, "a,label", (i) => `${i % 5},${i % 2 ? "sit" : "walk"}`);
  write("-a b.csv", text);
  const dash = start("pipe", "init", "dash", "--data=-a b.csv");
  const { stdout } = await dash.ended;
  assert.match(stdout, /^next: perceptino train dash\/network\.json '\.\/-a b\.csv' --report /m);
  const piped = start("pipe", "init", "piped", "--data", "-");
  piped.child.stdin!.end(text);
  assert.match(
    (await piped.ended).stdout,
    /^standard input is not kept: .*\nnext: .* - --report /m,
  );
});

test("a network of several files is called like the folder that they are in", async () => {
  mkdirSync(at("steps"), { recursive: true });
  const files = ["sit-1.csv", "walk-1.csv"].map((name) =>
    write(
      `steps/${name}`,
      rows(20, "a", (i) => `${i % 5}`),
    ),
  );
  const argv = ["--label-from", "name", "--json"];
  const { stdout } = await perceptino("init", at("of-steps"), "--data", ...files, ...argv);
  assert.equal(JSON.parse(stdout).network.name, "steps");
});

test("without a terminal, what to learn has to be said where no column is called so", async () => {
  const data = write(
    "plain.csv",
    rows(20, "a,b,c", (i) => `${i % 5},${i % 7},${i % 2}`),
  );
  const { code, stderr } = await perceptino("init", at("plain"), "--data", data);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /error: --label: got nothing, expected .* one of "c", "b", "a"; say for instance --label c\n$/,
  );
  const wrong = await perceptino("init", at("plain"), "--data", data, "--label", "d");
  assert.match(wrong.stderr, /--label: got "d", expected one of the columns "a", "b", "c"/);
  const without = await perceptino("init", at("plain"), "--label", "c");
  assert.deepEqual(
    [without.code, without.stderr],
    [2, "error: --label: got it without --data, expected both; name the data with --data\n"],
  );
});

test("init adds its files to a folder with others, and leaves a README that is there", async () => {
  mkdirSync(at("mine"));
  write("mine/README.md", "mine\n");
  write("mine/other.txt", "other\n");
  const { code, stdout } = await perceptino("init", at("mine"), "--json");
  assert.equal(code, 0);
  assert.equal(JSON.parse(stdout).files.length, 2);
  assert.equal(readFileSync(at("mine/README.md"), "utf8"), "mine\n");
});
