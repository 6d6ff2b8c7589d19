import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { BOARDS } from "../../../boards/index.js";
import { link } from "../../../src/common/compiler/link/link.js";
import { PASS_NAMES } from "../../../src/common/compiler/link/pass-names.js";
import { networkProgram } from "../../../src/common/compiler/network-program.js";
import { ramOf } from "../../../src/common/fit/memory.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { commandLine, NETWORK, rowsOf } from "../../support/command-line.js";

const { at, write, perceptino, start } = commandLine();
const network = write("network.json", JSON.stringify(NETWORK));
const data = write("data.csv", rowsOf(40));
const windows = process.platform === "win32" && "Windows has no named pipes";
const checkpoint = at("checkpoint.bin");

/** The one JSON value that a command prints with --json, and nothing else on the way. */
async function json(command: string, ...rest: string[]) {
  const { code, stdout, stderr } = await perceptino(command, "--json", ...rest);
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
  assert.match(stdout, /^[^\n]+\n$/);
  return JSON.parse(stdout);
}

test("init makes a project that trains as it says, and can be asked for a template", async () => {
  const tanh = await perceptino("init", at("it's new"));
  assert.equal(tanh.code, 0);
  assert.match(tanh.stdout, /next: perceptino train '.*it'\\''s new\/network\.json' '.*' --report/);
  const { files } = await json("init", at("logistic"), "--template", "logistic");
  assert.equal(files.length, 3);
  for (const [dir, widths] of [
    ["it's new", [2, 8, 1]],
    ["logistic", [2, 1]],
  ] as const) {
    assert.deepEqual((await json("inspect", at(`${dir}/network.json`))).widths, widths);
  }
});

test("build writes the module and a manifest with its hash, which inspect reads back", async () => {
  const built = await json("build", network, "--out", at("out"), "--board", "rp2040-pico");
  assert.equal(built.board, "rp2040-pico");
  const manifest = JSON.parse(readFileSync(at("out/network.manifest.json"), "utf8"));
  const { files, ...rest } = built;
  assert.deepEqual(manifest, rest);
  const layout = await json("inspect", at("out/network.wasm"));
  assert.equal(layout.bytes, manifest.artifacts[0].bytes);
  assert.equal(layout.end, manifest.memory.end);
  assert.deepEqual(files, ["out/network.wasm", "out/network.manifest.json"]);
});

test("build --dump shows the program after a pass as text, and writes nothing", async () => {
  const shown: string[] = [];
  for (const pass of PASS_NAMES) {
    const { code, stdout, stderr } = await perceptino(
      "build",
      network,
      "--dump",
      pass,
      "--out",
      at("dumped"),
    );
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" }, pass);
    assert.match(stdout, /^constant abi = 2\n.*^export train = \S+$.*^routine \S+\(.*\)/ms, pass);
    shown.push(stdout);
  }
  assert.ok(!existsSync(at("dumped")));
  const calls = (text: string) => text.match(/^ .*\bassembly\/\S+\(/gm)?.length ?? 0;
  assert.ok(
    calls(shown.at(-1)!) < calls(shown[0]!),
    "calls are inlined from bind to the last pass",
  );
  const last = await json("build", network, "--dump", PASS_NAMES.at(-1)!);
  assert.deepEqual(last, { pass: PASS_NAMES.at(-1), program: shown.at(-1)!.trimEnd() });
});

test("build --dump refuses a pass that there is not, and lists those that there are", async () => {
  const { code, stdout, stderr } = await perceptino("build", network, "--dump", "fold");
  assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
  assert.ok(stderr.includes(`Allowed choices are ${PASS_NAMES.join(", ")}.`), stderr);
});

test("the linker tells of each of its passes, under the names that --dump takes", async () => {
  const { spec, plan, resources } = await buildNetwork(checkNetwork(NETWORK));
  const told: string[] = [];
  link(resources.kernels, networkProgram(spec, plan, resources.kernels), (pass) => told.push(pass));
  assert.deepEqual(told, PASS_NAMES);
});

test("build --target c writes a header, a source, and a manifest with the compiler's options", async () => {
  const built = await json("build", network, "--out", at("c"), "--target", "c");
  const [header, source] = built.artifacts;
  assert.deepEqual([header.file, source.file], ["network.h", "network.c"]);
  assert.ok(source.flags.includes("-ffp-contract=off"));
  assert.equal(readFileSync(at("c/network.c")).length, source.bytes);
});

test("targets built into one folder leave each other's files and manifests alone", async () => {
  const written = new Set<string>();
  const espruino = ["espruino", "--board", "esp32", "--name"];
  const targets = [["wasm"], ["c"], ["js"], [...espruino, "neural"], [...espruino, "other"]];
  for (const target of targets) {
    const built = await json("build", network, "--out", at("all"), "--target", ...target);
    for (const file of built.files) {
      assert.ok(!written.has(file), `${target[0]} writes ${file} again`);
      written.add(file);
    }
    const path = built.files.find((file: string) => file.endsWith(".manifest.json"));
    assert.equal(JSON.parse(readFileSync(at(path), "utf8")).target, target[0]);
  }
  const manifests = [...written].filter((file) => file.endsWith(".manifest.json"));
  assert.equal(manifests.length, targets.length);
});

test("inspect draws the memory map and says what a board has left", async () => {
  const { code, stdout } = await perceptino("inspect", network, "--board", "microbit");
  assert.equal(code, 0);
  assert.match(stdout, /^greater: 2-3-1 tanh sigmoid\n13 parameters, /);
  assert.match(stdout, /\nreads {7}a, b\nnormalizer {2}standard\ntask {8}yes-no: y\n/);
  assert.match(stdout, /\noptimizer {3}sgd, learning rate [\d.]+\n/);
  assert.match(stdout, /\nW1 +parameters +\(2, 3\) +0 +24\nb1 +parameters /);
  assert.match(stdout, /\nmicrobit: [\d,]+ of 16,384 bytes of RAM left for all else\n$/);
});

test("a board with more memory than one page of Wasm does not make a module that leaves its page", async () => {
  const wide = { ...NETWORK, layers: [{ units: 256, activation: "tanh" }, NETWORK.layers[1]] };
  const path = write("wide.json", JSON.stringify({ ...wide, batch: 1024 }));
  const { plan } = await json("inspect", path, "--board", "mps2-an386");
  assert.equal(plan.kind, "small");
  assert.ok(plan.end <= 65_536);
});

test("boards lists every board with its memory", async () => {
  const boards = await json("boards");
  const { stdout } = await perceptino("boards");
  assert.equal(boards.length, BOARDS.length);
  for (const board of BOARDS) {
    const ram = ramOf(board).toLocaleString("en-US");
    assert.match(stdout, new RegExp(`^${board.name} .* ${ram} `, "m"));
  }
});

test("train, predict and evaluate go together, for people and for machines", async () => {
  const report = at("report.html");
  const people = await perceptino(
    "train",
    network,
    data,
    "--checkpoint",
    checkpoint,
    "--epochs",
    "4",
    "--report",
    report,
  );
  assert.equal(people.code, 0);
  assert.equal(
    people.stderr.replace(/[\d,]+ bytes/, "N bytes"),
    "data.csv: CSV, separated by commas, with a header\ngreater: 40 readings, N bytes of Wasm\n",
  );
  assert.match(
    people.stdout,
    /^all epochs done; 4 epochs, best \d, \d+ steps, parameters [\da-f]{8}\n/,
  );
  assert.match(people.stdout, /\ncheckpoint {2}checkpoint\.bin\nreport {6}report\.html\n$/);
  assert.match(readFileSync(report, "utf8"), /^<!doctype html>/i);

  const rows = await json("predict", network, checkpoint, data);
  assert.equal(rows.length, 40);
  const { stdout } = await perceptino("predict", network, checkpoint, data);
  assert.deepEqual(stdout.trimEnd().split("\n"), [
    "y",
    ...rows.map((row: { y: number }) => String(row.y)),
  ]);

  const { scores } = await json(
    "evaluate",
    network,
    checkpoint,
    data,
    "--report",
    at("evaluation.html"),
  );
  assert.equal(scores[0].readings, 40);
  assert.match(
    (await perceptino("evaluate", network, checkpoint, data)).stdout,
    /^\d+\.\d % of 40 readings right; .*\n\n +readings +loss .*\ny +40 /,
  );
  assert.match(readFileSync(at("evaluation.html"), "utf8"), /<\/html>\s*$/);
});

test("minimize follows the gradient in one variable or several, step by step with --path", async () => {
  assert.deepEqual(await json("minimize", "x^2", "--start", "x=1", "--path", "--iterations", "2"), {
    estimate: { x: 0.64 },
    path: [{ x: 1 }, { x: 0.8 }, { x: 0.64 }],
  });
  const several = await json("minimize", "--start", "x=1", "y=2", "--", "-x + x^2 + y^2");
  assert.ok(Math.abs(several.estimate.x - 0.5) < 1e-9 && Math.abs(several.estimate.y) < 1e-9);
  const again = await json("minimize", "x^2 + y^2", "--start", "x=1", "--start", "y=2");
  assert.deepEqual(Object.keys(again.estimate), ["x", "y"]);
  const long = await perceptino(
    "minimize",
    "x^2",
    "--start",
    "x=1",
    "--path",
    "--iterations",
    "200000",
  );
  assert.equal(long.code, 0, "a long table has no limit of its own");
  assert.equal(long.stdout.split("\n").length, 200_003);
});

test("help, with defaults, ranges and an example, goes to standard output; so does the version", async () => {
  for (const command of ["init", "build", "inspect", "train", "predict", "evaluate", "minimize"]) {
    const { code, stdout, stderr } = await perceptino(command, "--help");
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    assert.match(stdout, new RegExp(`^Usage: perceptino ${command} `));
    assert.match(stdout, new RegExp(`\nExamples?:\n.*perceptino ${command} `), command);
    assert.match(stdout, /--debug/);
  }
  const all = (await perceptino("--help")).stdout;
  const commands = [...all.matchAll(/^ {2}([a-z]+) {2}/gm)].map(([, name]) => name!);
  assert.ok(commands.length > 10, all);
  for (const command of [[], ...commands.map((name) => [name])]) {
    const wide = (await perceptino(...command, "--help")).stdout
      .split("\n")
      .filter((line) => line.length > 80);
    assert.deepEqual(wide, [], `${command}: lines that a terminal of 80 columns breaks`);
  }
  const { stdout } = await perceptino("train", "--help");
  assert.match(stdout, /--epochs <n> +passes over the readings, 1 to 1,000,000 \(default: 100\)/);
  assert.match((await perceptino("--help")).stdout, /Exit codes: 0 done, 1 failed, 2 wrong usage/);
  assert.match((await perceptino("--version")).stdout, /^\d+\.\d+\.\d+\n$/);
});

test("file names with spaces, umlauts and a leading dash, and Windows line endings, are taken as they are", async () => {
  const windows = (text: string) => text.replaceAll("\n", "\r\n");
  write("-n ü.json", windows(JSON.stringify(NETWORK, null, 2)));
  write("-d ü.csv", windows(rowsOf(9)));
  const { ended } = start(
    "pipe",
    "train",
    "--epochs=1",
    "--checkpoint=-c ü.bin",
    "--",
    "-n ü.json",
    "-d ü.csv",
  );
  const { code, stderr, stdout } = await ended;
  assert.equal(code, 0, stderr);
  assert.match(stdout, /\ncheckpoint {2}-c ü\.bin\n/);
  assert.ok(existsSync(at("-c ü.bin")));
});

test("a pipe or device is written to and stays what it is", { skip: windows }, async () => {
  execFileSync("mkfifo", [at("pipe")]); // not /dev/null, which a failure would replace by a file
  const received = readFile(at("pipe"), "utf8");
  const flags = ["--epochs", "1", "--checkpoint", at("c.bin"), "--report", at("pipe")];
  assert.equal((await perceptino("train", network, data, ...flags)).code, 0);
  assert.match(await received, /<\/html>\s*$/);
  assert.ok(statSync(at("pipe")).isFIFO());

  const traced = readFile(at("pipe"), "utf8");
  await perceptino(
    "train",
    network,
    data,
    "--epochs",
    "1",
    "--checkpoint",
    at("c.bin"),
    "--trace",
    at("pipe"),
  );
  assert.match(await traced, /^\{"step":1,/);
  assert.ok(statSync(at("pipe")).isFIFO());
});

for (const [name, text] of [
  ["CSV", rowsOf(9)],
  ["JSON lines", '{"a":1,"b":2,"y":0}\r\n{"a":3,"b":2,"y":1}\r\n'],
] as const) {
  test(`train reads ${name} from standard input, and piped output has no colour and no bar`, async () => {
    const { child, ended } = start(
      "pipe",
      "train",
      "network.json",
      "-",
      "--epochs",
      "2",
      "--checkpoint",
      "piped.bin",
    );
    child.stdin!.end(text);
    const { code, stdout, stderr } = await ended;
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      /^standard input: (?:CSV, separated by commas, with a header|JSON lines)\ngreater: \d readings, [\d,]+ bytes of Wasm\n$/,
    );
    assert.match(stdout, /^[\x20-\x7e–\n]+$/);
  });
}

test("a reader that closes the pipe early is no error", async () => {
  const { child, ended } = start(
    "pipe",
    "minimize",
    "x^2",
    "--start",
    "x=1",
    "--path",
    "--iterations",
    "100000",
  );
  child.stdout!.destroy();
  const { code, stderr } = await ended;
  assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
});

test("without a command the help goes to standard error, and it is wrong usage", async () => {
  const { code, stdout, stderr } = await perceptino();
  assert.deepEqual({ code, stdout }, { code: 2, stdout: "" });
  assert.match(stderr, /^Usage: perceptino \[options\] \[command\]\n/);
});

test("--debug shows where an error arose, in front of the command or behind it", async () => {
  for (const argv of [
    ["--debug", "inspect", at("x")],
    ["inspect", at("x"), "--debug"],
  ]) {
    const { code, stderr } = await perceptino(...argv);
    assert.equal(code, 1);
    assert.match(stderr, /^error: x: cannot read it[^\n]*\nUserError: [^\n]*\n {4}at /);
  }
});
