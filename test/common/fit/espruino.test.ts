import assert from "node:assert/strict";
import { test } from "node:test";
import { ESPRUINO_BOARDS } from "../../../boards/index.js";
import { fitEspruinoBoards, whyUnfitOnEspruino } from "../../../src/common/fit/espruino.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { named, PLANS, type Shape, specOf } from "../../support/networks.js";
import { missing } from "../../support/tools.js";

const skip = missing("arm-none-eabi-gcc");
const board = (name: string) => ESPRUINO_BOARDS.find((one) => one.name === name)!;
/** One board for each kind of core. */
const CORES = ["puckjs", "banglejs", "espruino-original", "espruino-rp2040", "espruino-pico2"];
const S3: Shape = { widths: [6, 16, 8, 1], batch: 16 };
const SHAPES: readonly Shape[] = [
  { widths: [6, 1], batch: 32 },
  S3,
  { widths: [9, 6, 5, 2], batch: 11, hidden: ["sigmoid", "identity"], reduction: "mean" },
  { widths: [64, 64, 1], batch: 8, positiveWeight: 2 },
];

for (const plan of PLANS) {
  for (const shape of SHAPES) {
    test(`estimates are no less than builds, and not twice as much: ${named(shape)}, ${plan} plan`, {
      skip,
    }, async () => {
      const spec = specOf(shape, plan);
      const boards = CORES.map(board);
      const estimates = await fitEspruinoBoards(spec, boards);
      const builds = await fitEspruinoBoards(spec, boards, true);
      estimates.forEach((estimate, i) => {
        const { storage, built } = builds[i]!;
        assert.ok(built && !estimate.built);
        for (const part of ["code", "module"] as const) {
          const what = `${estimate.board}, ${part}: ${storage[part]} estimated as ${estimate.storage[part]}`;
          assert.ok(estimate.storage[part] >= storage[part], what);
          assert.ok(estimate.storage[part] <= 1.9 * storage[part], what);
        }
      });
    });
  }
}

test("an estimate counts the means and deviations that the network file states", {
  skip,
}, async () => {
  const spec = specOf({ widths: [100, 1], batch: 2 }, "fast");
  const inputs = spec.inputs.map((input) => ({ ...input, mean: 0.1, deviation: 0.3 }));
  const stated = { ...spec, inputs, normalizer: "standard" as const };
  const [estimate] = await fitEspruinoBoards(stated, [board("puckjs")]);
  const [build] = await fitEspruinoBoards(stated, [board("puckjs")], true);
  assert.ok(estimate!.storage.module >= build!.storage.module);
});

test("a board's own way is taken where it fits, and memory is what the plan says in whole blocks", async () => {
  const [puck, bangle, esp] = await fitEspruinoBoards(
    specOf(S3, "small"),
    ["puckjs", "banglejs", "esp32"].map(board),
  );
  assert.deepEqual(
    [puck!.placement, bangle!.placement, esp!.placement],
    ["storage", "ram", "javascript"],
  );
  assert.ok(puck!.fits && bangle!.fits && esp!.fits);
  assert.equal(puck!.ram.code, 0);
  assert.ok(bangle!.ram.code > 0 && bangle!.ram.code % 13 === 0);
  const { plan } = await buildNetwork(specOf(S3, "small"));
  assert.equal(puck!.ram.linearMemory, 13 * (1 + Math.ceil(plan.end / 13)));
  assert.equal(puck!.ram.left, puck!.ram.available - puck!.ram.used);
});

test("a board that is too small says by how much, and what comes nearest", async () => {
  const [fit] = await fitEspruinoBoards({ ...specOf(S3, "fast"), plan: "auto" }, [
    board("microbit1-espruino"),
  ]);
  assert.equal(fit!.fits, false);
  assert.equal(fit!.least?.plan, "small");
  assert.ok(fit!.ram.left < 0 && fit!.least!.ram.left > fit!.ram.left);
  const built = await buildNetwork(specOf(S3, "small"));
  assert.match(
    String(
      await whyUnfitOnEspruino(
        { built, placement: "javascript" },
        board("microbit1-espruino"),
        false,
      ),
    ),
    /^microbit1-espruino: the network needs [\d,]+ of 3,756 bytes of variables, [\d,]+ too many and .* bytes of Storage/,
  );
});
