import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createContext, runInContext } from "node:vm";
import fc from "fast-check";
import { consoleReader } from "../../../src/common/espruino/console.js";
import { fromBytes, NAME_LENGTH, quote, storageName } from "../../../src/common/espruino/quote.js";
import { connect } from "../../../src/node/ports/connect-espruino.js";
import { BOARDS } from "../../support/espruino.js";

const NODE = createContext();

/** What has broken out of literals, consoles and pages before. */
const NASTY = [
  "",
  '"',
  "'",
  "`$\\{1}`",
  "\\",
  '\\"',
  '");require("Storage").eraseAll();("',
  "a\nb\r\nc",
  "\u2028\u2029",
  "\0\x01\x03\x04\x08\x10\x11\x13\x1b[2H\x7f",
  "</script><!-- -->",
  "*/ //",
  "ü€😀",
  "\u00ff\u0100",
  "\x10print(1)\n",
];

const text = () =>
  fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.string({ unit: "binary" }),
    fc.array(fc.constantFrom(...NASTY)).map((parts) => parts.join("")),
  );

describe("a quoted text", () => {
  it("is one literal of printable ASCII that gives the text's UTF-8 bytes", () => {
    const check = (value: string) => {
      const literal = quote(value);
      assert.match(literal, /^"[ !#-~]*"$/);
      assert.doesNotMatch(literal.slice(1, -1), /["'`<>]/);
      const bytes = runInContext(literal, NODE) as string;
      assert.equal(bytes, Buffer.from(value).toString("latin1"));
      assert.equal(fromBytes(bytes), value);
    };
    NASTY.forEach(check);
    fc.assert(fc.property(text(), check), { numRuns: 500 });
  });

  it("stays inside when it is quoted again, as code that is evaluated", () => {
    fc.assert(
      fc.property(text(), (value) => {
        const bytes = runInContext(`eval(${quote(quote(value))})`, NODE) as string;
        assert.equal(fromBytes(bytes), value);
      }),
    );
  });

  it("refuses half a character, which has no UTF-8", () => {
    for (const half of ["\ud800", "a\udc00b", "\udc00\ud800"]) {
      assert.throws(() => quote(half), {
        name: "UserError",
        message: /half a character, expected whole ones/,
      });
    }
  });

  for (const { name, skip, start } of BOARDS) {
    it(`is what it was after ${name} has evaluated it`, { skip }, async () => {
      const board = await start();
      const line = await connect(board.port);
      try {
        const samples = [...NASTY, ...fc.sample(text(), { numRuns: 60, seed: 7 })];
        for (let at = 0; at < samples.length; at += 15) {
          const values = samples.slice(at, at + 15);
          const answer = await line.evaluate(`[${values.map(quote)}]`);
          assert.deepEqual((JSON.parse(answer) as string[]).map(fromBytes), values);
        }
      } finally {
        await line.close();
        await board.stop();
      }
    });
  }
});

describe("a module's name", () => {
  it("is up to 16 letters, digits, _, . and -", () => {
    for (const name of ["a", "Gait_2.b-c", "_", "0", "x".repeat(NAME_LENGTH)]) {
      assert.equal(storageName(name), name);
    }
  });

  it("is nothing else, and the error says what it may be", () => {
    const wrong = [
      "",
      ".boot0",
      "-a",
      "a b",
      "a/b",
      "a:b",
      "a~b",
      "ü",
      'a"',
      "a\n",
      "x".repeat(17),
    ];
    for (const name of wrong) {
      assert.throws(() => storageName(name, "--name"), {
        name: "UserError",
        message: /^--name: got ".*", expected 1 to 16 letters, digits/,
      });
    }
  });
});

describe("a board's console", () => {
  it("gives whole lines, however they are cut, without prompt and terminal's signs", () => {
    const sent = '>\r\x1b[Jone\r\n>two\r\nthr\x1b[31mee\x07\r\n>foo\r\x1b[J\x01{"a":1}\r\n>rest';
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 })), (sizes) => {
        const lines: string[] = [];
        const read = consoleReader((line) => lines.push(line));
        let at = 0;
        for (const size of [...sizes, sent.length]) {
          read(sent.slice(at, at + size));
          at += size;
        }
        assert.deepEqual(lines, ["one", "two", "three", '\x01{"a":1}']);
      }),
    );
  });
});
