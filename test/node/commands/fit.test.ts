import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { describe, test } from "node:test";
import { BOARDS, ESPRUINO_BOARDS, FIRMWARE_BOARDS } from "../../../boards/index.js";
import { fitEspruinoBoards } from "../../../src/common/fit/espruino.js";
import { fitBoards } from "../../../src/common/fit/firmware.js";
import { checkNetwork, outputNames } from "../../../src/common/network/network-file.js";
import { kindOf } from "../../../src/node/boards/kinds.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { measureFirmware } from "../../../src/node/gcc/measure.js";
import { RESOURCES } from "../../../src/node/resources.js";
import { commandLine } from "../../support/command-line.js";
import { type Shape, specOf } from "../../support/networks.js";
import { once } from "../../support/once.js";
import { missing } from "../../support/tools.js";

const { at, write, perceptino } = commandLine();

/** A network file of a shape. */
const file = (widths: readonly number[], more: object = {}) => ({
  inputs: Array.from({ length: widths[0]! }, (_, i) => ({ name: `x${i}` })),
  outputs: ["y"],
  layers: widths.slice(1).map((units, i) => ({
    units,
    activation: i === widths.length - 2 ? "sigmoid" : "tanh",
  })),
  ...more,
});
const NETWORKS: Readonly<Record<string, object>> = {
  small: file([2, 3, 1], { batch: 8 }),
  large: file([48, 64, 1], { batch: 48 }),
};
for (const [name, network] of Object.entries(NETWORKS)) {
  write(`${name}.json`, JSON.stringify(network));
}

/** What fit says of the large network, on all boards, whose plan is left to it. */
const largeOnAll = once(() => perceptino("fit", at("large.json")));

/** A board of each kind, small and large. */
const SOME = ["microbit", "rp2040-pico", "puckjs", "microbit1-espruino"];

describe("fit, build and flash agree", () => {
  test("on which boards take a network", async () => {
    const { stdout } = await perceptino("fit", at("large.json"), "--json");
    const fits: readonly { board: string; fits: boolean }[] = JSON.parse(stdout);
    const spec = checkNetwork(NETWORKS.large);
    for (const board of BOARDS.filter(({ name }) => SOME.includes(name))) {
      const told = fits.find((fit) => fit.board === board.name)!.fits;
      const built = await kindOf(board)
        .build(spec, board, {})
        .catch(() => undefined);
      assert.equal(told, built !== undefined, board.name);
      if (told) continue;
      const target = board.kind === "espruino" ? ["--target", "espruino"] : [];
      for (const argv of [
        ["build", ...target, "--out", at("never")],
        ["flash", "--dry-run"],
      ]) {
        const [command, ...flags] = argv;
        const run = await perceptino(command!, at("large.json"), ...flags, "--board", board.name);
        assert.equal(run.code, 1, `${command} ${board.name}`);
        assert.match(run.stderr, /the network needs [\d,]+ of [\d,]+ bytes of .* too many/);
      }
    }
    assert.ok(!existsSync(at("never")));
  });

  test("a network whose fast plan is too large for a board is built in the small plan that fit promises", async () => {
    const spec = checkNetwork(file([16, 24, 1], { batch: 170 }));
    const puck = ESPRUINO_BOARDS.find(({ name }) => name === "puckjs")!;
    const fast = await buildNetwork({ ...spec, plan: "fast" });
    assert.ok(fast.plan.end < 33_000, "its memory alone would fit");
    const [fit] = fitEspruinoBoards(RESOURCES, spec, [puck]);
    assert.deepEqual([fit!.fits, fit!.plan], [true, "small"]);
    assert.equal((await kindOf(puck).build(spec, puck, {})).plan.kind, "small");
    await assert.rejects(
      kindOf(puck).build({ ...spec, plan: "fast" }, puck, {}),
      /choose "plan": "small"/,
    );
  });

  test("build for a board that wants C says so in build's own flags", async () => {
    const argv = ["build", at("small.json"), "--board", "microbit", "--out", at("c")];
    const wasm = await perceptino(...argv);
    assert.equal(wasm.code, 1);
    assert.match(
      wasm.stderr,
      /^error: microbit with wasm3: the network needs .* too many; try --target c /,
    );
    assert.equal((await perceptino(...argv, "--target", "c")).code, 0);
  });
});

test("fit ends with 1 for a board that says NO, with 0 for one that says yes and for a list with a yes", async () => {
  const code = async (...argv: string[]) => (await perceptino("fit", ...argv)).code;
  assert.equal(await code(at("large.json"), "--board", "puckjs"), 1);
  assert.equal(await code(at("large.json"), "--board", "puckjs", "--json"), 1);
  assert.equal(await code(at("small.json"), "--board", "puckjs"), 0);
  assert.equal((await largeOnAll()).code, 0);
});

test("fit prints no row twice", async () => {
  write("fast.json", JSON.stringify({ ...NETWORKS.large, plan: "fast" }));
  for (const { stdout } of [await largeOnAll(), await perceptino("fit", at("fast.json"))]) {
    const rows = stdout.split("\n").filter((line) => / (yes|NO) /.test(line));
    assert.ok(rows.length >= BOARDS.length);
    assert.deepEqual(
      rows.filter((row, i) => rows.indexOf(row) !== i),
      [],
    );
  }
});

test("the tables of fit are at most 80 characters wide, and a board that is named gets its parts", async () => {
  const one = (board: string) => perceptino("fit", at("large.json"), "--board", board);
  for (const [run, named] of [
    [largeOnAll(), false],
    [one("banglejs2"), true],
    [one("microbit"), true],
  ] as const) {
    const { stdout } = await run;
    const rows = stdout.split("\n").filter((line) => /^\S+ {2,}\S/.test(line));
    assert.ok(rows.length >= 2);
    for (const row of rows) assert.ok(row.length <= 80, row);
    assert.equal(/ linear \+ /.test(stdout), named);
  }
});

/** As deep as a network can be, in the plan and with the options whose code is longest. */
const DEEPEST: Shape = {
  widths: [5, 5, 6, 7, 5, 6, 7, 5, 1],
  batch: 4,
  hidden: ["tanh", "sigmoid", "identity"],
  positiveWeight: 2,
  reduction: "mean",
};

test("fit reckons with the stack that is linked, and the deepest network leaves a quarter of it", {
  skip: missing("arm-none-eabi-gcc"),
}, async () => {
  const pico = FIRMWARE_BOARDS.filter(({ name }) => name === "rp2040-pico");
  const spec = specOf(DEEPEST, "fast");
  const [fit] = await fitBoards(RESOURCES, spec, pico);
  const [built] = await fitBoards(RESOURCES, spec, pico, measureFirmware);
  for (const { ram } of [fit!, built!]) {
    assert.ok(ram.firmware > 16 * 1024 && ram.firmware < 17.5 * 1024, `${ram.firmware}`);
  }
  const inputs = spec.inputs.map(({ name }) => name);
  write("deepest.json", JSON.stringify(spec));
  write(
    "deepest.csv",
    `${[...inputs, ...outputNames(spec)].join(",")}\n1,2,3,4,5,1\n5,4,3,2,1,0\n`,
  );
  const argv = ["simulate", at("deepest.json"), at("deepest.csv"), "--board", "rp2040-pico"];
  const { stdout, stderr } = await perceptino(...argv, "--steps", "1", "--json");
  assert.equal(stderr, "");
  const { stack } = JSON.parse(stdout).ram;
  assert.ok(stack > 4096 && stack <= 12 * 1024, `${stack} bytes of stack`);
});
