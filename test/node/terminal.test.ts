import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import { didYouMean, nearest } from "../../src/common/nearest.js";
import { commandName } from "../../src/node/terminal/command-name.js";
import { explainUsage, usageMessage, wantsJson } from "../../src/node/terminal/errors.js";
import { commandLine, NETWORK, rowsOf } from "../support/command-line.js";

const { at, write, perceptino } = commandLine();
const network = write("network.json", JSON.stringify(NETWORK));
const data = write("readings.csv", rowsOf(40));

describe("a name that is not known", () => {
  it("is compared by its letters, with swaps, whatever its case and its dashes", () => {
    const known = ["microbit", "microbit-v2", "rp2040-pico", "puckjs"];
    for (const [name, meant] of [
      ["micorbit", "microbit"],
      ["rp2040pico", "rp2040-pico"],
      ["Puck.js", "puckjs"],
      ["microbitv2", "microbit-v2"],
      ["", undefined],
      ["esp32", undefined],
    ] as const) {
      assert.equal(nearest(name, known), meant, name);
    }
    assert.equal(didYouMean("puckj", known), '; did you mean "puckjs"?');
    assert.equal(didYouMean("esp32", known), "");
  });

  for (const [what, argv, said] of [
    ["a board", ["inspect", network, "--board", "micorbit"], 'did you mean "microbit"?'],
    ["a command", ["trian", network, data], "(Did you mean train?)"],
    ["an option", ["train", network, data, "--epoch", "2"], "(Did you mean --epochs?)"],
    ["a file", ["train", at("network.jsno"), data], 'did you mean "network.json"?'],
  ] as const) {
    it(`of ${what} gets the one that is meant`, async () => {
      const { code, stderr } = await perceptino(...argv);
      assert.ok(code !== 0 && stderr.includes(said), stderr);
    });
  }

  it("of a field gets the one that is meant", async () => {
    const wrong = write("wrong.json", JSON.stringify({ ...NETWORK, bacth: 8 }));
    assert.match((await perceptino("inspect", wrong)).stderr, /; did you mean "batch"\?\n$/);
  });

  const titled = (...names: readonly string[]) => `${names.join(",")}\n1,2,1\n3,4,0\n`;
  const pulses = JSON.stringify({
    ...NETWORK,
    inputs: [{ name: "pulse left" }, { name: "pulse right" }],
    outputs: [{ name: "alarm" }],
  });

  it("of a column gets the one that is meant, but none that is read as another one", async () => {
    const net = write("pulses.json", pulses);
    const one = write("one.csv", titled("pulse left", "Pulse_Rihgt", "alarm"));
    const said = (await perceptino("train", net, one)).stderr;
    assert.match(said, /"alarm"; did you mean "Pulse_Rihgt"\?\n$/);
    const other = write("other.csv", titled("pulse right", "pulse_right", "x"));
    assert.doesNotMatch((await perceptino("train", net, other)).stderr, /mean "pulse right"/);
  });

  it("of a label gets the column that is meant", async () => {
    const some = write("some.csv", titled("speed", "heat", "gesture"));
    const { stderr } = await perceptino("init", at("new"), "--data", some, "--label", "guesture");
    assert.match(stderr, /"heat", "gesture"; did you mean "gesture"\?\n$/);
  });
});

describe("a name that begins with a dash", () => {
  it("gets the place for it", async () => {
    const { code, stderr } = await perceptino("minimize", "-x^2", "--start", "x=1");
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^error: unknown option '-x\^2'\n\(if -x\^2 is a name .* behind --: … -- '-x/,
    );
    assert.match(explainUsage("error: unknown option '-d.csv'\n"), /behind --/);
    assert.match(explainUsage("error: unknown option '--my.csv'\n"), /behind --/);
  });

  it("is not seen in a flag", () => {
    for (const flag of ["--epoch", "-x", "--no-such"]) {
      const text = `error: unknown option '${flag}'\n`;
      assert.equal(explainUsage(text), text);
    }
  });
});

describe("under --json", () => {
  it("nothing but one JSON value is printed, also of data that are warned of", async () => {
    const one = write("one-class.csv", "a;b;y\n1;2;1\n2;3;1\n4;5;1\n");
    const checkpoint = at("json.bin");
    const trained = await perceptino(
      "train",
      network,
      data,
      "--epochs",
      "1",
      "--checkpoint",
      checkpoint,
    );
    assert.equal(trained.code, 0, trained.stderr);
    const warned = await perceptino("evaluate", network, checkpoint, one);
    assert.match(warned.stderr, /separated by/);
    assert.match(warned.stdout, /warning/i);
    for (const argv of [
      ["predict", network, checkpoint, one],
      ["evaluate", network, checkpoint, one],
      ["simulate", network, one, "--board", "puckjs", "--steps", "2"],
    ]) {
      const { code, stdout, stderr } = await perceptino(...argv, "--json");
      assert.deepEqual([code, stderr], [0, ""], argv[0]);
      assert.match(stdout, /^[^\n]+\n$/);
      assert.doesNotThrow(() => JSON.parse(stdout), argv[0]);
    }
  });

  it("evaluate tells what it warns people of, beside scores and baselines", async () => {
    const one = write("one-class.csv", "a;b;y\n1;2;1\n2;3;1\n4;5;1\n");
    const { stdout } = await perceptino("evaluate", network, at("json.bin"), one, "--json");
    const { data, scores, baselines, warnings } = JSON.parse(stdout);
    assert.deepEqual(data, ["CSV, separated by semicolons, with a header"]);
    assert.equal(scores[0].output, "y");
    assert.equal(baselines[0].outputs[0].output, "y");
    assert.equal(warnings[0].check, "one-kind");
    assert.match(warnings[0].text, /^"y" has only the label 1 in all 3 readings/);
  });

  it("an error is one JSON value, also of wrong usage", async () => {
    for (const [argv, code, said] of [
      [["inspect", at("none")], 1, /^.*none: cannot read it: there is no such file/],
      [["inspect", network, "--board", "x"], 2, /^--board: got "x", expected one of /],
      [["train", network], 2, /^missing required argument 'data'$/],
      [
        ["train", network, data, "--epoch", "2"],
        2,
        /^unknown option '--epoch' \(Did you mean --epo/,
      ],
    ] as const) {
      const { code: got, stdout, stderr } = await perceptino(...argv, "--json");
      assert.deepEqual({ got, stdout }, { got: code, stdout: "" });
      const { error, exitCode, ...more } = JSON.parse(stderr);
      assert.match(error, said);
      assert.deepEqual({ exitCode, more }, { exitCode: code, more: {} });
      assert.equal(stderr.split("\n").length, 2);
    }
  });

  it("is said by a flag, not by a name", () => {
    assert.equal(wantsJson(["train", "a", "--json"]), true);
    assert.equal(wantsJson(["train", "--", "--json"]), false);
    assert.equal(usageMessage("error: a\n(b)\n"), "a (b)");
  });
});

test("--quiet leaves results and errors, wherever it stands", async () => {
  const flags = ["--epochs", "2", "--checkpoint", at("quiet.bin"), "--overwrite"];
  const loud = await perceptino("train", network, data, ...flags);
  for (const argv of [
    ["--quiet", "train", network, data, ...flags],
    ["train", network, data, ...flags, "--quiet"],
  ]) {
    const quiet = await perceptino(...argv);
    assert.deepEqual(quiet, { ...loud, stderr: "" });
  }
  assert.notEqual(loud.stderr, "");
  const { stderr } = await perceptino("train", at("none"), data, "--quiet");
  assert.match(stderr, /^error: none: /);
});

test("commands are printed with npx where npx runs perceptino", () => {
  assert.equal(commandName({}, "/usr/lib/node_modules/.bin/perceptino"), "perceptino");
  assert.equal(commandName({ npm_command: "run-script" }, "x/perceptino"), "perceptino");
  assert.equal(commandName({ npm_command: "exec" }, "x/perceptino"), "npx perceptino");
  assert.equal(commandName({}, "/home/a/.npm/_npx/1f/node_modules/.bin/x"), "npx perceptino");
  assert.equal(commandName({}, "C:\\npm\\_npx\\1f\\perceptino"), "npx perceptino");
});
