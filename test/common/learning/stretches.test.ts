import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readTable } from "../../../src/common/data/table.js";
import { UserError } from "../../../src/common/errors.js";
import { leakNote } from "../../../src/common/learning/leak.js";
import { parseReadings, readingsOf } from "../../../src/common/learning/readings.js";
import { split } from "../../../src/common/learning/split.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";

const COLUMNS = { inputs: ["x"], outputs: ["y"] };
const spec = checkNetwork({ inputs: ["x"], outputs: ["y"], layers: [{ units: 1 }] });

const read = (text: string, options = {}) =>
  parseReadings(text, COLUMNS, { source: "data", labelled: true, ...options });
const files = (texts: Record<string, string>, options = {}) => {
  const list = Object.entries(texts).map(([name, text]) => ({
    name,
    bytes: new TextEncoder().encode(text),
  }));
  return readingsOf(readTable(list, options), COLUMNS, { labelled: true });
};
const refused = (run: () => unknown, pattern: RegExp) =>
  assert.throws(run, (error) => error instanceof UserError && pattern.test(error.message));
const numbers = (list: Uint32Array | undefined) => list && [...list];

describe("rows that lack a value", () => {
  const gaps = "x,y\n1,0\nnan,0\n3,1\n,1\n5,0\nNA,1\n?,0\n-inf,1\n9,0\n";

  it("are refused with the ways to go on", () => {
    refused(
      () => read(gaps),
      /line 3: column "x": got "nan", expected a finite .*; --missing drop leaves such rows out, --missing previous repeats/,
    );
  });

  it("are left out, told, and end a piece", () => {
    const { values, targets, pieces, told, recordings } = read(gaps, { missing: "drop" });
    assert.deepEqual([...values], [1, 3, 5, 9]);
    assert.deepEqual([...targets], [0, 1, 0, 0]);
    assert.deepEqual(numbers(pieces), [0, 1, 2, 3]);
    assert.equal(recordings, undefined);
    assert.deepEqual(told, ["5 rows without a value left out"]);
  });

  it("are filled with the value before, told, but never from another file or without a label", () => {
    const { values, told, pieces } = read(gaps, { missing: "previous" });
    assert.deepEqual([...values], [1, 1, 3, 3, 5, 5, 5, 5, 9]);
    assert.deepEqual(told, ["5 values filled with the one before"]);
    assert.equal(pieces, undefined);
    const lost = read("x,y\nnan,0\n2,1\n3,\n", { missing: "previous" });
    assert.deepEqual([...lost.values], [2]);
    assert.deepEqual(lost.told, ["2 rows without a value left out"]);
    const table = readTable(
      ["x,y\n1,0\n", "x,y\nnan,0\n2,1\n"].map((text, i) => ({
        name: `${i}.csv`,
        bytes: new TextEncoder().encode(text),
      })),
    );
    const two = readingsOf(table, COLUMNS, { labelled: true, missing: "previous" });
    assert.deepEqual([...two.values], [1, 2]);
  });

  it("may be all of them, which is refused", () => {
    refused(
      () => read("x,y\nnan,0\n", { missing: "drop" }),
      /got 1 row that lack a value, expected/,
    );
  });

  it("are not what a class is called", () => {
    const columns = { ...COLUMNS, task: "classes", classes: ["none", "some"] } as const;
    const options = { source: "data", labelled: true, missing: "drop" } as const;
    const { targets } = parseReadings("x,y\n1,none\n2,some\n3,\n", columns, options);
    assert.deepEqual([...targets], [0, 1]);
  });
});

describe("recordings", () => {
  it("are what a column called recording or group says, or another that is named", () => {
    for (const name of ["recording", "Group", "take"]) {
      const text = `x,y,${name}\n1,0,a\n2,0,a\n3,0,b\n4,1,a\n`;
      const options = name === "take" ? { recording: "take" } : {};
      const { recordings, pieces } = read(text, options);
      assert.deepEqual(numbers(recordings), [0, 0, 1, 0]);
      assert.deepEqual(numbers(pieces), [0, 0, 1, 2]);
    }
    assert.equal(read("x,y,take\n1,0,a\n2,0,b\n").recordings, undefined);
  });

  it("are files, and what a header in the midst or a blank line begins", () => {
    const { recordings, told } = files({ "a.csv": "x,y\n1,0\n2,0\n", "b.csv": "y,x\n1,3\n" });
    assert.deepEqual(numbers(recordings), [0, 0, 1]);
    assert.deepEqual(told, ["2 recordings by files or headers"]);
    assert.deepEqual(numbers(read("x,y\n1,0\nx,y\n2,1\n").recordings), [0, 1]);
    assert.deepEqual(numbers(read("x,y\n1,0\n2,0\n\n3,1\n").recordings), [0, 0, 1]);
    assert.equal(read("x,y\n1,0\n\n2,0\n\n3,1\n").recordings, undefined); // each row stands alone
  });

  it("begin where the time goes on by more than five times the usual step, or back", () => {
    const times = [0, 10, 20, 30, 100, 110, 120, 0, 10];
    const text = (name: string, of: (time: number) => string) =>
      `${name},x,y\n${times.map((time, i) => `${of(time)},${i},0`).join("\n")}\n`;
    const iso = (time: number) => new Date(1e12 + 1000 * time).toISOString();
    for (const [name, of] of [
      ["time", String],
      ["t [ms]", String],
      ["Timestamp", iso],
      ["date", (time: number) => iso(time).replace("T", " ").replace(/\..*/, "")],
    ] as const) {
      const { recordings, ordered, told } = read(text(name, of));
      assert.deepEqual(numbers(recordings), [0, 0, 0, 0, 1, 1, 1, 2, 2]);
      assert.equal(ordered, true);
      assert.match(told![0]!, /^3 recordings by gaps or steps back in the time$/);
    }
    const shuffled = read("time,x,y\n5,1,0\n1,1,0\n9,1,0\n2,1,0\n");
    assert.deepEqual([shuffled.recordings, shuffled.ordered], [undefined, undefined]);
  });
});

/** Observations with the labels of (recording, label) pairs. */
const observations = (pairs: readonly (readonly [number, number])[]) => ({
  values: Float32Array.from(pairs, (_, i) => (i * 7919) % 101),
  targets: Float32Array.from(pairs, ([, label]) => label),
  count: pairs.length,
  inputs: 1,
  targetCount: 1,
});

describe("what is held out", () => {
  it("is whole recordings, and leaves a recording of each label to the training", () => {
    const pairs = Array.from(
      { length: 60 },
      (_, i) => [Math.floor(i / 10), i < 10 ? 1 : 0] as const,
    );
    const recordings = Uint32Array.from(pairs, ([recording]) => recording);
    for (let seed = 0; seed < 20; seed++) {
      const { trainRows, validationRows } = split(
        { ...observations(pairs), recordings },
        { ...spec, seed },
        0.2,
      );
      assert.equal(validationRows.length, 10);
      assert.equal(new Set([...validationRows].map((row) => recordings[row])).size, 1);
      assert.ok([...trainRows].includes(0), "the only recording of yes");
    }
  });

  it("is the last part of each recording where a label has only one", () => {
    const pairs = Array.from({ length: 20 }, (_, i) => [i < 10 ? 0 : 1, i < 10 ? 0 : 1] as const);
    const recordings = Uint32Array.from(pairs, ([recording]) => recording);
    const { validationRows } = split({ ...observations(pairs), recordings }, spec, 0.2);
    assert.deepEqual([...validationRows], [8, 9, 18, 19]);
  });

  it("is the last part, or single rows, when that is asked for", () => {
    const pairs = Array.from({ length: 20 }, (_, i) => [0, i % 2] as const);
    const of = observations(pairs);
    assert.deepEqual([...split(of, spec, 0.2, "last").validationRows], [16, 17, 18, 19]);
    const ordered = { ...of, ordered: true };
    assert.equal(split(ordered, spec, 0.2, "rows").validationRows.length, 4);
  });

  it("is stretches of time where rows follow each other in time", () => {
    const pairs = Array.from({ length: 200 }, (_, i) => [0, i % 2] as const);
    const { validationRows } = split({ ...observations(pairs), ordered: true }, spec, 0.2);
    const begins = validationRows.filter((row, i) => row !== validationRows[i - 1]! + 1);
    assert.equal(validationRows.length, 40);
    assert.ok(begins.length <= 4, `${begins}`);
  });

  it("leaks, and that is said, where rows beside each other are alike or drawn from recordings", () => {
    const pairs = Array.from({ length: 200 }, (_, i) => [0, i % 2] as const);
    const apart = observations(pairs);
    const smooth = { ...apart, values: Float32Array.from(pairs, (_, i) => Math.sin(i / 20)) };
    const recordings = Uint32Array.from(pairs, (_, i) => i >> 5);
    assert.equal(leakNote(apart, spec, 0.2, "together"), undefined);
    assert.match(leakNote(smooth, spec, 0.2, "together")!, /say --validation-last/);
    assert.equal(leakNote(smooth, spec, 0.2, "last"), undefined);
    assert.equal(leakNote(smooth, spec, 0, "together"), undefined);
    assert.equal(leakNote({ ...smooth, recordings }, spec, 0.2, "together"), undefined);
    assert.match(leakNote({ ...apart, recordings }, spec, 0.2, "rows")!, /^--validation-rows/);
  });
});
