import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gap, message, ONE_ROW, plain, read, state } from "../../support/readings.js";

describe("reading JSON lines", () => {
  it("takes one object a line, with fields in any order, others ignored and blank lines", () => {
    const text = '\uFEFF\n{"y": 1, "b": 2, "other": [{}], "a": 1.5}\r\n\n{"a":1,"b":-2e0,"y":0.0}';
    assert.deepEqual(plain(read(text)), {
      ...ONE_ROW,
      values: [1.5, 2, 1, -2],
      targets: [1, 0],
      count: 2,
    });
  });

  it("does not need or read labels when they are not asked for", () => {
    const text = '{"a": 1.5, "b": 2}\n{"a": 1.5, "b": 2, "y": "maybe"}\n';
    const { targets, targetCount, count } = read(text, false);
    assert.deepEqual([targets.length, targetCount, count], [0, 0, 2]);
  });

  const good = '{"a": 1, "b": 2, "y": 1}\n';
  const object = 'expected one JSON object a line, like {"temperature": 21.5}';
  const number = "expected a finite decimal number such as 21.5 or 2.15e1";
  const refused: Record<string, [text: string, message: string]> = {
    "an empty file": [
      "\n",
      "data: line 1: got an empty file, expected rows of readings under a header",
    ],
    "text that is not JSON": [
      `${good}\n{"a": 1,}\n`,
      `data: line 3: got "{\\"a\\": 1,}", which is not JSON, ${object}`,
    ],
    NaN: ['{"a": NaN, "b": 1, "y": 1}\n', `data: line 1: column "a": got "NaN", ${number}${gap}`],
    "a list": [`${good}[1, 2, 1]\n`, `data: line 2: got a list of 3, ${object}`],
    null: [`${good}null\n`, `data: line 2: got null, ${object}`],
    "a number among the lines": [`${good}1\n`, `data: line 2: got 1, ${object}`],
    "a missing field": [
      `${good}{"a": 1, "y": 1}\n`,
      `data: line 2: column "b": got no such field, ${number}${gap}`,
    ],
    "a missing field of an empty object": [
      "{}\n",
      `data: line 1: column "a": got no such field, expected it among the file's columns (none)`,
    ],
    "a number as text": [
      '{"a": "1", "b": 2, "y": 1}',
      `data: line 1: column "a": got "1", ${number}`,
    ],
    "a null reading": [
      '{"a": null, "b": 2, "y": 1}',
      `data: line 1: column "a": got null, ${number}${gap}`,
    ],
    "a list for a reading": [
      '{"a": [1], "b": 2, "y": 1}',
      `data: line 1: column "a": got a list of 1, ${number}; a list of readings needs a network with a window of 1 row`,
    ],
    "a number that float32 cannot hold": [
      `${good}{"a": 1, "b": 1e39, "y": 1}`,
      'data: line 2: column "b": got 1e+39, expected a number within float32, from -3.4028235e38 to 3.4028235e38',
    ],
    "a number that JavaScript cannot hold": [
      '{"a": 1, "b": -1e999, "y": 1}',
      'data: line 1: column "b": got -Infinity, expected a number within float32, from -3.4028235e38 to 3.4028235e38',
    ],
    "a label of 2": [
      '{"a": 1, "b": 2, "y": 2}',
      `data: line 1: column "y": got 2, expected the label 0 or 1${state}other numbers are for the task "numbers"`,
    ],
    "a NUL byte": [
      `${good}\0`,
      "data: line 2: got a NUL byte, expected UTF-8 text; is this a data file?",
    ],
  };
  for (const [what, [text, expected]] of Object.entries(refused)) {
    it(`refuses ${what}`, () =>
      assert.equal(
        message(() => read(text)),
        expected,
      ));
  }

  it("refuses a value nested a hundred thousand deep without running out of stack", () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    assert.match(
      message(() => read(`{"a": ${deep}, "b": 1, "y": 0}`)),
      /column "a": got a list of 1, /,
    );
  });
});
