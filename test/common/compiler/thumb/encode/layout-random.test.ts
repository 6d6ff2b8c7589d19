import assert from "node:assert/strict";
import { test } from "node:test";
import { layOut } from "../../../../../src/common/compiler/thumb/encode/layout.js";
import { checkMeaning } from "./layout-meaning.js";
import { randomItems } from "./random-items.js";

const PROGRAMS = 300;

for (const architecture of ["thumb-2", "thumb-1"] as const) {
  test(`${PROGRAMS} random programs of ${architecture} go where their items say and load what they say`, () => {
    for (let seed = 1; seed <= PROGRAMS; seed++) {
      const items = randomItems(seed, architecture);
      try {
        const layout = layOut(items, architecture);
        checkMeaning(items, layout);
        assert.deepEqual(layOut(items, architecture), layout);
      } catch (error) {
        (error as Error).message += ` (seed ${seed})`;
        throw error;
      }
    }
  });
}
