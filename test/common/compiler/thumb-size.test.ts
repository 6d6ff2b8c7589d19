import assert from "node:assert/strict";
import { test } from "node:test";
import { backEndSize, MOST_BYTES } from "../../support/back-end-size.js";

test("the back end for machine code is at most 25,000 bytes of a page, minified and gzipped", async (t) => {
  const { minified, gzipped } = await backEndSize();
  t.diagnostic(`${gzipped} bytes, ${minified} before gzip`);
  assert.ok(minified > 10_000, `${minified} bytes, expected a whole back end`);
  assert.ok(gzipped <= MOST_BYTES, `${gzipped} bytes, expected at most ${MOST_BYTES}`);
});
