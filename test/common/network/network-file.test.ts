import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { UserError } from "../../../src/common/errors.js";
import { checkNetwork, LIMITS, parseNetwork } from "../../../src/common/network/network-file.js";
import {
  assertRefused,
  changed,
  FULL,
  type FullName,
  type Json,
} from "../../support/network-files.js";
import { WRONG } from "../../support/wrong-fields.js";

test("a value that is no object is refused as a whole", () => {
  const expected = 'an object with at least "inputs", "outputs" and "layers"';
  for (const [value, got] of [
    [null, "null"],
    [7, "7"],
    ["net", '"net"'],
    [[1, 2], "a list of 2"],
    [undefined, "nothing"],
  ] as const) {
    assertRefused(value, `the whole file: got ${got}, expected ${expected}`);
  }
});

test("the first wrong place is told, and how many more there are", () => {
  const wrong = { ...FULL.greenhouse, batch: 0, seed: -1 };
  assertRefused(wrong, "batch: got 0, expected a whole number from 1 to 1024 (and 1 more place)");
  assertRefused(
    { ...wrong, plan: 1 },
    "batch: got 0, expected a whole number from 1 to 1024 (and 2 more places)",
  );
});

test("a field whose name is written wrong is told before that the right one is missing", () => {
  const { layers, ...rest } = FULL.greenhouse as { readonly layers: unknown };
  assert.throws(
    () => checkNetwork({ ...rest, layrs: layers }),
    /^UserError: network: got the unknown field "layrs", .*; did you mean "layers"\? \(and 1 more place\)$/,
  );
});

/** text · line, column */
const SYNTAX: readonly [text: string, where: string][] = [
  ["", "line 1, column 1"],
  ["{", "line 1, column 2"],
  ['{\n  "name": "x"', "line 2, column 14"],
  ['{\n  "name": x,\n  "batch": 3\n}\n', "line 2, column 11"],
  ['{\n  "seed": 5,,\n  "batch": 3\n}\n', "line 2, column 13"],
  ['{\r\n  "batch": NaN\r\n}\r\n', "line 2, column 12"],
  ['{"a":1 "b":2}', "line 1, column 8"],
  ['\uFEFF{"a":1 "b":2}', "line 1, column 8"],
  ['{"a":[1,\n2,\n3}', "line 3, column 2"],
  ["{'a':1}", "line 1, column 2"],
  ['{"a":"in JSON at position 1"} x', "line 1, column 31"],
  [`{"a": "${"é".repeat(100)}",\n"b": +1,\n"c": [[[]]]}`, "line 2, column 6"],
  ['{"a":"b\n"}', "line 1, column 8"],
  ["{}\n// end", "line 2, column 1"],
];

for (const [text, where] of SYNTAX) {
  test(`the syntax error in ${JSON.stringify(text.slice(0, 40))} is at ${where}`, () => {
    assert.throws(
      () => parseNetwork(text, "n.json"),
      (error: Error) => {
        assert.equal(error.name, "UserError");
        const [, place, reason, advice] =
          /^n\.json: (line \d+, column \d+): got text that is not JSON \((.+)\), expected a JSON object; (.+)$/.exec(
            error.message,
          ) ?? [];
        assert.equal(place, where, error.message);
        assert.ok(reason!.length <= 120);
        assert.equal(advice, "numbers are written like 0.05, without NaN or Infinity");
        return true;
      },
    );
  });
}

test("a byte order mark is no error", () => {
  assert.deepEqual(
    parseNetwork(`\uFEFF${JSON.stringify(FULL.greenhouse)}`),
    checkNetwork(FULL.greenhouse),
  );
});

test("a file of too many characters is refused before it is read", () => {
  const text = JSON.stringify(FULL.greenhouse).padEnd(LIMITS.fileCharacters);
  assert.equal(parseNetwork(text).name, "greenhouse");
  assert.throws(() => parseNetwork(`${text} `, "n.json"), {
    name: "UserError",
    message: "n.json: got 1000001 characters, expected at most 1000000; is this a network file?",
  });
});

test("nesting a hundred thousand deep is refused like any other wrong value", () => {
  const deep = 100_000;
  const lists = "[".repeat(deep);
  const objects = `${'{"a":'.repeat(deep)}1${"}".repeat(deep)}`;
  const within = (value: string) => JSON.stringify(FULL.greenhouse).replace('"greenhouse"', value);
  for (const [text, message] of [
    [lists, /^network file: line 1, column 100001: got text that is not JSON/],
    [lists + "]".repeat(deep), /^network file: the whole file: got a list of 1, /],
    [objects, /^network file: inputs: got nothing, /],
    [within(lists + "]".repeat(deep)), /^network file: name: got a list of 1, /],
    [within(objects), /^network file: name: got a value nested too deeply to show, /],
    [within(objects).replace('"name"', '"nom"'), /^network file: got the unknown field "nom", /],
  ] as const) {
    assert.throws(() => parseNetwork(text), { name: "UserError", message });
  }
});

/** A value or a UserError of one line; anything else is a bug. */
function assertSpeaks(read: () => unknown) {
  try {
    read();
  } catch (error) {
    assert.ok(error instanceof UserError, `${error}`);
    assert.match(error.message, /^network( file)?: .*\bgot .+, expected .+$/);
    assert.ok(error.message.length < 600, error.message);
  }
}

test("any JSON value gives a network or a user's error", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => assertSpeaks(() => checkNetwork(value))),
    { seed: 3, numRuns: 500 },
  );
});

test("any text gives a network or a user's error", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.string({ unit: fc.constantFrom(...'{}[]":,tfn1-.e\\u \n') }),
    fc.json(),
  );
  fc.assert(
    fc.property(text, (value) => assertSpeaks(() => parseNetwork(value))),
    { seed: 4, numRuns: 1000 },
  );
});

test("a full file with anything in any place gives a network or a user's error", () => {
  const places = Object.entries(WRONG).flatMap(([name, wrong]) =>
    wrong.map(([path]) => [name as FullName, path] as const),
  );
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.jsonValue(), ([name, path], value) =>
      assertSpeaks(() => checkNetwork(changed(name, path, value as Json))),
    ),
    { seed: 5, numRuns: 1000 },
  );
});

test("a full file with a value of another place in any place gives a network or a user's error", () => {
  const places = Object.entries(WRONG).flatMap(([name, wrong]) =>
    wrong.map(([path]) => [name as FullName, path] as const),
  );
  const values = Object.values(FULL).flatMap(Object.values);
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.constantFrom(...values), ([name, path], value) =>
      assertSpeaks(() => checkNetwork(changed(name, path, value as Json))),
    ),
    { seed: 7, numRuns: 1000 },
  );
});

test("a full file with any piece cut out or put in gives a network or a user's error", () => {
  const texts = Object.values(FULL).map((file) => JSON.stringify(file, null, 1));
  const piece = fc.tuple(
    fc.constantFrom(...texts),
    fc.nat(2000),
    fc.nat(8),
    fc.string({ maxLength: 4 }),
  );
  fc.assert(
    fc.property(piece, ([text, at, cut, put]) =>
      assertSpeaks(() => parseNetwork(text.slice(0, at) + put + text.slice(at + cut))),
    ),
    { seed: 6, numRuns: 1000 },
  );
});
