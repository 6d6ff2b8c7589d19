// Our own machine code for random routines and networks has Node's bits in QEMU; `npm run random-thumb` tries more.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { ThumbCore } from "../../../src/common/compiler/thumb/code.js";
import { extent } from "../../support/extent.js";
import { checkThumb, type Kind } from "../../support/random-thumb.js";
import { missing } from "../../support/tools.js";

const CORES: readonly ThumbCore[] = ["Cortex-M4F", "Cortex-M33F", "Cortex-M3", "Cortex-M0+"];
/** Of each on each core; each core begins elsewhere, so that all together try as many as one does wholly. */
const COUNT: Readonly<Record<Kind, number>> = {
  routines: extent(75, 300),
  networks: extent(75, 300),
};
/** Most of them fit a machine: a microbit's 16 KB hold no large program. */
const MOST_TOO_LARGE = 0.2;

/** Routines that once had other bits. */
const ONCE_WRONG = [
  721_563_850, // an address less 2, which is below 0, compared with 4
  31_009_175, // an address that is none at all, compared with a constant, where RAM lies high
];

test("routines that once had other bits have Node's", {
  skip: missing("arm-none-eabi-gcc", "qemu-system-arm"),
}, async () => {
  for (const core of CORES)
    assert.deepEqual((await checkThumb("routines", core, ONCE_WRONG)).failures, []);
});

for (const kind of ["routines", "networks"] as const) {
  for (const [k, core] of CORES.entries()) {
    test(`machine code of ${COUNT[kind]} random ${kind} has Node's bits on ${core} at two addresses`, {
      skip: missing("arm-none-eabi-gcc", "qemu-system-arm"),
    }, async (t) => {
      const seeds = Array.from({ length: COUNT[kind] }, (_, n) => k * COUNT[kind] + n);
      const { failures, ran, tooLarge } = await checkThumb(kind, core, seeds);
      const alone = `--core ${core} --${kind} 1 --${other(kind)} 0`;
      const texts = failures.map(
        ({ seed, text }) =>
          `seed ${seed}: ${text}\n  npm run random-thumb -- --seed ${seed} ${alone}`,
      );
      assert.equal(texts.length, 0, texts.join("\n"));
      assert.ok(tooLarge.length <= MOST_TOO_LARGE * seeds.length, `${tooLarge.length} too large`);
      t.diagnostic(`${ran} of ${seeds.length} ran`);
    });
  }
}

const other = (kind: Kind): Kind => (kind === "routines" ? "networks" : "routines");
