import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { networkJsonSchema } from "../../../src/common/network/network-json-schema.js";
import { packageRoot } from "../../../src/node/package.js";
import { acceptsJson } from "../../support/json-schema.js";
import { changed, FULL, type FullName, SMALLEST, written } from "../../support/network-files.js";
import { WORKLOADS, workload, workloadNetwork } from "../../support/workloads.js";
import { UNKNOWN, WRONG } from "../../support/wrong-fields.js";

const schema = networkJsonSchema();

/** Files that use the short forms. */
const SHORT = [
  { ...SMALLEST, inputs: ["t"], outputs: ["y"], layers: [{ units: 1 }] },
  { ...SMALLEST, optimizer: "adam", normalizer: "adaptive", classWeights: "balanced" },
  { ...SMALLEST, optimizer: { learningRate: 2 }, window: { rows: 3, features: ["raw"] } },
];

test("the JSON Schema accepts what is valid", () => {
  const workloads = WORKLOADS.map((name) => workloadNetwork(workload(name)));
  for (const valid of [SMALLEST, ...SHORT, ...Object.values(FULL), ...workloads]) {
    checkNetwork(valid);
    assert.ok(acceptsJson(schema, valid));
  }
});

test("the JSON Schema refuses what a single field can tell is wrong", () => {
  for (const [name, wrong] of Object.entries(WRONG)) {
    for (const [path, value, got] of wrong) {
      const file = changed(name as FullName, path, value);
      assert.ok(!acceptsJson(schema, file), `${name}, ${written(path)}: ${got}`);
    }
  }
  for (const [path] of UNKNOWN) {
    assert.ok(!acceptsJson(schema, changed("gestures", path, 1)), written(path));
  }
});

type Field = Readonly<Record<string, unknown>>;

/** Each named field of the schema, at any depth, with its place. */
function fieldsOf(at: Field, place = ""): [place: string, field: Field][] {
  const inner = [at.items, ...((at.anyOf as Field[] | undefined) ?? [])];
  return [
    ...Object.entries((at.properties as Record<string, Field> | undefined) ?? {}).flatMap(
      ([name, field]): [string, Field][] => {
        const here = place === "" ? name : `${place}.${name}`;
        return [[here, field], ...fieldsOf(field, here)];
      },
    ),
    ...inner.flatMap((one) => (one ? fieldsOf(one as Field, place) : [])),
  ];
}

test("SPEC.md has every field and every value that is one of several", () => {
  const text = readFileSync(join(packageRoot(), "SPEC.md"), "utf8");
  const section = text.slice(text.indexOf("## Network file"), text.indexOf("## The mathematics"));
  for (const [place, { enum: values = [] }] of fieldsOf(schema)) {
    for (const word of [place.split(".").at(-1)!, ...(values as string[])]) {
      assert.ok(section.includes(`\`${word}\``) || section.includes(`"${word}"`), word);
    }
  }
});

test("the JSON Schema describes every field, with its limits and defaults", () => {
  assert.equal(schema.$schema, "https://json-schema.org/draft/2020-12/schema");
  assert.deepEqual(schema.required, ["inputs", "outputs", "layers"]);
  const fields = new Map(fieldsOf(schema));
  const uses = new Set(Object.values(FULL).flatMap(Object.keys));
  const known = [...fields.keys()].filter((place) => !place.includes("."));
  assert.deepEqual(known.sort(), [...uses].sort());
  const undescribed = [...fields].filter(([, { description }]) => !description);
  assert.deepEqual(undescribed, []);
  const range = (place: string) => {
    const { minimum, maximum, default: one } = fields.get(place)!;
    return [minimum, maximum, one];
  };
  assert.deepEqual(range("batch"), [1, 1024, 16]);
  assert.deepEqual(range("seed"), [0, 4294967295, 1]);
  assert.deepEqual(range("positiveWeight"), [1e-37, 10_000, 1]);
  assert.deepEqual(range("layers.slope"), [0, 0.9999999, 0.01]);
  assert.deepEqual(range("optimizer.beta2"), [0, 0.9999999, 0.999]);
  assert.deepEqual(range("optimizer.learningRate"), [1e-37, 1000, undefined]);
  assert.deepEqual(range("optimizer.schedule.to"), [0, 1, 0]);
  assert.deepEqual(range("normalizer.warmUp"), [0, 10_000, 10]);
  assert.deepEqual(range("window.rows"), [1, 4096, undefined]);
  assert.equal(fields.get("optimizer")!.default, "sgd");
  assert.equal(fields.get("normalizer")!.default, "standard");
  const items = (place: string) => {
    const { minItems, maxItems } = fields.get(place)!;
    return [minItems, maxItems];
  };
  assert.deepEqual(items("layers"), [1, 8]);
  assert.deepEqual(items("inputs"), [1, 256]);
  assert.deepEqual(fields.get("plan")!.enum, ["auto", "fast", "small"]);
});
