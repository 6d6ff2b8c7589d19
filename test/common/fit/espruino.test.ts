import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ESPRUINO_BOARDS } from "../../../boards/index.js";
import { fitEspruinoBoards, whyUnfitOnEspruino } from "../../../src/common/fit/espruino.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { thumbCode } from "../../../src/node/gcc/thumb.js";
import { packageRoot } from "../../../src/node/package.js";
import { RESOURCES } from "../../../src/node/resources.js";
import { named, PLANS, type Shape, specOf } from "../../support/networks.js";
import { missing } from "../../support/tools.js";
import { WORKLOADS, workload } from "../../support/workloads.js";

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
    test(`estimates are within a tenth of builds: ${named(shape)}, ${plan} plan`, {
      skip,
    }, async () => {
      const spec = specOf(shape, plan);
      const boards = CORES.map(board);
      const estimates = await fitEspruinoBoards(RESOURCES, spec, boards);
      const builds = await fitEspruinoBoards(RESOURCES, spec, boards, thumbCode);
      estimates.forEach((estimate, i) => {
        const { ram, storage, built } = builds[i]!;
        assert.ok(built && !estimate.built);
        const near = (part: string, got: number, right: number, share: number) =>
          assert.ok(
            Math.abs(got - right) <= share * right,
            `${estimate.board}, ${part}: ${right} estimated as ${got}`,
          );
        near("variables", estimate.ram.used, ram.used, 0.1);
        near("code", estimate.storage.code, storage.code, 0.19);
        near("module", estimate.storage.module, storage.module, 0.05);
      });
    });
  }
}

/** Rows of docs/espruino.md, measured in Espruino: a board's description, then bytes for L6, S3 and M3 in both plans. */
const MEASURED = readFileSync(join(packageRoot(), "docs/espruino.md"), "utf8")
  .split("\n")
  .filter((line) => /^\|.*\| (storage|ram|javascript) \|/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()));

for (const name of WORKLOADS) {
  for (const plan of PLANS) {
    test(`estimates are within a tenth of what Espruino took: ${name}, ${plan} plan`, async () => {
      const boards = ESPRUINO_BOARDS.filter((one) =>
        MEASURED.some((cells) => cells[1] === one.description),
      );
      assert.ok(boards.length > 10);
      const { widths, batch } = workload(name);
      const fits = await fitEspruinoBoards(RESOURCES, specOf({ widths, batch }, plan), boards);
      fits.forEach((fit, i) => {
        const cells = MEASURED.find((cells) => cells[1] === boards[i]!.description)!;
        const cell = cells[5 + 2 * WORKLOADS.indexOf(name) + PLANS.indexOf(plan)]!;
        const right = Number(cell.split(" ")[0]!.replace(",", ""));
        const { used } = fit.ram;
        assert.ok(Math.abs(used / right - 1) <= 0.1, `${fit.board}: ${right} estimated as ${used}`);
      });
    });
  }
}

test("an estimate counts the means and deviations that the network file states", {
  skip,
}, async () => {
  const spec = specOf({ widths: [100, 1], batch: 2 }, "fast");
  const inputs = spec.inputs.map((input) => ({ ...input, mean: 0.1, deviation: 0.3 }));
  const stated = { ...spec, inputs, normalizer: { type: "standard" as const } };
  const [estimate] = await fitEspruinoBoards(RESOURCES, stated, [board("puckjs")]);
  const [build] = await fitEspruinoBoards(RESOURCES, stated, [board("puckjs")], thumbCode);
  const [got, right] = [estimate!.storage.module, build!.storage.module];
  assert.ok(Math.abs(got / right - 1) < 0.05, `${right} estimated as ${got}`);
});

test("a board's own way is taken where it fits, and memory is what the plan says in whole blocks", async () => {
  const [puck, bangle, esp] = await fitEspruinoBoards(
    RESOURCES,
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
  const [fit] = await fitEspruinoBoards(RESOURCES, { ...specOf(S3, "fast"), plan: "auto" }, [
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
