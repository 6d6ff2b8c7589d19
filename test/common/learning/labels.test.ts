import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { UserError } from "../../../src/common/errors.js";
import { dataColumnsOf, parseReadings } from "../../../src/common/learning/readings.js";
import { fingerprintOf } from "../../../src/common/network/fingerprint.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { columnsOf } from "../../../src/common/network/tasks.js";
import { openReadings } from "../../../src/node/readings-file.js";

const yesNo = (output: object | string) =>
  checkNetwork({ inputs: ["x"], outputs: [output], layers: [{ units: 1 }] });
const classes = (...outputs: (object | string)[]) =>
  checkNetwork({
    inputs: ["x"],
    task: "classes",
    outputs,
    label: "y",
    layers: [{ units: outputs.length }],
  });
type Spec = ReturnType<typeof yesNo>;

const read = (spec: Spec, labels: readonly unknown[], json = false) =>
  parseReadings(
    json
      ? labels.map((y) => JSON.stringify({ x: 1, y })).join("\n")
      : `x,y\n${labels.map((y) => `1,${y}`).join("\n")}\n`,
    dataColumnsOf(spec),
    { source: "data", labelled: true },
  );
const targets = (spec: Spec, labels: readonly unknown[], json = false) => [
  ...read(spec, labels, json).targets,
];
const refused = (spec: Spec, labels: readonly unknown[], pattern: RegExp, json = false) =>
  assert.throws(
    () => read(spec, labels, json),
    (error) => error instanceof UserError && pattern.test(error.message),
  );
const refusedFile = (make: () => unknown, pattern: RegExp) => assert.throws(make, pattern);

describe("classes that are numbers", () => {
  it("are found whichever way they are written", () => {
    const spec = classes("1", "2", "3");
    for (const labels of [
      ["3.0", "1.0", "2"],
      ['"3,0"', '"1,0"', "2"],
      ["03", "01", "+2"],
    ]) {
      assert.deepEqual(targets(spec, labels), [2, 0, 1]);
    }
    assert.deepEqual(targets(classes("sit", "walk"), ["1.0", "walk", "0"]), [1, 1, 0]);
    refused(spec, ["1.5"], /got "1\.5", expected a class/);
  });

  it("have their own names first", () => {
    assert.deepEqual(targets(classes("1", "1.0"), ["1.0", "1"]), [1, 0]);
  });
});

describe("labels of yes or no", () => {
  it("are 0 and 1, false and true, or no and yes, in any case; which, is told", () => {
    const spec = yesNo("y");
    for (const [no, yes] of [
      ["0", "1"],
      ["false", "TRUE"],
      ["No", "yes"],
      ["off", "On"],
      ["n", "Y"],
      ["0.0", "1.0"],
      ['"0,0"', '"1,0"'],
    ]) {
      assert.deepEqual(targets(spec, [no, yes, no]), [0, 1, 0]);
    }
    const stated = yesNo({ name: "y", no: "1", yes: "2" });
    for (const labels of [
      ["1.0", "2.0"],
      ['"1,0"', '"2,0"'],
    ]) {
      assert.deepEqual(targets(stated, labels), [0, 1]);
    }
    assert.deepEqual(targets(spec, [false, true, "no", 1], true), [0, 1, 0, 1]);
    assert.deepEqual(read(spec, ["No", "yes"]).told, ["y: no and yes are 0 and 1"]);
    assert.equal(read(spec, ["0", "1"]).told, undefined);
  });

  it("of other texts and numbers are refused with the way to state them", () => {
    const spec = yesNo("y");
    for (const labels of [
      ["-1", "1"],
      ["1", "2"],
      ["ok", "broken"],
      ["constructor", "1"],
    ]) {
      refused(
        spec,
        labels,
        /^data: line [23]: column "y": got ".*", expected the label 0 or 1; state what stands for no and yes in the network file, as in \{ "name": "y", "no": "…", "yes": "…" \}/,
      );
    }
    refused(spec, [0, -1], /line 2: column "y": got -1, expected the label 0 or 1; state/, true);
  });

  it("are read as the network file states", () => {
    const words = yesNo({ name: "y", no: "ok", yes: "broken" });
    assert.deepEqual(targets(words, ["ok", "broken", " ok "]), [0, 1, 0]);
    assert.deepEqual(targets(words, ["0", "1"]), [0, 1]);
    refused(
      words,
      ["OK"],
      /got "OK", expected "ok" or "broken", as the network file states, or 0 or 1/,
    );
    const signs = yesNo({ name: "y", no: "-1", yes: "1" });
    assert.deepEqual(targets(signs, ["-1", "1.0"]), [0, 1]);
    assert.deepEqual(targets(signs, [-1, 1], true), [0, 1]);
    refused(signs, ["0"], /got "0", expected "-1" or "1", as the network file states$/);
    const counted = yesNo({ name: "y", no: "1", yes: "2" });
    assert.deepEqual(targets(counted, ["1", "2"]), [0, 1]);
    const gone = yesNo({ name: "y", no: "none", yes: "some" });
    assert.deepEqual(targets(gone, ["none", "some"]), [0, 1]);
  });

  it("are stated together, by two texts, and only for yes or no", () => {
    refusedFile(
      () => yesNo({ name: "y", no: "a" }),
      /outputs\[0\]\.yes: got nothing, expected a text/,
    );
    refusedFile(
      () => yesNo({ name: "y", yes: "a" }),
      /outputs\[0\]\.no: got nothing, expected a text/,
    );
    refusedFile(
      () => yesNo({ name: "y", no: "a", yes: "a" }),
      /outputs\[0\]\.yes: got "a", expected another text/,
    );
    refusedFile(
      () => yesNo({ name: "y", no: -1, yes: 1 }),
      /outputs\[0\]\.no: got -1, expected a text of 1 to 64 characters in quotation marks/,
    );
    refusedFile(
      () => classes({ name: "a", no: "a", yes: "b" }, "c"),
      /outputs\[0\]\.no: got "a", expected no such field with "classes"/,
    );
    refusedFile(
      () => yesNo({ name: "y", written: "a" }),
      /outputs\[0\]\.written: got "a", expected no such field/,
    );
  });

  it("do not change what the network means", () => {
    assert.equal(fingerprintOf(yesNo("y")), fingerprintOf(yesNo({ name: "y", no: "a", yes: "b" })));
  });
});

describe("labels of classes", () => {
  it("are their names, their numbers from 0, or what is written for them", () => {
    assert.deepEqual(targets(classes("sit", "walk"), ["walk", "sit", "1"]), [1, 0, 1]);
    const counted = classes({ name: "sit", written: "1" }, { name: "walk", written: "2" });
    assert.deepEqual(targets(counted, ["1", "2", "walk"]), [0, 1, 1]);
    assert.deepEqual(targets(counted, [1, 2], true), [0, 1]);
    refused(counted, ["0"], /got "0", expected a class: one of "1", "2"$/);
  });

  it("that count from 1 are refused with the way to state them", () => {
    refused(
      classes("sit", "walk"),
      ["1", "2"],
      /line 3: column "y": got "2", .*; if yours count from 1, state what is "written" for each class/,
    );
  });

  it("do not mean two classes", () => {
    refusedFile(
      () => classes({ name: "a", written: "b" }, "b"),
      /outputs\[0\]\.written: got "b", expected a text that does not mean outputs\[1\] already/,
    );
    refusedFile(
      () => classes({ name: "a", written: "c" }, { name: "b", written: "c" }),
      /outputs\[1\]\.written: got "c"/,
    );
  });
});

describe("readings that a board's labels are recorded with", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "labels-"));
  });
  after(() => rm(folder, { recursive: true }));

  for (const [what, spec, label] of [
    ["0 and 1", yesNo("y"), 1],
    ["words", yesNo({ name: "y", no: "ok", yes: "broken" }), 1],
    ["1 and 2", yesNo({ name: "y", no: "1", yes: "2" }), 0],
    ["-1 and 1", yesNo({ name: "y", no: "-1", yes: "1" }), 0],
    ["names of classes", classes("sit", "walk"), 1],
    ["classes that are called by numbers", classes("1", "2", "3"), 1],
    ["classes that are written by numbers", classes({ name: "sit", written: "1" }, "walk"), 0],
  ] as const) {
    it(`reads back as they were: ${what}`, async () => {
      const path = join(folder, `${what}.csv`);
      const file = await openReadings(path, columnsOf(spec));
      file.add([1.5], [label]);
      file.close();
      const text = await readFile(path, "utf8");
      const back = parseReadings(text, dataColumnsOf(spec), { source: path, labelled: true });
      assert.deepEqual([...back.values, ...back.targets], [1.5, label]);
    });
  }
});
