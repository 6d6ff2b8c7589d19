import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { UserError } from "../../../src/common/errors.js";
import { featureCount, inputNames } from "../../../src/common/network/features.js";
import { fingerprintOf } from "../../../src/common/network/fingerprint.js";
import { networkFacts } from "../../../src/common/network/network-facts.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { networkJsonSchema } from "../../../src/common/network/network-json-schema.js";
import { planMemory } from "../../../src/common/network/plan.js";
import { networkFile } from "../../support/arbitrary-networks.js";
import { acceptsJson } from "../../support/json-schema.js";

const RUNS = { seed: 11, numRuns: 500 };

test("a network file of any kind is taken, by the JSON Schema too", () => {
  const schema = networkJsonSchema();
  fc.assert(
    fc.property(networkFile, (file) => {
      checkNetwork(file);
      assert.ok(acceptsJson(schema, file));
    }),
    RUNS,
  );
});

test("a checked network checks as itself, by the JSON Schema too", () => {
  const schema = networkJsonSchema();
  fc.assert(
    fc.property(networkFile, (file) => {
      const spec = checkNetwork(file);
      assert.deepEqual(checkNetwork(spec), spec);
      assert.ok(acceptsJson(schema, spec));
      assert.equal(
        fingerprintOf(checkNetwork(JSON.parse(JSON.stringify(spec)))),
        fingerprintOf(spec),
      );
    }),
    RUNS,
  );
});

test("a network of any kind has names for its inputs, facts in a few words, and a plan or a sentence", () => {
  fc.assert(
    fc.property(networkFile, (file) => {
      const spec = checkNetwork(file);
      assert.equal(new Set(inputNames(spec)).size, featureCount(spec));
      for (const { label, value } of networkFacts(spec)) {
        assert.ok(!/undefined|null|NaN|\[object/.test(value), `${label}: ${value}`);
      }
      try {
        planMemory(spec);
      } catch (error) {
        assert.ok(error instanceof UserError, `${error}`);
        assert.match(error.message, /^the network needs \d+ bytes of memory /);
      }
    }),
    RUNS,
  );
});

test("without any one of its fields a file means its default, or what is missing is said", () => {
  const file = fc.tuple(networkFile, fc.nat());
  fc.assert(
    fc.property(file, ([all, n]) => {
      const fields = Object.keys(all);
      const left = fields[n % fields.length]!;
      const { [left]: _, ...rest } = all;
      try {
        checkNetwork(rest);
      } catch (error) {
        assert.ok(error instanceof UserError, `${error}`);
        assert.match(error.message, /^network: .+: got .+, expected .+$/);
      }
    }),
    RUNS,
  );
});
