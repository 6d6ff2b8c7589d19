import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseReadings } from "../../../src/common/learning/readings.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { message, ONE_ROW, plain, read } from "../../support/readings.js";

describe("names of columns", () => {
  const NBSP = "\u00a0";
  const formats = ["csv", "jsonl"] as const;
  const textOf = (
    format: (typeof formats)[number],
    names: readonly string[],
    values: readonly number[],
  ) =>
    format === "csv"
      ? `${names.join(",")}\n${values.join(",")}\n`
      : `{${names.map((name, i) => `${JSON.stringify(name)}: ${values[i]}`).join(", ")}}\n`;
  for (const format of formats) {
    it(`are found with any white space around them and in any form of their letters: ${format}`, () => {
      const columns = { inputs: ["Öl", "b"], outputs: ["y"] };
      const options = { source: "data", labelled: true } as const;
      for (const [a, y] of [
        ["Öl".normalize("NFD"), "y"],
        [`${NBSP}Öl`, `y${NBSP}`],
        ["\u3000Öl\ufeff", "\u2003y\t"],
      ] as const) {
        const found = parseReadings(textOf(format, [a, "b", y], [1.5, 2, 1]), columns, options);
        assert.deepEqual(plain(found), ONE_ROW);
      }
      const decomposed = { ...columns, inputs: ["Öl".normalize("NFD"), `b${NBSP}`] };
      const found = parseReadings(
        textOf(format, ["Öl", "b", "y"], [1.5, 2, 1]),
        decomposed,
        options,
      );
      assert.deepEqual(plain(found), ONE_ROW);
    });

    it(`that are one after trimming never let a label into the inputs: ${format}`, () => {
      for (const inputs of [
        ["a", `y${NBSP}`],
        ["y ", "b"],
        ["a", `a${NBSP}`],
        ["ö", "o\u0308"],
      ]) {
        const columns = { inputs, outputs: ["y"] };
        for (const labelled of [true, false]) {
          const text = textOf(format, [...inputs, "y"], [1, 2, 1]);
          const said = message(() => parseReadings(text, columns, { source: "data", labelled }));
          assert.match(
            said,
            /^columns: got ".*" twice, expected names that differ in more than white space/,
          );
        }
      }
    });

    it(`that come twice in the data are refused only where they are read: ${format}`, () => {
      const twice = textOf(format, ["a", "b", "y", `y${NBSP}`], [1, 2, 1, 0]);
      assert.match(
        message(() => read(twice)),
        /line 1: column "y": got the (column|field) twice/,
      );
      const others = textOf(format, ["a", "b", "y", "n", `n${NBSP}`], [1.5, 2, 1, 0, 0]);
      assert.deepEqual(plain(read(others)), ONE_ROW);
    });
  }

  it("of a network file are compared as columns are found", () => {
    const network = (input: string, output: string) => ({
      inputs: [{ name: "a" }, { name: input }],
      outputs: [output],
      layers: [{ units: 1, activation: "sigmoid" }],
    });
    for (const space of [NBSP, "\ufeff", "\u2009", "\t", "\u2028"]) {
      assert.match(
        message(() => checkNetwork(network(`y${space}`, "y"))),
        /not beginning or ending with a space/,
      );
      assert.match(
        message(() => checkNetwork(network("b", `${space}y`))),
        /not beginning or ending with a space/,
      );
    }
    assert.match(
      message(() => checkNetwork(network("ö", "ö".normalize("NFD")))),
      /^network: outputs\[0\]: got "ö" again, expected a name that inputs\[1\] does not have already$/,
    );
    const [composed, decomposed] = (["NFC", "NFD"] as const).map((form) =>
      checkNetwork(network("Höhe".normalize(form), "y")),
    );
    assert.deepEqual(composed, decomposed);
  });
});
