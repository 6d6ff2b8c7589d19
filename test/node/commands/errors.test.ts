import assert from "node:assert/strict";
import { existsSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { BOARDS } from "../../../boards/index.js";
import { hex } from "../../../src/common/hex.js";
import { crc32 } from "../../../src/common/loader/crc32.js";
import { fingerprintOf } from "../../../src/common/network/fingerprint.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { printable } from "../../../src/common/text.js";
import { commandLine, DIVERGING, NETWORK, rowsOf } from "../../support/command-line.js";
import { flag, type Refusal, testRefusals, usage } from "../../support/refusals.js";

const OTHER = { ...NETWORK, outputs: ["z"] };
const fingerprint = (network: unknown) => hex(fingerprintOf(checkNetwork(network)));
const { at, folder, write, perceptino, start } = commandLine();
const network = write("network.json", JSON.stringify(NETWORK));
const other = write("other.json", JSON.stringify(OTHER));
const diverging = write("diverging.json", JSON.stringify(DIVERGING));
const windowed = write(
  "windowed.json",
  JSON.stringify({ ...NETWORK, window: { rows: 4, features: ["mean"], rate: 50 } }),
);
const data = write("data.csv", rowsOf(20));
const wasm = write("empty.wasm", Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
const none = write("none.csv", "");
const noise = write(
  "noise.wasm",
  Uint8Array.from({ length: 300 }, (_, i) => (i * i + 7) % 256),
);
const far = write("far.csv", "a,b,y\n3e38,1,0\n-3e38,2,1\n");
mkdirSync(at("dir"));

const good = at("good.bin");
assert.equal(
  (await perceptino("train", network, data, "--epochs", "1", "--checkpoint", good)).code,
  0,
);
const bytes = readFileSync(good);
const cut = write("cut.bin", bytes.subarray(0, 30));
const damaged = write(
  "damaged.bin",
  bytes.map((byte, i) => (i === 50 ? byte ^ 1 : byte)),
);

/** bytes of the checkpoint itself, before what describes its network */
const whole = bytes.indexOf("[[[");
const damagedCrc = crc32(readFileSync(damaged), 0, whole - 4);

const train = (...flags: string[]) => ["train", network, data, ...flags];
const epochs = "a whole number from 1 to 1,000,000";
const share = "a number from 0 to 0.9";
const noFile = "cannot read it: there is no such file; check the path";
const isFolder = "it is a folder; name a file";
const belowFile = "a part of its path is a file, not a folder; check the path";

const CATALOGUE: readonly Refusal[] = [
  [
    "a file for the readings of a board whose network has a window",
    [
      ...["monitor", "--board", "puckjs", "--port", "/dev/none", "--network", windowed],
      ...["--out", at("seen.csv")],
    ],
    1,
    `--out: got the network windowed.json with a window, of whose labelled windows a board tells the features and not the readings, expected one without; leave --out and --network out, and take readings with \`record\``,
  ],
  ["an unknown command", ["bords"], 2, usage("unknown command 'bords'\n(Did you mean boards?)")],
  ["a command with a colour in it", ["\u001b[31m"], 2, usage("unknown command '\\u001b[31m'")],
  [
    "an unknown flag",
    train("--epoch", "3"),
    2,
    usage("unknown option '--epoch'\n(Did you mean --epochs?)"),
  ],
  ["no data", ["train", network], 2, usage("missing required argument 'data'")],
  [
    "one argument too many",
    ["boards", "x"],
    2,
    usage("too many arguments for 'boards'. Expected 0 arguments but got 1."),
  ],
  [
    "a flag without its value",
    train("--epochs"),
    2,
    usage("option '--epochs <n>' argument missing"),
  ],
  ...["0", "1.5", "abc", "NaN", "Infinity", "1e7", "-1", "", "0x10"].map(
    (got) =>
      [`--epochs "${got}"`, train("--epochs", got), 2, flag("--epochs <n>", got, epochs)] as const,
  ),
  ...["1", "-0.1", "NaN"].map(
    (got) =>
      [
        `--validation ${got}`,
        train("--validation", got),
        2,
        flag("--validation <share>", got, share),
      ] as const,
  ),
  [
    "more patience than epochs",
    train("--epochs", "1e1", "--patience", "11"),
    2,
    "--patience: got 11, expected at most the 10 epochs of --epochs",
  ],
  [
    "a seed of 33 bits",
    train("--seed", "4294967296"),
    2,
    flag("--seed <n>", "4294967296", "a whole number from 0 to 4,294,967,295"),
  ],
  [
    "an empty name of a checkpoint",
    train("--checkpoint", ""),
    2,
    flag("--checkpoint <file>", "", "the name of a file"),
  ],
  [
    "a checkpoint over the network",
    train("--checkpoint", network),
    2,
    '--checkpoint: got "network.json", which is the network file, expected a file of its own; choose another name',
  ],
  [
    "a report over the data",
    train("--report", at("dir/../data.csv")),
    2,
    '--report: got "data.csv", which is the data, expected a file of its own; choose another name',
  ],
  [
    "a trace over the report",
    train("--report", at("r"), "--trace", at("r")),
    2,
    '--trace: got "r", which is the file of --report, expected a file of its own; choose another name',
  ],
  [
    "an unknown target",
    ["build", network, "--target", "x"],
    2,
    usage(
      "option '--target <target>' argument 'x' is invalid. Allowed choices are wasm, c, arduino, js, espruino, bangle-app.",
    ),
  ],
  [
    "an unknown template",
    ["init", at("p"), "--template", "x"],
    2,
    usage(
      "option '--template <name>' argument 'x' is invalid. Allowed choices are tanh, logistic.",
    ),
  ],

  [
    "machine code for a core that runs none of ours",
    ["build", network, "--target", "espruino", "--board", "esp32", "--placement", "ram"],
    1,
    "esp32: got Xtensa, which runs no ARM machine code; expected --placement javascript",
  ],
  [
    "a module with the name of a file of another target",
    ["build", network, "--target", "espruino", "--board", "esp32", "--name", "network.js"],
    1,
    "--name: got network.js, expected a name without .js: `require` looks for a file of just that name",
  ],
  ["a network that is not there", ["train", at("x.json"), data], 1, `x.json: ${noFile}`],
  ["a name of two lines that is not there", ["inspect", at("x\ny")], 1, `x\\u000ay: ${noFile}`],
  ["an empty name of a network", ["inspect", ""], 1, `"": ${noFile}`],
  ["a network that is a folder", ["train", at("dir"), data], 1, `dir: cannot read it: ${isFolder}`],
  [
    "a network that is a module",
    ["train", wasm, data],
    1,
    "empty.wasm: line 1, column 1: got text that is not JSON (Unexpected token '\\u0000', \"\\u0000asm\\u0001\\u0000\\u0000\\u0000\" is not valid JSON), expected a JSON object; numbers are written like 0.05, without NaN or Infinity",
  ],
  [
    "data whose name is written wrong",
    ["train", network, at("dat.csv")],
    1,
    'dat.csv: got a path where no file is, expected a file of readings, a folder of them, or - for standard input; did you mean "data.csv"?',
  ],
  [
    "data that is not there",
    ["train", network, at("x.csv")],
    1,
    "x.csv: got a path where no file is, expected a file of readings, a folder of them, or - for standard input",
  ],
  [
    "data that is a folder",
    ["train", network, at("dir")],
    1,
    "dir: got a folder without data files, expected some that are called .csv, .tsv, .txt, .json or .jsonl, or these with .gz; name them so, or name the files",
  ],
  [
    "data that is empty",
    ["train", network, none],
    1,
    "none.csv: line 1: got an empty file, expected rows of readings under a header",
  ],
  [
    "data beyond float32 when normalised",
    ["train", network, far, "--validation", "0.5", "--checkpoint", at("x.bin")],
    1,
    'far.csv: line 2: reading 0: got 3.0000000054977558e+38, expected a float32 number; check what stands there, and "mean" and "deviation" in the network file; nothing was written to x.bin',
  ],
  [
    "a checkpoint into a folder",
    train("--checkpoint", at("dir")),
    1,
    `dir: cannot write it: ${isFolder}`,
  ],
  [
    "a checkpoint below a file",
    train("--checkpoint", at("data.csv/x")),
    1,
    `data.csv/x: cannot write it: ${belowFile}`,
  ],
  [
    "a report into a folder",
    train("--checkpoint", at("x.bin"), "--report", at("dir")),
    1,
    `dir: cannot write it: ${isFolder}`,
  ],
  [
    "a trace into a folder",
    train("--checkpoint", at("x.bin"), "--trace", at("dir")),
    1,
    `dir: cannot write it: ${isFolder}`,
  ],
  [
    "a learning rate that diverges",
    ["train", diverging, data, "--checkpoint", at("x.bin")],
    1,
    'training: got the loss NaN in step 4, expected finite numbers; the learning rate 1000 is too large for this data: lower it, or use "reduction": "mean"; nothing was written to x.bin',
  ],
  [
    "--resume without a checkpoint",
    train("--checkpoint", at("x.bin"), "--resume"),
    1,
    `x.bin: ${noFile}`,
  ],
  [
    "--resume with another network's checkpoint",
    ["train", other, write("z.csv", "a,b,z\n1,2,0\n"), "--checkpoint", good, "--resume"],
    1,
    `good.bin: checkpoint: got the network ${fingerprint(NETWORK)}, expected ${fingerprint(OTHER)}; it has the outputs "y" and not "z"`,
  ],
  [
    "a checkpoint that is cut off",
    ["predict", network, cut, data],
    1,
    `cut.bin: checkpoint: got bytes 30, expected ${whole}; it is cut off or damaged`,
  ],
  [
    "a checkpoint with one bit changed",
    ["evaluate", network, damaged, data],
    1,
    `damaged.bin: checkpoint: got CRC-32 ${hex(bytes.readUInt32LE(whole - 4))}, expected ${hex(damagedCrc)}; it is damaged`,
  ],
  [
    "a checkpoint that is a table",
    ["predict", network, data, data],
    1,
    "data.csv: checkpoint: got magic 2c622c61, expected 54504350; it is no checkpoint",
  ],
  [
    "a checkpoint that is a folder",
    ["predict", network, at("dir"), data],
    1,
    `dir: cannot read it: ${isFolder}`,
  ],
  [
    "an evaluation's report over the checkpoint",
    ["evaluate", network, good, data, "--report", good],
    2,
    '--report: got "good.bin", which is the checkpoint, expected a file of its own; choose another name',
  ],
  [
    "a module that is not ours",
    ["inspect", wasm],
    1,
    "empty.wasm: got a file that is no perceptino module (module: got ABI undefined, expected 2 and constants that fit its memory; build it again), expected one that `build` made",
  ],
  [
    "an unknown board",
    ["inspect", network, "--board", "x"],
    2,
    `--board: got "x", expected one of ${BOARDS.map(({ name }) => name).join(", ")}`,
  ],
  [
    "a folder to build in that is a file",
    ["build", network, "--out", data],
    1,
    `data.csv/network.manifest.json: cannot write it: ${belowFile}`,
  ],
  [
    "a project over another",
    ["init", folder],
    1,
    "network.json: got a file that is there already, expected none; choose another folder",
  ],
  ["a project in a file", ["init", data], 1, `data.csv: cannot use it: ${belowFile}`],
];

testRefusals({ folder, perceptino }, CATALOGUE);

test("every error says the same with --json, as JSON, and nothing on standard output", async () => {
  for (const [, argv, code, text] of CATALOGUE.filter(([what]) =>
    /network that|no data/.test(what),
  )) {
    const run = await perceptino(...argv, "--json");
    assert.deepEqual({ code: run.code, stdout: run.stdout }, { code, stdout: "" });
    const { error, exitCode } = JSON.parse(run.stderr);
    assert.deepEqual(
      { error: printable(error).replaceAll(`${folder}/`, ""), exitCode },
      { error: text.split("\n")[0], exitCode: code },
    );
  }
});

test("what a terminal would obey is shown and not obeyed", async () => {
  const { stderr } = await perceptino("inspect", noise);
  assert.match(stderr, /^error: noise\.wasm: .* not JSON .*\n$/);
  assert.doesNotMatch(stderr.trimEnd(), /\p{Cc}/u);
});

test("a training that diverges leaves the old checkpoint as it is, and a trace that tells how", async () => {
  const old = write("old.bin", "not even a checkpoint");
  const trace = at("diverged.jsonl");
  const { code } = await perceptino(
    "train",
    diverging,
    data,
    "--checkpoint",
    old,
    "--trace",
    trace,
  );
  assert.equal(code, 1);
  assert.equal(readFileSync(old, "utf8"), "not even a checkpoint");
  assert.deepEqual(
    readFileSync(trace, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).step),
    [1, 2, 3],
  );
});

test("empty standard input and a full disk are said", {
  skip: !existsSync("/dev/full") && "there is no /dev/full",
}, async () => {
  const empty = start("pipe", "train", "network.json", "-");
  empty.child.stdin!.end();
  assert.deepEqual(await empty.ended, {
    code: 1,
    stdout: "",
    stderr:
      "error: standard input: line 1: got an empty file, expected rows of readings under a header\n",
  });
  const full = start(["ignore", openSync("/dev/full", "w"), "pipe"], "boards");
  assert.deepEqual(await full.ended, {
    code: 1,
    stdout: "",
    stderr: "error: standard output: cannot write it: the disk is full; make room and try again\n",
  });
});

test("a system that refuses a folder is believed at once", {
  skip: !existsSync("/proc/self") && "there is no /proc",
}, async () => {
  const { code, stderr } = await perceptino("init", "/proc/none");
  assert.equal(code, 1);
  assert.match(stderr, /^error: \/proc\/none\/network\.json: cannot write it: /);
});
