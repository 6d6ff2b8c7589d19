import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import {
  type Fault,
  lacking,
  learnHere,
  runSoak,
  soakCompiler,
  standOf,
} from "../../support/soak.js";

const folder = mkdtempSync(join(tmpdir(), "perceptino-soak-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const skip = lacking();
const compiler = skip ? undefined : await soakCompiler(folder);
const READINGS = 5000;

test("the firmware, under sanitizers, learns through noise, damage, cuts and restarts what it learns without", {
  skip,
}, async () => {
  const program = compiler!.compile();
  const here = await learnHere(READINGS);
  const calm = await runSoak(program, READINGS, 1, "calm");
  assert.deepEqual([calm.position, standOf(calm)], [READINGS, here]);
  assert.deepEqual([calm.lives, calm.damaged], [1, 0]);
  const soak = await runSoak(program, READINGS, 1);
  assert.deepEqual([soak.position, standOf(soak)], [READINGS, here]);
  const { lives, damaged, refused, checkpoints, cuts } = soak;
  assert.ok(lives > 250 && damaged > 1500 && refused > 300, JSON.stringify(soak));
  assert.ok(checkpoints > 200 && cuts > 100, JSON.stringify(soak));
});

const FAULTS: readonly (readonly [what: string, fault: Fault, told: RegExp])[] = [
  [
    "a slot that counts whatever stands behind its header",
    {
      file: "slots.c",
      from: "if (checksum(slot, last) != read_word(slot, last)) return 0;\n  return holds_state(slot)",
      to: "return checksum(slot, last) || holds_state(slot)",
    },
    /neither checkpoint is there|a right request is refused|observe is refused/,
  ],
  [
    "a state read beyond its end",
    {
      file: "serve.c",
      from: "count <= STATE_WORDS && first",
      to: "count <= 1 || first",
    },
    /AddressSanitizer|nonsense is served/,
  ],
  [
    "a receiver that drops all that it holds at the first damage",
    { file: "frame.c", from: "  drop(1);\n", to: "  drop(held);\n" },
    /noise costs the frame behind it/,
  ],
];
for (const [what, fault, told] of FAULTS) {
  test(`a soak finds ${what}`, { skip }, async () => {
    await assert.rejects(runSoak(compiler!.compile(fault), READINGS, 1), told);
  });
}
