// A table reads back to the same bits, however it is written; and no bytes give a wrong number or a bug.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { uncompressed } from "../../../src/common/data/gzip.js";
import { readTable, type TableOptions } from "../../../src/common/data/table.js";
import { UserError } from "../../../src/common/errors.js";
import { readingsOf, tableOptionsFor } from "../../../src/common/learning/readings.js";
import {
  csvDialects,
  JSON_FORMS,
  optionsOf,
  tables,
  type Written,
  writeCsv,
  writeJson,
} from "../../support/data-dialects.js";
import { extent } from "../../support/extent.js";

const COLUMNS = { inputs: ["a", "b"], outputs: ["y"] };

async function read(bytes: Uint8Array, options: TableOptions = {}) {
  const file = await uncompressed({ name: "data", bytes });
  const table = readTable([file], { ...tableOptionsFor(COLUMNS), ...options });
  return readingsOf(table, COLUMNS, { labelled: true });
}

const bits = (numbers: Iterable<number>) => [...new Uint32Array(Float32Array.from(numbers).buffer)];

function expectSame({ rows }: Written, got: Awaited<ReturnType<typeof read>>): void {
  assert.deepEqual(bits(got.values), bits(rows.flatMap(({ a, b }) => [a, b])));
  assert.deepEqual(
    [...got.targets],
    rows.map(({ y }) => y),
  );
}

describe("a table written in any dialect", () => {
  it("reads back to the same bits, or is refused with the option that says how it is written", async () => {
    let refused = 0;
    const runs = extent(1500, 20_000);
    await fc.assert(
      fc.asyncProperty(tables, csvDialects, async (table, dialect) => {
        const bytes = writeCsv(table, dialect);
        try {
          expectSame(table, await read(bytes));
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          assert.match(error.message, /--(decimal|separator|header|encoding)|name that column/);
          refused++;
        }
      }),
      { numRuns: runs },
    );
    assert.ok(refused < runs / 10, `${refused} of ${runs} refused`);
  });

  it("reads back to the same bits when the options say how", async () => {
    await fc.assert(
      fc.asyncProperty(tables, csvDialects, async (table, dialect) => {
        const plain = { ...dialect, front: "nothing" as const };
        expectSame(table, await read(writeCsv(table, plain), optionsOf(plain)));
      }),
      { numRuns: extent(1000, 10_000) },
    );
  });

  for (const form of JSON_FORMS) {
    it(`reads back from JSON: ${form}`, async () => {
      const indents = fc.constantFrom(0, 2, 4);
      await fc.assert(
        fc.asyncProperty(tables, indents, async (table, indent) => {
          const text = writeJson(table, form, indent);
          expectSame(table, await read(new TextEncoder().encode(text)));
        }),
        { numRuns: 200 },
      );
    });
  }
});

describe("any bytes", () => {
  const piece = fc.constantFrom(
    ...["a", "b", "y", "1", "0", "1.5", "1,5", "1,234", "é", "\0", "\uFEFF", " ", "\t", "#", "nan"],
    ...[",", ";", "|", '"', '""', "{", "}", "[", "]", "\n", "\r\n", "\r", "sep=;\n", "true", "-1"],
    ...["a,b,y\n", "a;b;y\n", "1,2,1\n", "1;2;1\n", '{"a":1,"b":2,"y":1}\n', '"a":[1,2],', "null"],
  );
  const pieces = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(""));
  const texts = fc.oneof(
    pieces,
    pieces.map((text) => `a,b,y\n${text}`),
    pieces.map((text) => `a;b;y\n${text}`),
  );
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    texts.map((text) => new TextEncoder().encode(text)),
    texts.map((text) => new Uint8Array(Buffer.from(text, "latin1"))),
    texts.map((text) => new Uint8Array(Buffer.from(text, "utf16le"))),
    fc.uint8Array({ maxLength: 50 }).map((array) => Uint8Array.of(0x1f, 0x8b, ...array)),
  );

  it("give readings or one sentence with the file's name", async () => {
    await fc.assert(
      fc.asyncProperty(bytes, async (some) => {
        try {
          const { values, targets, count } = await read(some);
          assert.ok(count > 0);
          assert.equal(values.length, 2 * count);
          assert.ok(values.every(Number.isFinite));
          assert.ok(targets.every((label) => label === 0 || label === 1));
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          assert.match(error.message, /^data: .*expected /);
          assert.doesNotMatch(error.message, /\n/);
        }
      }),
      { numRuns: extent(3000, 100_000) },
    );
  });
});
