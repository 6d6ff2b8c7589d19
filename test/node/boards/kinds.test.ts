import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, test } from "node:test";
import { BOARDS, ESPRUINO_BOARDS, FIRMWARE_BOARDS } from "../../../boards/index.js";
import type { FlaggedCommand } from "../../../src/node/boards/kind.js";
import { byKind, kindOf, recordingOn, refuseForeignFlags } from "../../../src/node/boards/kinds.js";
import { packageRoot } from "../../../src/node/package.js";

const firmware = FIRMWARE_BOARDS[0]!;
const espruino = ESPRUINO_BOARDS[0]!;
const COMMANDS = ["flash", "simulate", "monitor"] as const satisfies readonly FlaggedCommand[];

/** The modules that come with one when it is loaded, without those that it loads later. */
function loadedWith(entry: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  for (const [, from] of readFileSync(entry, "utf8").matchAll(
    /^\s*(?:import|export|\})[^;()]*?\bfrom "(\.[^"]+)"/gm,
  )) {
    loadedWith(resolve(dirname(entry), from!), seen);
  }
  return seen;
}

const BUILD = join(packageRoot(), "build");
const moduleOf = (name: string) => join(BUILD, "src/node/boards", name);
const named = (modules: ReadonlySet<string>) =>
  [...modules].map((path) => relative(BUILD, path).replaceAll("\\", "/"));

describe("kinds of board", () => {
  test("every board is of one kind, and they come in the order of the list", () => {
    const groups = byKind(BOARDS);
    assert.deepEqual(
      groups.map(({ boards }) => boards),
      [FIRMWARE_BOARDS, ESPRUINO_BOARDS],
    );
    for (const { kind, boards } of groups)
      for (const board of boards) assert.equal(kindOf(board), kind);
    assert.equal(byKind([espruino]).length, 1);
  });

  for (const command of COMMANDS) {
    test(`${command} refuses each flag of another kind, and takes its own`, () => {
      for (const [own, other] of [
        [firmware, espruino],
        [espruino, firmware],
      ] as const) {
        for (const flag of kindOf(own).flags[command]) {
          refuseForeignFlags(command, own, { [flag]: "x", json: false });
          assert.throws(() => refuseForeignFlags(command, other, { json: false, [flag]: "x" }), {
            name: "UsageError",
            message: `--${flag}: got it for ${other.name}, which ${kindOf(other).does}; leave it out`,
          });
          refuseForeignFlags(command, other, { [flag]: undefined });
        }
      }
    });
  }

  test("a board without sensors that we know is refused by record in words", () => {
    assert.equal(recordingOn(espruino), kindOf(espruino).record);
    assert.throws(() => recordingOn(firmware), {
      name: "UsageError",
      message: `--board: got ${firmware.name}, which takes perceptino's firmware, expected one that runs Espruino`,
    });
  });

  test("what a job needs is loaded when it is done, not with the list of kinds", () => {
    const heavy = /compiler|\/fit\/|gcc|simulators|ports|learning|protocol/;
    assert.deepEqual(
      named(loadedWith(moduleOf("kinds.js"))).filter((name) => heavy.test(name)),
      [],
    );
    // The same reading finds them where they are.
    const job = named(loadedWith(moduleOf("firmware/simulate.js")));
    assert.ok(job.includes("src/node/gcc/board-firmware.js"), "the reading of imports misses some");
  });

  test("a kind loads nothing of another, and no command asks a board for its kind", () => {
    for (const [one, other] of [
      ["firmware", "espruino"],
      ["espruino", "firmware"],
    ] as const) {
      for (const file of readdirSync(moduleOf(one)).filter((name) => name.endsWith(".js"))) {
        const foreign = named(loadedWith(moduleOf(`${one}/${file}`))).filter((name) =>
          name.includes(`boards/${other}/`),
        );
        assert.deepEqual(foreign, [], `${one}/${file}`);
      }
    }
    const commands = join(BUILD, "src/node/commands");
    const asking = readdirSync(commands)
      .filter((name) => name.endsWith(".js"))
      .filter((name) => /oard\??\.kind\b/.test(readFileSync(join(commands, name), "utf8")));
    assert.deepEqual(asking, []);
  });
});
