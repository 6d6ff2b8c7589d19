import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { labelOfFile, splitUnit } from "../../../src/common/data/names.js";
import { describeTable, readTable, type TableOptions } from "../../../src/common/data/table.js";
import { UserError } from "../../../src/common/errors.js";

const file = (content: string | Uint8Array, name = "data") => ({
  name,
  bytes: typeof content === "string" ? new TextEncoder().encode(content) : content,
});
const table = (content: string | Uint8Array, options: TableOptions = {}) =>
  readTable([file(content)], options);
/** Columns, then rows, of what is read; and what was recognised. */
function all(content: string | Uint8Array, options: TableOptions = {}) {
  const read = table(content, options);
  const rows: unknown[][] = [];
  read.eachRow(({ cells, values }) =>
    rows.push(
      cells.map((cell) => {
        const kept = (): never => {
          throw cell;
        };
        try {
          return values.number(cell, "", kept);
        } catch {
          return cell;
        }
      }),
    ),
  );
  return { columns: read.columns, rows, said: describeTable(read) };
}
const refused = (content: string | Uint8Array, pattern: RegExp, options: TableOptions = {}) =>
  assert.throws(
    () =>
      table(content, options).eachRow(({ cells, values, line, file }) => {
        for (const cell of cells) {
          values.number(cell, "a number", (problem) => {
            throw new UserError(`${file}: line ${line}: ${problem}`);
          });
        }
      }),
    (error) => error instanceof UserError && pattern.test(error.message),
  );

describe("a file is recognised", () => {
  const rows = [
    [1.5, 2],
    [3, 4.25],
  ];
  for (const [what, text, said] of [
    ["commas", "a,b\n1.5,2\n3,4.25\n", "CSV, separated by commas, with a header"],
    [
      "semicolons and decimal commas",
      "a;b\n1,5;2\n3;4,25\n",
      "CSV, separated by semicolons, decimal commas, with a header",
    ],
    ["tabs", "a\tb\n1.5\t2\n3\t4.25", "CSV, separated by tabs, with a header"],
    ["bars", "a|b\n1.5|2\n3|4.25", "CSV, separated by |, with a header"],
    ["spaces that align", "a    b\n1.5  2\n3    4.25", "CSV, separated by spaces, with a header"],
    [
      "quoted decimal commas",
      'a,b\n"1,5","2"\n3,"4,25"',
      "CSV, separated by commas, decimal commas, with a header",
    ],
    [
      "Excel's first line",
      "sep=;\na;b\n1.5;2\n3;4.25",
      "CSV, a line that names the separator, separated by semicolons, with a header",
    ],
    [
      "comments",
      "# by hand\na,b\n1.5,2\n# a pause\n3,4.25",
      "CSV, separated by commas, with a header, comments passed over",
    ],
    [
      "a header in a comment",
      "# a,b\n1.5,2\n3,4.25",
      "CSV, separated by commas, header in a comment, comments passed over",
    ],
    ["the header again", "a,b\n1.5,2\na,b\n3,4.25", "CSV, separated by commas, with a header"],
    [
      "row numbers",
      '"a","b"\n"1",1.5,2\n"2",3,4.25',
      "CSV, separated by commas, with a header, row numbers without a header passed over",
    ],
    [
      "names of rows, as R writes them",
      '"a","b"\n"Mazda RX4",1.5,2\n"17",3,4.25',
      "CSV, separated by commas, with a header, row names without a header passed over",
    ],
    [
      "names of rows, as R writes them without quotation marks",
      "a\tb\nMazda RX4\t1.5\t2\n17\t3\t4.25",
      "CSV, separated by tabs, with a header, row names without a header passed over",
    ],
    [
      "names of rows between commas, where decimal points say that no number has a comma",
      "a,b\nMazda RX4,1.5,2\na,b\n2020-01-02,3,4.25",
      "CSV, separated by commas, with a header, row names without a header passed over",
    ],
    [
      "names of rows between spaces",
      "a b\nRX4 1.5 2\nR17 3 4.25",
      "CSV, separated by spaces, with a header, row names without a header passed over",
    ],
    [
      "separators at the ends of rows",
      "a,b\n1.5,2,\n3,4.25,",
      "CSV, separated by commas, with a header, rows that end in a separator",
    ],
    ["JSON lines", '{"a":1.5,"b":2}\n{"b":4.25,"a":3}', "JSON lines"],
    ["a JSON list", '[{"a":1.5,"b":2},\n{"b":4.25,"a":3}]', "a JSON list of objects"],
    ["lists", '[["a","b"],[1.5,2],[3,4.25]]', "a JSON list of lists, with a header"],
    ["lists by columns", '{"a":[1.5,3],"b":[2,4.25]}', "JSON, a list for each column"],
  ] as const) {
    it(`with ${what}`, () => assert.deepEqual(all(text), { columns: ["a", "b"], rows, said }));
  }

  it("whose first row has texts beside numbers: names stand above numbers, a class comes again below", () => {
    const rows = "1.5,2,walk\n2.5,3,sit\n3.5,4,walk\n";
    assert.equal(all(rows).said, "CSV, separated by commas, without a header");
    assert.equal(all(rows).rows.length, 3);
    for (const [header, more] of [
      ["time,0,1", "0.5,1,2\n1,2,3\n"],
      ["0,1,2,label", "1,2,3,walk\n4,5,6,sit\n"],
      ["2019,2020,label", "1,2,3\n4,5,6\n"],
    ] as const) {
      assert.deepEqual(all(`${header}\n${more}`).columns, header.split(","));
    }
    const once = "# log\n\n7.5,8,run\n1.5,2,walk\n2.5,3,sit\n";
    refused(
      once,
      /^data: line 3: got "7\.5", "8", "run", which may be the names of the columns or a reading already, expected one way to read it; say --header or --no-header$/,
    );
    assert.equal(all(once, { header: false }).rows.length, 3);
    assert.deepEqual(all(once, { header: true }).columns, ["7.5", "8", "run"]);
    const known = { namesFor: () => ["7.5", "8", "run"] };
    assert.deepEqual(all(once, known).columns, ["7.5", "8", "run"]);
  });

  it("without a header, whose columns are numbered or named by the caller", () => {
    assert.deepEqual(all("1.5,2\n3,4.25").columns, ["column 1", "column 2"]);
    const named = all("1.5,2\n3,4.25", { namesFor: () => ["x", "y"] });
    assert.deepEqual(named, {
      columns: ["x", "y"],
      rows,
      said: "CSV, separated by commas, without a header",
    });
    assert.deepEqual(all("1,2\n3,4", { header: true }).rows, [[3, 4]]);
    assert.deepEqual(all("a,b\n3,4", { header: false }).rows, [
      ["a", "b"],
      [3, 4],
    ]);
  });

  it("by its encoding", () => {
    const text = "größe,b\n1.5,2\n";
    for (const [bytes, said] of [
      [Buffer.from(text), undefined],
      [Buffer.from(text, "latin1"), "not UTF-8 but Windows-1252 (Latin-1)"],
      [Buffer.from(text, "utf16le"), "UTF-16LE"],
      [Buffer.from(`\ufeff${text}`, "utf16le").swap16(), "UTF-16BE"],
    ] as const) {
      const read = all(bytes);
      assert.deepEqual(read.columns, ["größe", "b"]);
      assert.equal(read.said.includes(said ?? "CSV"), true, read.said);
    }
  });

  it("as an acquisition of Edge Impulse, whose interval is the time", () => {
    const payload = (values: unknown) => ({
      protected: { ver: "v1", alg: "none" },
      signature: "00",
      payload: { device_name: "d", interval_ms: 16, sensors: [{ name: "x", units: "g" }], values },
    });
    for (const values of [
      [[1], [2]],
      [1, 2],
    ]) {
      const read = all(JSON.stringify(payload(values), undefined, 2), { labelFrom: "name" });
      assert.deepEqual(read.columns, ["time [ms]", "x [g]", "label"]);
      assert.deepEqual(read.rows, [
        [0, 1, "data"],
        [16, 2, "data"],
      ]);
    }
  });
});

describe("a file is refused", () => {
  for (const [what, content, pattern] of [
    [
      "that may have decimal commas or thousands",
      "a;b\n1,234;5,678\n",
      /line 2: got "1,234", expected a number without thousands separators: .*; say which by --decimal \. or --decimal ,/,
    ],
    ["with both decimal marks", "a;b\n0,5;1\n1.5;2\n", /got "0,5"|got "1\.5"/],
    [
      "with thousands separators",
      "a;b\n1.234,5;2\n",
      /got "1\.234,5", expected a number; thousands separators are not read/,
    ],
    [
      "of one column with decimal commas",
      "temp\n21,5\n22,6\n",
      /line 2: .*got 2 cells, expected 1, .*--decimal ,/,
    ],
    ["with ragged rows", "a,b\n1,2\n1,2,3\n", /line 3: got 3 cells, expected 2/],
    [
      "whose cells behind a text may be one number with a comma",
      "who,a\nann,1,5\nbob,2,6\n",
      /line 2: got 3 cells, expected 2, .*name that column too; if commas are decimal marks/,
    ],
    [
      "whose numbers with a comma stand in one column or another",
      "who,a,b\nann,1,5,2\nbob,2,6,5\n",
      /line 2: got 4 cells, expected 3/,
    ],
    [
      "whose numbers may have commas between thousands",
      "who,a\nann,1,250.5\nbob,2,600\n",
      /line 2: got 3 cells, expected 2/,
    ],
    [
      "whose rows begin with a text that comes twice, and is no name",
      "a\tb\nwalk\t1\t2\nwalk\t3\t4\n",
      /line 2: got 3 cells, expected 2, .*name that column too/,
    ],
    [
      "whose rows begin with numbers that do not count",
      "a\tb\n3\t1\t2\n7\t3\t4\n",
      /line 2: got 3 cells, expected 2, .*name that column too/,
    ],
    [
      "whose rows have a cell more now and then only",
      "a\tb\nann\t1\t2\nbob\t3\t4\n5\t6\n",
      /line 2: got 3 cells, expected 2, .*name that column too/,
    ],
    [
      "whose times have a space within",
      "time a\n2024-01-01 12:00:00 1\n2024-01-02 12:00:00 2\n",
      /line 2: got 3 cells, expected 2/,
    ],
    [
      "with a short row, whatever the others end in",
      "a,b\n1,2,\n3,4,\n1,2\n",
      /line 4: .*got 2 cells, expected 3, .* and an empty one behind them/,
    ],
    [
      "in UTF-8 with a damaged letter",
      Buffer.concat([Buffer.from("a,ö\n1,"), Buffer.of(0xe9)]),
      /line 2: got bytes that are not UTF-8, .*--encoding/,
    ],
    [
      "that is no text",
      Buffer.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 0x1a, 10),
      /is this a data file\?/,
    ],
  ] as const) {
    it(what, () => refused(content, pattern));
  }
});

describe("several files", () => {
  const rowsOf = (files: readonly { name: string; bytes: Uint8Array }[], options = {}) => {
    const rows: unknown[] = [];
    readTable(files, options).eachRow(({ cells, file, before }) =>
      rows.push([file, before, ...cells]),
    );
    return rows;
  };

  it("are one table, by the names of their columns", () => {
    const rows = rowsOf([file("a,b\n1,2\n3,4\n", "1.csv"), file("b;a\n6;5\n", "2.csv")]);
    assert.deepEqual(rows, [
      ["1.csv", "file", "1", "2"],
      ["1.csv", undefined, "3", "4"],
      ["2.csv", "file", "5", "6"],
    ]);
  });

  it("with other columns are refused by name", () => {
    assert.throws(
      () => rowsOf([file("a,b\n1,2\n", "1.csv"), file("a,c\n1,2\n", "2.csv")]),
      /^UserError: 2\.csv: got the columns "a", "c", expected those of the first file: "a", "b"/,
    );
  });

  it("are labelled by their names or folders", () => {
    for (const [path, name, folder] of [
      ["data/walk/a.csv", "a", "walk"],
      ["data/x/left-turn_03.csv.gz", "left-turn", "x"],
      ["walk-1-2.csv", "walk", undefined],
      ["walk (2).csv", "walk", undefined],
      ["walk1.csv", "walk1", undefined],
      ["shake.2a4b.json", "shake", undefined],
      ["./12.csv", "12", undefined],
    ] as const) {
      assert.equal(labelOfFile(path, "name"), name, path);
      assert.equal(labelOfFile(path, "folder"), folder, path);
    }
    const rows = rowsOf([file("a\n1\n", "sit.csv"), file("a\n2\n", "walk.csv")], {
      labelFrom: "name",
    });
    assert.deepEqual(rows, [
      ["sit.csv", "file", "1", "sit"],
      ["walk.csv", "file", "2", "walk"],
    ]);
  });
});

it("units in headers are told apart", () => {
  assert.deepEqual(splitUnit("temp [°C]"), { name: "temp", unit: "°C" });
  assert.deepEqual(splitUnit(" temp (°C) "), { name: "temp", unit: "°C" });
  assert.deepEqual(splitUnit("x"), { name: "x" });
  assert.deepEqual(splitUnit("f(x) y"), { name: "f(x) y" });
});
