import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { UserError } from "../../../src/common/errors.js";
import {
  checkNetwork,
  LIMITS,
  networkJsonSchema,
  parseNetwork,
} from "../../../src/common/network/network-file.js";
import { WORKLOADS, workload, workloadNetwork } from "../../support/workloads.js";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const SMALLEST = {
  inputs: [{ name: "t" }],
  outputs: ["y"],
  layers: [{ units: 1, activation: "sigmoid" }],
};

/** A file that uses every field. */
const FULL = {
  $schema: "https://example.org/network.schema.json",
  name: "greenhouse",
  inputs: [
    { name: "temperature", unit: "°C", mean: 21.5, deviation: 4 },
    { name: "humidity", unit: "%" },
  ],
  outputs: ["open", "heat"],
  layers: [
    { units: 4, activation: "tanh" },
    { units: 2, activation: "sigmoid" },
  ],
  loss: "binary-cross-entropy",
  positiveWeight: 3,
  optimizer: { type: "sgd", learningRate: 0.1 },
  reduction: "mean",
  batch: 8,
  normalizer: "standard",
  seed: 4294967295,
  plan: "small",
};

/** A copy of the full file with one place changed; undefined takes the field out. */
function changed(path: readonly (string | number)[], value: Json | undefined): unknown {
  const copy = structuredClone(FULL) as Record<string | number, unknown>;
  const parent = path
    .slice(0, -1)
    .reduce((at, key) => at[key] as Record<string | number, unknown>, copy);
  const last = path.at(-1)!;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

function assertRefused(value: unknown, message: string) {
  assert.throws(() => checkNetwork(value, "n.json"), new UserError(`n.json: ${message}`));
}

const TEXT =
  "a name of 1 to 64 characters without line breaks, not beginning or ending with a space";
const FLOAT = "a finite number that fits in float32";
const CHANNEL = 'an object with "name" and, if you like, "unit", "mean", "deviation"';
const DEVIATION = "a number from 1e-37 to 3.4028234663852886e+38";
const ACTIVATIONS = 'one of "tanh", "sigmoid", "identity"';
const UNITS = "a whole number from 1 to 256";
const SEED = "a whole number from 0 to 4294967295";
const LONG = "x".repeat(65);
const LONG_SHOWN = `"${"x".repeat(56)}…`;

const nothing = undefined;
const times = (count: number, value: Json): Json[] => Array.from({ length: count }, () => value);

/** place · wrong value · what the message shows of it · what it expects */
const WRONG: readonly [
  path: (string | number)[],
  value: Json | undefined,
  got: string,
  expected: string,
][] = [
  [["$schema"], 1, "1", "the address of the JSON Schema, a text"],
  [["name"], "", '""', TEXT],
  [["name"], " x", '" x"', TEXT],
  [["name"], "x ", '"x "', TEXT],
  [["name"], "a\nb", '"a\\nb"', TEXT],
  [["name"], LONG, LONG_SHOWN, TEXT],
  [["name"], 7, "7", TEXT],
  [["name"], null, "null", TEXT],
  [["inputs"], nothing, "nothing", "a list of 1 to 256 input channels"],
  [["inputs"], [], "a list of 0", "a list of 1 to 256 input channels"],
  [["inputs"], "t", '"t"', "a list of 1 to 256 input channels"],
  [["inputs"], times(257, { name: "t" }), "a list of 257", "a list of 1 to 256 input channels"],
  [["inputs", 1], "humidity", '"humidity"', CHANNEL],
  [["inputs", 1], ["humidity"], "a list of 1", CHANNEL],
  [["inputs", 1], null, "null", CHANNEL],
  [["inputs", 0, "name"], nothing, "nothing", TEXT],
  [["inputs", 0, "name"], true, "true", TEXT],
  [["inputs", 0, "unit"], "", '""', TEXT],
  [["inputs", 0, "mean"], "21", '"21"', FLOAT],
  [["inputs", 0, "mean"], 1e39, "1e+39", FLOAT],
  [["inputs", 0, "mean"], -3.5e38, "-3.5e+38", FLOAT],
  [["inputs", 0, "deviation"], 0, "0", DEVIATION],
  [["inputs", 0, "deviation"], -4, "-4", DEVIATION],
  [["inputs", 0, "deviation"], 1e39, "1e+39", DEVIATION],
  [["outputs"], nothing, "nothing", "a list of 1 to 256 names of label columns"],
  [["outputs"], [], "a list of 0", "a list of 1 to 256 names of label columns"],
  [["outputs"], { y: 1 }, '{"y":1}', "a list of 1 to 256 names of label columns"],
  [["outputs", 1], 5, "5", TEXT],
  [["layers"], nothing, "nothing", "a list of 1 to 8 layers"],
  [["layers"], [], "a list of 0", "a list of 1 to 8 layers"],
  [
    ["layers"],
    times(9, { units: 2, activation: "tanh" }),
    "a list of 9",
    "a list of 1 to 8 layers",
  ],
  [["layers", 0], 4, "4", 'an object with "units" and "activation"'],
  [["layers", 0, "units"], nothing, "nothing", UNITS],
  [["layers", 0, "units"], 0, "0", UNITS],
  [["layers", 0, "units"], 257, "257", UNITS],
  [["layers", 0, "units"], 1.5, "1.5", UNITS],
  [["layers", 0, "units"], "4", '"4"', UNITS],
  [["layers", 0, "units"], [4], "a list of 1", UNITS],
  [["layers", 0, "activation"], nothing, "nothing", ACTIVATIONS],
  [["layers", 0, "activation"], "relu", '"relu"', ACTIVATIONS],
  [["loss"], "mse", '"mse"', 'one of "binary-cross-entropy"'],
  [["positiveWeight"], 0, "0", "a number from 1e-37 to 10000"],
  [["positiveWeight"], 10_001, "10001", "a number from 1e-37 to 10000"],
  [["positiveWeight"], false, "false", "a number from 1e-37 to 10000"],
  [["optimizer"], "sgd", '"sgd"', 'an object with "type" and "learningRate"'],
  [["optimizer", "type"], "adam", '"adam"', 'one of "sgd"'],
  [["optimizer", "learningRate"], 0, "0", "a number from 1e-37 to 1000"],
  [["optimizer", "learningRate"], 1000.5, "1000.5", "a number from 1e-37 to 1000"],
  [["reduction"], "max", '"max"', 'one of "sum", "mean"'],
  [["batch"], 0, "0", "a whole number from 1 to 1024"],
  [["batch"], 1025, "1025", "a whole number from 1 to 1024"],
  [["batch"], 2.5, "2.5", "a whole number from 1 to 1024"],
  [["normalizer"], 1, "1", 'one of "standard", "none"'],
  [["seed"], -1, "-1", SEED],
  [["seed"], 4294967296, "4294967296", SEED],
  [["seed"], 0.5, "0.5", SEED],
  [["plan"], "FAST", '"FAST"', 'one of "auto", "fast", "small"'],
  [
    ["layers", 1, "activation"],
    "tanh",
    '"tanh"',
    '"sigmoid" in the last layer, which the loss "binary-cross-entropy" needs',
  ],
  [["layers", 1, "units"], 3, "3", "2, one unit for each name in outputs"],
  [
    ["inputs", 1, "name"],
    "temperature",
    '"temperature" again',
    "a name that inputs[0].name does not have already",
  ],
  [["outputs", 1], "open", '"open" again', "a name that outputs[0] does not have already"],
  [
    ["outputs", 0],
    "humidity",
    '"humidity" again',
    "a name that inputs[1].name does not have already",
  ],
];

const written = (path: readonly (string | number)[]) =>
  path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${key}`))
    .join("")
    .slice(1);

for (const [path, value, got, expected] of WRONG) {
  test(`${written(path)} refuses ${got.slice(0, 30)}`, () => {
    assertRefused(changed(path, value), `${written(path)}: got ${got}, expected ${expected}`);
  });
}

const UNKNOWN: readonly [path: (string | number)[], known: string][] = [
  [
    ["learningrate"],
    "$schema, name, inputs, outputs, layers, loss, positiveWeight, optimizer, reduction, batch, normalizer, seed, plan",
  ],
  [["inputs", 0, "scale"], "name, unit, mean, deviation"],
  [["layers", 1, "bias"], "units, activation"],
  [["optimizer", "momentum"], "type, learningRate"],
];

for (const [path, known] of UNKNOWN) {
  test(`the unknown field ${written(path)} is refused with the known ones`, () => {
    const above = written(path.slice(0, -1));
    const place = above ? `${above}: ` : "";
    const message = `${place}got the unknown field "${path.at(-1)}", expected only ${known}`;
    assertRefused(changed(path, 1), message);
  });
}

test("a field with a name of JavaScript's own is as unknown as any other", () => {
  for (const field of ["__proto__", "constructor", "toString"]) {
    const text = JSON.stringify(FULL).replace("{", `{"${field}":{"batch":1},`);
    assert.throws(() => parseNetwork(text), {
      message: new RegExp(`^network file: got the unknown field "${field}", expected only `),
    });
  }
});

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
  const wrong = { ...FULL, batch: 0, seed: -1 };
  assertRefused(wrong, "batch: got 0, expected a whole number from 1 to 1024 (and 1 more place)");
  assertRefused(
    { ...wrong, plan: 1 },
    "batch: got 0, expected a whole number from 1 to 1024 (and 2 more places)",
  );
});

test("a number that overflows in JSON is refused", () => {
  const text = JSON.stringify(FULL);
  for (const [field, expected] of [
    ['"mean":21.5', `inputs[0].mean: got Infinity, expected ${FLOAT}`],
    ['"batch":8', "batch: got Infinity, expected a whole number from 1 to 1024"],
    [
      '"learningRate":0.1',
      "optimizer.learningRate: got Infinity, expected a number from 1e-37 to 1000",
    ],
  ] as const) {
    const wrong = text.replace(field, field.replace(/:.*/, ":1e999"));
    assert.throws(() => parseNetwork(wrong), { message: `network file: ${expected}` });
  }
});

const NO_NUMBERS = [Number.NaN, Number.POSITIVE_INFINITY];

test("a network given as a value may not hold NaN or infinity", () => {
  for (const value of NO_NUMBERS) {
    for (const path of [
      ["batch"],
      ["seed"],
      ["positiveWeight"],
      ["inputs", 0, "mean"],
      ["layers", 0, "units"],
    ]) {
      assert.throws(() => checkNetwork(changed(path, value), "n"), {
        name: "UserError",
        message: new RegExp(
          `^n: ${written(path).replace(/[[\].]/g, "\\$&")}: got ${value}, expected a `,
        ),
      });
    }
  }
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
  assert.deepEqual(parseNetwork(`\uFEFF${JSON.stringify(FULL)}`), checkNetwork(FULL));
});

test("a file of too many characters is refused before it is read", () => {
  const text = JSON.stringify(FULL).padEnd(LIMITS.fileCharacters);
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
  const within = (value: string) => JSON.stringify(FULL).replace('"greenhouse"', value);
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

test("a file with every field is taken as it is", () => {
  assert.deepEqual(checkNetwork(FULL), FULL);
});

test("what a file leaves out gets its default", () => {
  assert.deepEqual(checkNetwork(SMALLEST), {
    ...SMALLEST,
    name: "network",
    loss: "binary-cross-entropy",
    positiveWeight: 1,
    optimizer: { type: "sgd", learningRate: 0.05 },
    reduction: "sum",
    batch: 16,
    normalizer: "standard",
    seed: 1,
    plan: "auto",
  });
  const { optimizer } = checkNetwork({ ...SMALLEST, optimizer: { learningRate: 2 } });
  assert.deepEqual(optimizer, { type: "sgd", learningRate: 2 });
});

test("the limits themselves are allowed", () => {
  for (const [path, value] of [
    [["batch"], 1],
    [["batch"], 1024],
    [["seed"], 0],
    [["layers", 0, "units"], 256],
    [["layers", 0, "units"], 1],
    [["optimizer", "learningRate"], 1000],
    [["positiveWeight"], 10_000],
    [["inputs", 0, "mean"], -3.4028234663852886e38],
    [["inputs", 0, "deviation"], 3.4028234663852886e38],
    [["name"], "x".repeat(64)],
    [["name"], "🌱".repeat(64)],
  ] as const) {
    checkNetwork(changed([...path], value));
  }
  const many = Array.from({ length: 256 }, (_, i) => ({ name: `x${i}` }));
  assert.equal(checkNetwork({ ...SMALLEST, inputs: many }).inputs.length, 256);
  const deep = [...times(7, { units: 2, activation: "identity" }), ...SMALLEST.layers];
  assert.equal(checkNetwork({ ...SMALLEST, layers: deep }).layers.length, 8);
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

test("the full file with anything in any place gives a network or a user's error", () => {
  const places = WRONG.map(([path]) => path);
  fc.assert(
    fc.property(fc.constantFrom(...places), fc.jsonValue(), (path, value) =>
      assertSpeaks(() => checkNetwork(changed(path, value as Json))),
    ),
    { seed: 5, numRuns: 1000 },
  );
});

test("the full file with any piece cut out or put in gives a network or a user's error", () => {
  const text = JSON.stringify(FULL, null, 1);
  const piece = fc.tuple(fc.nat(text.length), fc.nat(8), fc.string({ maxLength: 4 }));
  fc.assert(
    fc.property(piece, ([at, cut, put]) =>
      assertSpeaks(() => parseNetwork(text.slice(0, at) + put + text.slice(at + cut))),
    ),
    { seed: 6, numRuns: 1000 },
  );
});

/** What JSON Schema calls a value: 3 is a number and an integer. */
function types(value: unknown): string[] {
  if (Array.isArray(value)) return ["array"];
  if (value === null) return ["null"];
  return Number.isInteger(value) ? ["integer", "number"] : [typeof value];
}

/** The keywords of JSON Schema that the published schema uses; an unknown one fails. */
function accepts(schema: Record<string, unknown>, value: unknown): boolean {
  const rules: Record<string, (rule: never) => boolean> = {
    required: (names: string[]) => names.every((name) => Object.hasOwn(value as object, name)),
    properties: (fields: Record<string, Record<string, unknown>>) =>
      Object.entries(value as object).every(([k, v]) => !fields[k] || accepts(fields[k], v)),
    additionalProperties: (allowed: boolean) =>
      allowed ||
      Object.keys(value as object).every((k) => Object.hasOwn(schema.properties as object, k)),
    items: (item: Record<string, unknown>) => (value as unknown[]).every((v) => accepts(item, v)),
    minItems: (least: number) => (value as unknown[]).length >= least,
    maxItems: (most: number) => (value as unknown[]).length <= most,
    minimum: (least: number) => (value as number) >= least,
    maximum: (most: number) => (value as number) <= most,
    exclusiveMinimum: (below: number) => (value as number) > below,
    enum: (values: unknown[]) => values.includes(value),
    pattern: (pattern: string) => new RegExp(pattern, "u").test(value as string),
    ...Object.fromEntries(
      ["$schema", "title", "description", "default"].map((word) => [word, () => true]),
    ),
  };
  const { type, ...others } = schema;
  if (type !== undefined && !types(value).includes(type as string)) return false;
  return Object.entries(others).every(([keyword, rule]) => {
    const check = rules[keyword];
    if (!check) throw new Error(`the schema uses ${keyword}`);
    return check(rule as never);
  });
}

test("the JSON Schema accepts what is valid and refuses what a single field can tell is not", () => {
  const schema = networkJsonSchema();
  const workloads = WORKLOADS.map((name) => workloadNetwork(workload(name)));
  for (const valid of [SMALLEST, FULL, ...workloads]) {
    checkNetwork(valid);
    assert.ok(accepts(schema, valid));
  }
  const together = /again|in the last layer|for each name/;
  for (const [path, value, got, expected] of WRONG) {
    const wrong = changed(path, value);
    assert.equal(accepts(schema, wrong), together.test(got + expected), `${written(path)}: ${got}`);
  }
  for (const [path] of UNKNOWN) assert.ok(!accepts(schema, changed(path, 1)), written(path));
});

test("the JSON Schema describes every field, with its limits and defaults", () => {
  const schema = networkJsonSchema() as {
    $schema: string;
    required: string[];
    properties: Record<string, Record<string, unknown>>;
  };
  assert.equal(schema.$schema, "https://json-schema.org/draft/2020-12/schema");
  assert.deepEqual(schema.required, ["inputs", "outputs", "layers"]);
  assert.deepEqual(Object.keys(schema.properties).sort(), Object.keys(FULL).sort());
  const { batch, seed, layers, inputs, plan } = schema.properties;
  assert.deepEqual([batch!.minimum, batch!.maximum, batch!.default], [1, 1024, 16]);
  assert.deepEqual([seed!.minimum, seed!.maximum, seed!.default], [0, 4294967295, 1]);
  assert.deepEqual([layers!.minItems, layers!.maxItems], [1, 8]);
  assert.deepEqual([inputs!.minItems, inputs!.maxItems], [1, 256]);
  assert.deepEqual(plan!.enum, ["auto", "fast", "small"]);
  const undescribed = Object.entries(schema.properties).filter(([, field]) => !field.description);
  assert.deepEqual(
    undescribed.map(([name]) => name),
    ["$schema"],
  );
});
