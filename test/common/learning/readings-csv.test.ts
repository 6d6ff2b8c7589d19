import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseReadings } from "../../../src/common/learning/readings.js";
import { gap, message, ONE_ROW, plain, read, state } from "../../support/readings.js";
import { HANGING } from "../../support/waiting.js";

describe("reading CSV", () => {
  const accepted: Record<string, string> = {
    "plain rows": "a,b,y\n1.5,2,1\n",
    "rows without a last line break": "a,b,y\n1.5,2,1",
    "a byte order mark": "\uFEFFa,b,y\n1.5,2,1\n",
    "CRLF line ends": "a,b,y\r\n1.5,2,1\r\n",
    "CR line ends": "a,b,y\r1.5,2,1\r",
    "columns in another order and columns of others": "y,note,b,a\n1,hello,2,1.5\n",
    "a column of others twice": "note,a,b,y,note\nx,1.5,2,1,x\n",
    "quoted fields with commas, quotes and line breaks": 'note,"a",b,y\n"x, ""y""\nz","1.5",2,1\n',
    "blanks around names and numbers": " a , b\t,y\n 1.5 ,\t2, 1 \n",
    "quoted blanks": 'a,b,y\n" 1.5 "," 2",1\n',
    "a label written 1.0": "a,b,y\n1.5,2,1.0\n",
    "exponents and signs": "a,b,y\n+15e-1,.2E+1,1e0\n",
    "blank lines": "\n\na,b,y\n\n1.5,2.,1\n  \n\n",
  };
  for (const [what, text] of Object.entries(accepted)) {
    it(`takes ${what}`, () => assert.deepEqual(plain(read(text)), ONE_ROW));
  }

  it("keeps rows in order", () => {
    const { values, targets, count } = read("a,b,y\n1,2,0\n3,4,1\n5,6,0\n");
    assert.deepEqual([...values], [1, 2, 3, 4, 5, 6]);
    assert.deepEqual([...targets], [0, 1, 0]);
    assert.equal(count, 3);
  });

  it("takes line ends of all kinds in one file", () => {
    const { values } = read("a,b,y\r\n1,2,0\n3,4,1\r5,6,0\r\n7,8,1\n");
    assert.deepEqual([...values], [1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("rounds to float32 and keeps denormals and the sign of zero", () => {
    const { values } = read("a,b,y\n0.1,1e-45,0\n3.4028235e38,-0,-0\n");
    const expected = [Math.fround(0.1), 2 ** -149, 3.4028234663852886e38, -0];
    assert.deepEqual([...values], expected);
  });

  it("gives a label of -0 the bits of 0", () => {
    assert.ok(Object.is(read("a,b,y\n1,2,-0\n").targets[0], 0));
  });

  it("does not need or read labels when they are not asked for", () => {
    const unlabelled = { ...ONE_ROW, targets: [], targetCount: 0 };
    assert.deepEqual(plain(read("a,b\n1.5,2\n", false)), unlabelled);
    assert.deepEqual(plain(read("y,a,y,b\nmaybe,1.5,,2\n", false)), unlabelled);
  });

  it("reads columns with the names of object properties", () => {
    const columns = { inputs: ["__proto__", "constructor"], outputs: [] };
    const options = { source: "data", labelled: false } as const;
    const csv = "constructor,__proto__\n2,1\n";
    const json = '{"__proto__": 1, "constructor": 2}';
    for (const text of [csv, json]) {
      assert.deepEqual([...parseReadings(text, columns, options).values], [1, 2]);
    }
  });

  it("does not take what every object inherits for a field", () => {
    const columns = { inputs: ["constructor"], outputs: [] };
    const options = { source: "data", labelled: false } as const;
    assert.match(
      message(() => parseReadings('{"a": 1}', columns, options)),
      /^data: line 1: column "constructor": got no such field, /,
    );
  });

  const number = "a finite decimal number such as 21.5 or 2.15e1";
  const range = "a number within float32, from -3.4028235e38 to 3.4028235e38";
  const refused: Record<string, [text: string, message: string]> = {
    "a missing column": [
      "a,c,y\n1,2,1\n",
      'data: line 1: column "b": got no such column, expected it among the file\'s columns "a", "c", "y"',
    ],
    "more columns than a message can hold": [
      `${Array.from({ length: 12 }, (_, i) => `c${i}`).join(",")}\n`,
      'data: line 1: column "a": got no such column, expected it among the file\'s columns "c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "c9" and 2 more',
    ],
    "a column twice": [
      "\na,b,y, b\n1,2,1,3\n",
      'data: line 2: column "b": got the column twice in the header, expected it once',
    ],
    "text for a number": [
      "a,b,y\n1,2,1\n1,warm,0\n",
      `data: line 3: column "b": got "warm", expected ${number}`,
    ],
    "an empty cell": [
      "a,b,y\n1,2,1\n , 2,0\n",
      `data: line 3: column "a": got an empty cell, expected ${number}${gap}`,
    ],
    "an empty quoted cell": [
      'a,b,y\n1,"",1\n',
      `data: line 2: column "b": got an empty cell, expected ${number}${gap}`,
    ],
    "an empty label": [
      "a,b,y\n1,2,\n",
      `data: line 2: column "y": got an empty cell, expected the label 0 or 1${gap}`,
    ],
    "a short row": [
      "a,b,y\n1,2\n",
      'data: line 2: column "y": got 2 cells, expected 3, one for each column of the header',
    ],
    "a row of one cell": [
      "a,b,y\n1\n",
      'data: line 2: column "b": got 1 cell, expected 3, one for each column of the header',
    ],
    "a long row": [
      "a,b,y\n1,2,1\n1,2,1,\n",
      "data: line 3: got 4 cells, expected 3, one for each column of the header",
    ],
    "an empty file": [
      "",
      "data: line 1: got an empty file, expected rows of readings under a header",
    ],
    "a file of a byte order mark": [
      "\uFEFF",
      "data: line 1: got an empty file, expected rows of readings under a header",
    ],
    "a file of blank lines": [
      "\n \r\n\n",
      "data: line 1: got an empty file, expected rows of readings under a header",
    ],
    "a header without rows": [
      "\na,b,y\n\n",
      "data: line 2: got a header without rows, expected at least one row under it",
    ],
    "a label of one half": [
      "a,b,y\n1,2,0.5\n",
      `data: line 2: column "y": got "0.5", expected the label 0 or 1${state}other numbers are for the task "numbers"`,
    ],
    "a label that only rounds to 1": [
      "a,b,y\n1,2,1.00000001\n",
      `data: line 2: column "y": got "1.00000001", expected the label 0 or 1${state}other numbers are for the task "numbers"`,
    ],
    "a label in words": [
      "a,b,y\n1,2,warm\n",
      `data: line 2: column "y": got "warm", expected the label 0 or 1${state}more than two texts are for the task "classes"`,
    ],
    "a quote that never closes": [
      'a,b,y\n1,2,1\n1,"2,0\n1,2,1\n',
      'data: line 3: column "b": got a quoted cell that never ends, expected a closing quotation mark',
    ],
    "a quote in the header that never closes": [
      '\na,"b,y\n1,2,1\n',
      "data: line 2: got a quoted cell that never ends, expected a closing quotation mark",
    ],
    "text behind a closing quote": [
      'a,b,y\n1,"2"3,0\n',
      'data: line 2: column "b": got more text behind a quoted cell, expected a separator or the end of the line; a quotation mark within is written ""',
    ],
    "text behind a closing quote and a blank": [
      'a,b,y\n1,"2" 3,0\n',
      'data: line 2: column "b": got more text behind a quoted cell, expected a separator or the end of the line; a quotation mark within is written ""',
    ],
    "a quote within a cell": [
      'a,b,y\n1,5",0\n',
      'data: line 2: column "b": got a quotation mark in the middle of a cell, expected quotation marks around the whole cell',
    ],
    "a NUL byte": [
      "a,b,y\n1,2,1\n1,\0,1\n",
      "data: line 3: got a NUL byte, expected UTF-8 text; is this a data file?",
    ],
  };
  for (const bad of ["NaN", "Infinity", "-inf", "0x1F", "1_000", "1e", ".", "1.2.3", "٣"]) {
    refused[bad] = [
      `a,b,y\n${bad},2,1\n`,
      `data: line 2: column "a": got "${bad}", expected ${number}${/n/i.test(bad) ? gap : ""}`,
    ];
  }
  for (const far of ["1e39", "-1e39", "3.4028236e38", "1e999"]) {
    refused[`${far}, which float32 cannot hold`] = [
      `a,b,y\n1,${far},1\n`,
      `data: line 2: column "b": got "${far}", expected ${range}`,
    ];
  }
  for (const [what, [text, expected]] of Object.entries(refused)) {
    it(`refuses ${what}`, () =>
      assert.equal(
        message(() => read(text)),
        expected,
      ));
  }

  it("counts physical lines: a row's line is the one on which it begins", () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      const text = ["note,a,b,y", '"two', 'lines, é",1,2,1', "", '"two', 'more",1,x,1', ""].join(
        end,
      );
      assert.match(
        message(() => read(text)),
        /^data: line 5: column "b": got "x"/,
      );
    }
  });

  it("takes a blank line between the rows of a single column for an empty cell", () => {
    const one = (text: string) =>
      parseReadings(text, { inputs: ["a"], outputs: [] }, { source: "data", labelled: false });
    assert.match(
      message(() => one("a\n1\n\n\n2\n")),
      /^data: line 3: column "a": got an empty cell/,
    );
    assert.deepEqual([...one("\na\n1\n2\n\n").values], [1, 2]);
  });

  it("refuses a long run of digits in a moment", () => {
    const start = performance.now();
    assert.match(
      message(() => read(`a,b,y\n${"1".repeat(1e6)}x,2,1\n`)),
      /line 2: column "a": got "111/,
    );
    assert.ok(performance.now() - start < HANGING); // in quadratic time it would be days
  });
});
