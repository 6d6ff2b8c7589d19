import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { UserError } from "../../../src/common/errors.js";
import { read } from "../../support/readings.js";

describe("reading anything", () => {
  const isReadingsOrUserError = (text: string) => {
    try {
      const { values, targets, count } = read(text);
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

  it("gives readings or a UserError with a line for any text", () => {
    fc.assert(fc.property(anything, isReadingsOrUserError), { numRuns: 3000 });
  });

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
        for (const got of [read(`y,b,a\n${csv}`), read(json)]) {
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
