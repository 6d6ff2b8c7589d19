import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { UserError } from "../../../src/common/errors.js";
import { parseReadings, type Readings } from "../../../src/common/learning/readings.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { readReadings } from "../../../src/node/read-readings.js";
import { HANGING } from "../../support/waiting.js";

const COLUMNS = { inputs: ["a", "b"], outputs: ["y"] };
type Format = "csv" | "jsonl";

const read = (text: string, _: Format = "csv", labelled = true) =>
  parseReadings(text, COLUMNS, { source: "data", labelled });

const message = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    assert.ok(error instanceof UserError, `expected a UserError, got ${String(error)}`);
    return error.message;
  }
  return assert.fail("expected a UserError, got none");
};

const plain = ({ values, targets, ...rest }: Readings) => ({
  ...rest,
  values: [...values],
  targets: [...targets],
});
const gap = "; --missing drop leaves such rows out, --missing previous repeats the value before";
const state =
  '; state what stands for no and yes in the network file, as in { "name": "y", "no": "…", "yes": "…" }, or let `init --data` do so; ';
const ONE_ROW = { values: [1.5, 2], targets: [1], count: 1, inputs: 2, targetCount: 1 };

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
    assert.deepEqual(plain(read("a,b\n1.5,2\n", "csv", false)), unlabelled);
    assert.deepEqual(plain(read("y,a,y,b\nmaybe,1.5,,2\n", "csv", false)), unlabelled);
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

describe("reading JSON lines", () => {
  it("takes one object a line, with fields in any order, others ignored and blank lines", () => {
    const text = '\uFEFF\n{"y": 1, "b": 2, "other": [{}], "a": 1.5}\r\n\n{"a":1,"b":-2e0,"y":0.0}';
    assert.deepEqual(plain(read(text, "jsonl")), {
      ...ONE_ROW,
      values: [1.5, 2, 1, -2],
      targets: [1, 0],
      count: 2,
    });
  });

  it("does not need or read labels when they are not asked for", () => {
    const text = '{"a": 1.5, "b": 2}\n{"a": 1.5, "b": 2, "y": "maybe"}\n';
    const { targets, targetCount, count } = read(text, "jsonl", false);
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
        message(() => read(text, "jsonl")),
        expected,
      ));
  }

  it("refuses a value nested a hundred thousand deep without running out of stack", () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    assert.match(
      message(() => read(`{"a": ${deep}, "b": 1, "y": 0}`, "jsonl")),
      /column "a": got a list of 1, /,
    );
  });
});

describe("reading anything", () => {
  const isReadingsOrUserError = (text: string, format: Format) => {
    try {
      const { values, targets, count } = read(text, format);
      assert.ok(count > 0);
      assert.equal(values.length, 2 * count);
      assert.equal(targets.length, count);
      assert.ok(values.every(Number.isFinite));
      assert.ok(targets.every((label) => label === 0 || label === 1));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      assert.match(error.message, /^data: line \d+: /);
      assert.doesNotMatch(error.message, /\n/);
    }
  };
  const bytes = fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array).toString());
  // pieces of real files, so that more than the first check is reached
  const piece = fc.constantFrom(
    ...["a", "b", "y", "1", "0", "1.5", "1e39", "é", "\0", "\uFEFF", " ", "\t"],
    ...[",", ";", ":", '"', '""', "{", "}", "[", "]", "\n", "\r\n", "\r"],
    ...["a,b,y\n", "1,2,1\n", '{"a":1,"b":2,"y":1}\n', '"a":1,', '"b":2', "null"],
  );
  const pieces = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(""));
  const withHeader = pieces.map((text) => `a,b,y\n${text}`);
  const anything = fc.oneof(
    bytes,
    fc.string({ unit: "binary", maxLength: 100 }),
    pieces,
    withHeader,
  );

  for (const format of ["csv", "jsonl"] as const) {
    it(`gives readings or a UserError with a line for any text as ${format}`, () => {
      fc.assert(
        fc.property(anything, (text) => isReadingsOrUserError(text, format)),
        { numRuns: 1500 },
      );
    });
  }

  it("keeps the bits of every float32 that is written by String()", () => {
    const row = fc.record({
      a: fc.float({ noNaN: true, noDefaultInfinity: true }),
      b: fc.float({ noNaN: true, noDefaultInfinity: true }),
      y: fc.constantFrom(0, 1),
    });
    const text = (x: number) => (Object.is(x, -0) ? "-0" : String(x));
    const bits = (numbers: Iterable<number>) => [
      ...new Uint32Array(Float32Array.from(numbers).buffer),
    ];
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 20 }), (rows) => {
        const csv = rows.map(({ a, b, y }) => `${y},${text(b)},${text(a)}\n`).join("");
        const json = rows
          .map(({ a, b, y }) => `{"b":${text(b)},"y":${y},"a":${text(a)}}\n`)
          .join("");
        for (const got of [read(`y,b,a\n${csv}`), read(json, "jsonl")]) {
          assert.deepEqual(bits(got.values), bits(rows.flatMap(({ a, b }) => [a, b])));
          assert.deepEqual(
            [...got.targets],
            rows.map(({ y }) => y),
          );
          assert.equal(got.count, rows.length);
        }
      }),
    );
  });

  it("reads more rows than the first buffer holds", () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${i},${-i},${i % 2}`);
    const { values, targets, count } = read(`a,b,y\n${rows.join("\n")}`);
    assert.equal(count, 5000);
    const expected = Float32Array.from({ length: 10_000 }, (_, i) => (i >> 1) * (i % 2 ? -1 : 1));
    assert.ok(values.every((value, i) => value === expected[i]));
    assert.ok(targets.every((label, i) => label === i % 2));
  });
});

describe("reading files", () => {
  let folder = "";
  const file = (name: string) => join(folder, name);
  const spec = checkNetwork({
    inputs: [{ name: "a" }, { name: "b" }],
    outputs: ["y"],
    layers: [{ units: 1, activation: "sigmoid" }],
  });
  const failure = async (path: string): Promise<string> => {
    const error = await readReadings(path, spec, true).then(
      () => assert.fail("expected a UserError, got none"),
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof UserError, `expected a UserError, got ${String(error)}`);
    return error.message;
  };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "readings-"));
    const jsonl = '{"a": 1.5, "b": 2, "y": 1}\n';
    await writeFile(file("good.csv"), "a,b,y\r\n1.5,2,1\r\n");
    await writeFile(file("good.txt"), "a,b,y\n1.5,2,1\n");
    await writeFile(file("bom.csv"), "\uFEFFa,b,y\n1.5,2,1\n");
    await writeFile(file("good.jsonl"), `\uFEFF${jsonl}`);
    await writeFile(file("good.NDJSON"), jsonl);
    await writeFile(file("latin1.csv"), Buffer.from("a,b,y,note\n1,2,1,caf\xe9\n", "latin1"));
    await writeFile(file("utf16.csv"), Buffer.from("\uFEFFa,b,y\n1,2,1\n", "utf16le"));
    await mkdir(file("several/more"), { recursive: true });
    await mkdir(file("empty"));
    await writeFile(file("several/b.csv"), "y,b,a\n0,4,3\n");
    await writeFile(file("several/a.csv"), "a,b,y\n1,2,1\n");
    await writeFile(file("several/more/c.jsonl.gz"), gzipSync('{"a":5,"b":6,"y":1}'));
    await writeFile(file("several/notes.md"), "nothing to read");
    await writeFile(file("bad.csv"), "a,b,y\n1,2,1\n1,two,1\n");
  });
  after(() => rm(folder, { recursive: true }));

  for (const name of ["good.csv", "good.txt", "bom.csv", "good.jsonl", "good.NDJSON"]) {
    it(`reads ${name} by its name`, async () => {
      assert.deepEqual(plain(await readReadings(file(name), spec, true)), ONE_ROW);
    });
  }

  const piped = (input: string | Buffer): string => {
    const code = `
      const { readReadings } = await import(process.argv[1]);
      const spec = JSON.parse(process.argv[2]);
      const out = await readReadings("-", spec, true).then(
        ({ count, values }) => [count, ...values].join(" "),
        (error) => error.name + ": " + error.message,
      );
      console.log(out);`;
    const module = new URL("../../../src/node/read-readings.js", import.meta.url).href;
    const options = ["--input-type=module", "-e", code, module, JSON.stringify(spec)];
    return spawnSync(process.execPath, options, { input, encoding: "utf8" }).stdout.trim();
  };

  it("reads CSV from standard input", () => {
    assert.equal(piped("\uFEFFy,a,b\n1,1.5,2\n0,3,4\n"), "2 1.5 2 3 4");
  });

  it("reads JSON lines from standard input, known by their first character", () => {
    assert.equal(piped('\uFEFF\n  {"a": 1.5, "b": 2, "y": 1}\n'), "1 1.5 2");
  });

  it("calls standard input by its name in an error", () => {
    assert.match(piped(""), /^UserError: standard input: line 1: got an empty file/);
    assert.match(
      piped("a,b,y\n1,2,3\n"),
      /^UserError: standard input: line 2: column "y": got "3"/,
    );
    assert.match(
      piped(Buffer.from([0xff, 0xfe, 0x00])),
      /^UserError: standard input: line 1: got bytes/,
    );
  });

  it("names the file in an error", async () => {
    assert.equal(
      await failure(file("bad.csv")),
      `${file("bad.csv")}: line 3: column "b": got "two", expected a finite decimal number such as 21.5 or 2.15e1`,
    );
  });

  it("refuses a missing file, also below a file", async () => {
    const words =
      "got a path where no file is, expected a file of readings, a folder of them, or - for standard input";
    for (const name of ["none.csv", "good.csv/none.csv"]) {
      assert.equal(await failure(file(name)), `${file(name)}: ${words}`);
    }
  });

  it("reads all data files of a folder by their names, also those in folders in it", async () => {
    const { count, values } = await readReadings(file("several"), spec, true);
    assert.deepEqual([count, ...values], [3, 1, 2, 3, 4, 5, 6]);
  });

  it("refuses a folder without data files", async () => {
    assert.match(await failure(file("empty")), /empty: got a folder without data files, expected/);
  });

  it("refuses a path that no system allows", async () => {
    assert.match(await failure("a\0b"), /got a file that cannot be read \(ERR_INVALID_ARG_VALUE\)/);
  });

  it("refuses a file without permission", {
    skip: process.getuid?.() === 0 && "root may read all",
  }, async () => {
    await chmod(file("good.txt"), 0);
    assert.match(await failure(file("good.txt")), /got no permission to read the file/);
  });

  it("reads Latin-1 and UTF-16", async () => {
    for (const name of ["latin1.csv", "utf16.csv"]) {
      assert.deepEqual([...(await readReadings(file(name), spec, true)).values], [1, 2]);
    }
  });
});

describe("names of columns", () => {
  const NBSP = "\u00a0";
  const formats: readonly Format[] = ["csv", "jsonl"];
  const textOf = (format: Format, names: readonly string[], values: readonly number[]) =>
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
        message(() => read(twice, format)),
        /line 1: column "y": got the (column|field) twice/,
      );
      const others = textOf(format, ["a", "b", "y", "n", `n${NBSP}`], [1.5, 2, 1, 0, 0]);
      assert.deepEqual(plain(read(others, format)), ONE_ROW);
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
