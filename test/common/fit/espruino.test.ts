import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ESPRUINO_BOARDS } from "../../../boards/index.js";
import type { Optimize } from "../../../src/common/compiler/thumb/code.js";
import { espruinoModule } from "../../../src/common/espruino/module.js";
import { MODULE_NAME } from "../../../src/common/espruino/module-name.js";
import { planUpload } from "../../../src/common/espruino/versions.js";
import { fitEspruinoBoards, whyUnfitOnEspruino } from "../../../src/common/fit/espruino.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { packageRoot } from "../../../src/node/package.js";
import { RESOURCES } from "../../../src/node/resources.js";
import { named, PLANS, type Shape, specOf } from "../../support/networks.js";
import { WORKLOADS, workload } from "../../support/workloads.js";

/** Bytes that a file takes in Storage besides its content, at most. */
const HEAD = 40;
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
    test(`code and module are as many bytes as an upload writes: ${named(shape)}, ${plan} plan`, async () => {
      const built = await buildNetwork(specOf(shape, plan));
      const fits = fitEspruinoBoards(RESOURCES, built.spec, CORES.map(board));
      for (const fit of fits) {
        const module = espruinoModule(built, board(fit.board), MODULE_NAME, fit.placement);
        const files = planUpload(module.files, []).write;
        const bytes = files.reduce((sum, { data }) => sum + data.length, 0);
        const code = module.code ? module.files[0]!.data.length : 0;
        assert.equal(fit.storage.code, code > 0 ? code + HEAD : 0, fit.board);
        assert.equal(fit.storage.code + fit.storage.module, bytes + HEAD * files.length, fit.board);
        const block = board(fit.board).variables.bytes;
        const blocks = fit.placement === "ram" ? 1 + Math.ceil(code / block) : 0;
        assert.equal(fit.ram.code, block * blocks, fit.board);
      }
    });
  }
}

test("code for size takes fewer bytes than code for speed, or as many", () => {
  const of = (optimize: Optimize) =>
    fitEspruinoBoards(RESOURCES, specOf(S3, "fast"), [board("puckjs")], { optimize })[0]!;
  assert.ok(of("size").storage.code <= of("speed").storage.code);
});

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
      const fits = fitEspruinoBoards(RESOURCES, specOf({ widths, batch }, plan), boards);
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

test("a board's own way is taken where it fits, and memory is what the plan says in whole blocks", async () => {
  const [puck, bangle, esp] = fitEspruinoBoards(
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
  const [fit] = fitEspruinoBoards(RESOURCES, { ...specOf(S3, "fast"), plan: "auto" }, [
    board("microbit1-espruino"),
  ]);
  assert.equal(fit!.fits, false);
  assert.equal(fit!.least?.plan, "small");
  assert.ok(fit!.ram.left < 0 && fit!.least!.ram.left > fit!.ram.left);
  const built = await buildNetwork(specOf(S3, "small"));
  assert.match(
    String(
      whyUnfitOnEspruino({ built, placement: "javascript" }, board("microbit1-espruino"), false),
    ),
    /^microbit1-espruino: the network needs [\d,]+ of 3,756 bytes of variables, [\d,]+ too many and .* bytes of Storage/,
  );
});
