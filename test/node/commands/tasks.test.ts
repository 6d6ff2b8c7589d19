import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { commandLine } from "../../support/command-line.js";

const { at, write, perceptino } = commandLine();

const CLASSES = {
  name: "movements",
  inputs: ["x", "y"],
  outputs: ["still", "shake", "turn"],
  label: "movement",
  task: "classes",
  window: { rows: 4, stride: 2, features: ["mean", "deviation"], recording: "take" },
  layers: [{ units: 6, activation: "tanh" }, { units: 3 }],
  optimizer: "adam",
  batch: 8,
};

/** Takes of 10 readings, each of one movement. */
function takes(count: number): string {
  const rows = Array.from({ length: 10 * count }, (_, i) => {
    const take = Math.floor(i / 10);
    const kind = take % 3;
    const [x, y] = [kind === 1 ? 5 * (i % 2) : 0.1 * (i % 3), kind === 2 ? (i % 10) * 2 : 1];
    return `${x},${y},${CLASSES.outputs[kind]},${take}`;
  });
  return ["x,y,movement,take", ...rows, ""].join("\n");
}

const movements = write("movements.json", JSON.stringify(CLASSES));
const data = write("takes.csv", takes(30));

/** Runs a command that ends well. */
async function run(...argv: string[]) {
  const { code, stdout, stderr } = await perceptino(...argv);
  assert.equal(code, 0, stderr);
  return { stdout, stderr };
}

const narrow = (text: string) => {
  for (const line of text.split("\n")) assert.ok(line.length <= 80, line);
};

describe("classes of windows", () => {
  it("are trained, evaluated and predicted, with the rows of each window", async () => {
    const checkpoint = at("movements.bin");
    const flags = ["--epochs", "150", "--checkpoint", checkpoint, "--report", at("report.html")];
    const trained = await run("train", movements, data, ...flags);
    assert.match(trained.stderr, /^movements: 300 readings, 120 windows in 30 recordings, /m);
    assert.match(trained.stdout, /^training: 96 windows, accuracy 100\.0 % \(always /m);
    narrow(trained.stdout);
    assert.match(readFileSync(at("report.html"), "utf8"), /Confusion matrix/);

    const evaluated = JSON.parse(
      (await run("evaluate", movements, checkpoint, data, "--json")).stdout,
    );
    assert.equal(evaluated.scores.length, 1);
    const { task, output, readings, accuracy, meanRecall, confusion, classes } =
      evaluated.scores[0];
    assert.deepEqual(
      { task, output, readings, accuracy, meanRecall },
      { task: "classes", output: "movement", readings: 120, accuracy: 1, meanRecall: 1 },
    );
    assert.deepEqual(confusion, [
      [40, 0, 0],
      [0, 40, 0],
      [0, 0, 40],
    ]);
    assert.deepEqual(
      classes.map((c: { class: string }) => c.class),
      CLASSES.outputs,
    );

    const unlabelled = write("unlabelled.csv", takes(3).replaceAll(/,(still|shake|turn),/g, ",,"));
    const rows = (await run("predict", movements, checkpoint, unlabelled)).stdout.split("\n");
    assert.equal(rows[0], "first row,last row,movement,still,shake,turn");
    assert.match(rows[1]!, /^1,4,still,0\.\d+,[\d.e-]+,[\d.e-]+$/);
    assert.match(rows[5]!, /^11,14,shake,/);
    const json = JSON.parse(
      (await run("predict", movements, checkpoint, unlabelled, "--json")).stdout,
    );
    assert.equal(json.length, 12);
    const first = json[8];
    assert.deepEqual(
      [first["first row"], first["last row"], first.movement, Object.keys(first.probabilities)],
      [21, 24, "turn", CLASSES.outputs],
    );
    const sum = Object.values<number>(first.probabilities).reduce((a, b) => a + b);
    assert.ok(Math.abs(sum - 1) < 1e-6);
  });

  it("in one column or in a column for each give the same weights", async () => {
    const oneHot = takes(30)
      .replace("movement", "turn,shake,still")
      .replaceAll(
        /,(still|shake|turn),(?=\d)/g,
        (_, name) =>
          `${["turn", "shake", "still"].map((n) => (n === name ? ",1" : ",0")).join("")},`,
      );
    const flags = ["--epochs", "2", "--json", "--checkpoint"];
    const [one, other] = await Promise.all([
      run("train", movements, data, ...flags, at("one.bin")),
      run("train", movements, write("one-hot.csv", oneHot), ...flags, at("hot.bin")),
    ]);
    assert.equal(JSON.parse(one.stdout).hash, JSON.parse(other.stdout).hash);
    assert.deepEqual(readFileSync(at("one.bin")), readFileSync(at("hot.bin")));
  });
});

const NUMBERS = {
  inputs: ["x"],
  outputs: [{ name: "sum", unit: "mm" }],
  task: "numbers",
  layers: [{ units: 1 }],
  reduction: "mean",
};

describe("numbers", () => {
  const network = write("numbers.json", JSON.stringify(NUMBERS));
  const rows = Array.from({ length: 60 }, (_, i) => `${i % 17},${100 + 30 * (i % 17)}`);
  const line = write("line.csv", ["x,sum", ...rows, ""].join("\n"));

  it("are learnt and predicted in their own unit, beside what the mean would do", async () => {
    const checkpoint = at("numbers.bin");
    const flags = ["--epochs", "400", "--checkpoint", checkpoint, "--json"];
    const { scores, history } = JSON.parse((await run("train", network, line, ...flags)).stdout);
    assert.deepEqual(
      scores.map((s: Record<string, unknown>) => [s.task, s.part, s.output, s.unit]),
      [
        ["numbers", "training", "sum", "mm"],
        ["numbers", "validation", "sum", "mm"],
      ],
    );
    assert.ok(scores[0].rootMeanSquareError < 1 && scores[0].r2 > 0.999, scores[0]);
    assert.ok(scores[0].ofMean.rootMeanSquareError > 100);
    assert.ok(history.at(-1).validationLoss < 1e-4);
    const predicted = (await run("predict", network, checkpoint, line)).stdout.split("\n");
    assert.equal(predicted[0], "sum");
    assert.ok(Math.abs(Number(predicted[1]) - 100) < 2, predicted[1]);
    const { stdout } = await run("evaluate", network, checkpoint, line);
    narrow(stdout);
    assert.match(stdout, /^sum in mm$/m);
  });
});

describe("a checkpoint in another layout", () => {
  it("is gone on with, and what is carried over is told; another network's is refused", async () => {
    const checkpoint = at("carried.bin");
    await run("train", movements, data, "--epochs", "5", "--checkpoint", checkpoint);
    const other = { ...CLASSES, batch: 16, optimizer: "momentum", classWeights: "balanced" };
    const network = write("other.json", JSON.stringify(other));
    const evaluated = await run("evaluate", network, checkpoint, data);
    assert.match(
      evaluated.stderr,
      /^carried\.bin: laid out in another way; carried over: weights, .*mean, scale.*; new: .*classWeights.*; left behind: /,
    );
    const flags = ["--epochs", "2", "--checkpoint", checkpoint, "--resume", "--json"];
    const { keptSteps } = JSON.parse((await run("train", network, data, ...flags)).stdout);
    assert.ok(keptSteps > 5 * 12, `${keptSteps}`);
    const again = await run("evaluate", network, checkpoint, data);
    assert.doesNotMatch(again.stderr, /laid out/);
    const foreign = write("foreign.json", JSON.stringify({ ...other, inputs: ["y", "x"] }));
    const { code, stderr } = await perceptino("evaluate", foreign, checkpoint, data);
    assert.equal(code, 1);
    assert.match(stderr, /it has the inputs "x, y" and not "y, x"/);
  });
});

describe("an adaptive normalizer", () => {
  it("follows the readings in their order, unless they are to be mixed", async () => {
    const network = write(
      "adaptive.json",
      JSON.stringify({ ...NUMBERS, normalizer: "adaptive", batch: 4 }),
    );
    const rows = Array.from({ length: 60 }, (_, i) => `${(i * 7) % 17},${(i * 7) % 17}`);
    const stream = write("stream.csv", ["x,sum", ...rows, ""].join("\n"));
    const hashes: string[] = [];
    for (const flag of [[], ["--no-shuffle"], ["--shuffle"]]) {
      const flags = ["--epochs", "2", "--checkpoint", at("stream.bin"), "--overwrite", ...flag];
      const { stdout, stderr } = await run("train", network, stream, ...flags);
      assert.equal(/in their order/.test(stderr), flag.length === 0);
      hashes.push(/parameters (\w+)/.exec(stdout)![1]!);
    }
    assert.equal(hashes[0], hashes[1]);
    assert.notEqual(hashes[0], hashes[2]);
  });
});
