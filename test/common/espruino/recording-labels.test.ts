import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { labelsFromText, targetFromText } from "../../../src/common/espruino/listen.js";

describe("the target for a recording", () => {
  it("is a class by its name or its number, or numbers, as the network's task has it", () => {
    const of = (task: "classes" | "numbers" | "yes-no", ...names: string[]) => ({
      task,
      outputs: names.map((name) => ({ name })),
    });
    const classes = of("classes", "walk", "run", "0");
    assert.deepEqual(
      ["walk", "run", "0", "1", "name:run"].map((text) => targetFromText(classes, text)),
      [[0], [1], [2], [1], [1]],
    );
    assert.deepEqual(targetFromText(of("numbers", "a", "b"), "1.5, -2"), [1.5, -2]);
    assert.deepEqual(targetFromText(of("yes-no", "a", "b"), "b"), [0, 1]);
    const refused = (spec: Parameters<typeof targetFromText>[0], text: string, message: RegExp) =>
      assert.throws(() => targetFromText(spec, text), { name: "UsageError", message });
    refused(classes, "3", /^--label: got "3", expected one of "walk", "run", "0", or its number/);
    refused(of("numbers", "a"), "1,2", /^--label: got "1,2", expected 1 number$/);
    refused(of("numbers", "a", "b"), "1,", /expected 2 numbers with commas between them$/);
  });
});

describe("labels for a recording", () => {
  it("are 0, 1 or the name of an output", () => {
    assert.deepEqual(labelsFromText(["run"], "run"), [1]);
    assert.deepEqual(labelsFromText(["run"], "1"), [1]);
    assert.deepEqual(labelsFromText(["run"], "0"), [0]);
    assert.deepEqual(labelsFromText(["walk", "run"], "run"), [0, 1]);
    assert.deepEqual(labelsFromText(["walk", "run"], "0"), [0, 0]);
    assert.deepEqual(labelsFromText(["walk", "run"], "none"), [0, 0]);
    assert.deepEqual(labelsFromText(["1", "0"], "name:0"), [0, 1]);
    assert.deepEqual(labelsFromText(["0"], "name:0"), [1]);
    // As columns are found: without white space around them and in NFC.
    assert.deepEqual(labelsFromText(["walk", "caf\u00e9"], "\u00a0cafe\u0301 "), [0, 1]);
    assert.deepEqual(labelsFromText(["0", "caf\u00e9"], "name: cafe\u0301"), [0, 1]);
    assert.throws(() => labelsFromText(["0"], " 0"), /also means no output/);
    assert.deepEqual(labelsFromText(["0"], "none"), [0]);
    assert.deepEqual(labelsFromText(["0"], "1"), [1]);
    assert.deepEqual(labelsFromText(["none", "name:0"], "none"), [1, 0]);
    assert.deepEqual(labelsFromText(["none", "name:0"], "name:0"), [0, 1]);
  });

  it("are nothing else", () => {
    const wrong = [
      [["run"], "rum", /^--label: got "rum", expected 0, 1 or "run"$/],
      [["walk", "run"], "1", /^--label: got "1", expected 0 for none, or one of "walk", "run"$/],
      [["walk"], "name:run", /^--label: got "name:run", expected 0, 1 or "walk"$/],
      [["0"], "0", /^--label: got "0", .*, expected name:0 for that output or none for no output$/],
      [["1", "0"], "0", /^--label: got "0", which is the name of an output and also means/],
    ] as const;
    for (const [outputs, label, message] of wrong) {
      assert.throws(() => labelsFromText(outputs, label), { name: "UsageError", message });
    }
  });
});
