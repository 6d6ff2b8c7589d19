// The encoders' bytes as `node build/test/thumb/check-encoder.js` found them to be GNU as's: UPDATE_FIXTURES=1 writes them anew,
// after that check.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { layOut } from "../../../../../src/common/compiler/thumb/encode/layout.js";
import { packageRoot } from "../../../../../src/node/package.js";
import { type Form, hex } from "./cases.js";
import { allForms } from "./forms.js";
import { randomItems } from "./random-items.js";

const FILE = join(packageRoot(), "test/fixtures/thumb-encoder.json");
const PROGRAMS = 100;

/** What is kept of a form: how many instructions, a hash of all, and the first and the last. */
interface Frozen {
  readonly instructions: number;
  readonly hash: string;
  readonly first: string;
  readonly last: string;
}
interface Fixture {
  readonly forms: Readonly<Record<string, Frozen>>;
  readonly layouts: Readonly<Record<string, string>>;
}

const shortHash = (data: string | Uint8Array): string =>
  createHash("sha256").update(data).digest("hex").slice(0, 16);

function frozenOf({ cases }: Form): Frozen {
  const shown = ({ texts, halves }: Form["cases"][number]) => `${texts[0]}: ${hex(halves)}`;
  return {
    instructions: cases.length,
    hash: shortHash(cases.map(shown).join("\n")),
    first: shown(cases[0]!),
    last: shown(cases.at(-1)!),
  };
}

function layoutsOf(architecture: "thumb-1" | "thumb-2"): string {
  const hashes = Array.from({ length: PROGRAMS }, (_, n) =>
    shortHash(layOut(randomItems(n + 1, architecture), architecture).bytes),
  );
  return shortHash(hashes.join());
}

const now = (): Fixture => ({
  forms: Object.fromEntries(allForms().map((form) => [form.name, frozenOf(form)])),
  layouts: { "thumb-1": layoutsOf("thumb-1"), "thumb-2": layoutsOf("thumb-2") },
});

test("every form of the encoders gives the bytes that GNU as gave", () => {
  const found = now();
  if (process.env.UPDATE_FIXTURES) writeFileSync(FILE, `${JSON.stringify(found, undefined, 2)}\n`);
  const frozen = JSON.parse(readFileSync(FILE, "utf8")) as Fixture;
  assert.equal(new Set(allForms().map(({ name }) => name)).size, allForms().length);
  assert.deepEqual(Object.keys(found.forms), Object.keys(frozen.forms));
  for (const [name, form] of Object.entries(found.forms)) {
    assert.deepEqual(form, frozen.forms[name], name);
  }
  assert.deepEqual(found.layouts, frozen.layouts);
});
