import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it, test } from "node:test";
import type { EspruinoLine } from "../../../src/common/espruino/line.js";
import { singleFile } from "../../../src/common/espruino/single-file.js";
import type { StorageFile } from "../../../src/common/espruino/versions.js";
import { commandLine, NETWORK } from "../../support/command-line.js";
import { BOARDS, noEspruino, withLine } from "../../support/espruino.js";
import { NAME, testModule, WHO } from "../../support/espruino-module.js";
import { moduleOf, rowsOf, starting, traceOf, twinOf } from "../../support/espruino-networks.js";
import { ESPRUINOS, realEspruino } from "../../support/real-espruino.js";

/** A module with a part, as one file. */
function oneFile(fingerprint: string): StorageFile {
  const [part, module] = testModule(fingerprint);
  const text = new TextDecoder().decode(module!.data).replaceAll("exports.", "module.exports.");
  const files = [part!, { name: NAME, data: new TextEncoder().encode(text) }];
  return singleFile({ name: NAME, placement: "ram", files });
}

const STORAGE = 'require("Storage")';
const quoted = ({ data }: StorageFile) => JSON.stringify(new TextDecoder().decode(data));
const answer = async (line: EspruinoLine, code: string): Promise<unknown> =>
  JSON.parse(await line.evaluate(code));

for (const { name, skip, start } of BOARDS) {
  describe(`a module in one file on ${name}`, { skip, concurrency: 2 }, () => {
    it("loads from a file of Storage, as an editor or the app loader puts it there", () =>
      withLine(start, async (line, board) => {
        await line.evaluate(`${STORAGE}.write("${NAME}",${quoted(oneFile("aaaaaaaa"))})`);
        assert.equal(await answer(line, WHO), "aaaaaaaa");
        const files = (await answer(line, `${STORAGE}.list()`)) as string[];
        assert.deepEqual(files.sort(), [NAME, testModule("aaaaaaaa")[0]!.name].sort());
        // Another version over it brings its own part; what is there already is not written again.
        await line.evaluate(`${STORAGE}.write("${NAME}",${quoted(oneFile("bbbbbbbb"))})`);
        await board.restart();
        await line.settle();
        assert.equal(await answer(line, WHO), "bbbbbbbb");
        const before = await line.evaluate(`${STORAGE}.getFree()`);
        await board.restart();
        await line.settle();
        assert.equal(await answer(line, WHO), "bbbbbbbb");
        assert.equal(await line.evaluate(`${STORAGE}.getFree()`), before);
      }));

    it("loads when it is typed, as an editor's upload to RAM does, and leaves no variable", () =>
      withLine(start, async (line) => {
        await line.evaluate(`${STORAGE}.list()`);
        const names = "Object.keys(global).sort()";
        const before = await line.evaluate(names);
        await line.evaluate(`eval(${quoted(oneFile("aaaaaaaa"))});1`);
        assert.equal(await answer(line, WHO), "aaaaaaaa");
        const left = ((await answer(line, names)) as string[]).filter(
          (one) => !(JSON.parse(before) as string[]).includes(one),
        );
        assert.deepEqual(
          left.filter((one) => /^[a-z_]/.test(one)),
          [],
        );
      }));

    it("says what is missing when Storage is full, and writes nothing", () =>
      withLine(start, async (line) => {
        await line.evaluate(`${STORAGE}.write("${NAME}",${quoted(oneFile("aaaaaaaa"))})`);
        await line.evaluate(`${STORAGE}.write("filler","x",0,${STORAGE}.getFree()-700)`);
        await assert.rejects(line.evaluate(WHO), {
          message: /gait~[0-9a-f]{8}: got \d+ bytes free, expected 1264; compact\(\) Storage/,
        });
        assert.deepEqual(((await answer(line, `${STORAGE}.list()`)) as string[]).sort(), [
          "filler",
          NAME,
        ]);
      }));
  });
}

describe("a network in one file", { skip: noEspruino }, () => {
  // Typed, all of its text is in a board's memory.
  for (const [placement, board, subject] of [
    ["javascript", "esp32", "L6"],
    ["ram", "banglejs2", "L6"],
  ] as const) {
    const needsArm = placement === "ram" && ESPRUINOS[0]?.core !== "ARM";
    it(`trains with Node's bits as ${placement}, from Storage and typed`, {
      skip: needsArm && "needs Espruino for 32-bit ARM",
    }, async (t) => {
      const module = await moduleOf(subject, "fast", placement, board);
      const single = singleFile(module);
      const twin = await twinOf(subject, "fast");
      const expected = traceOf(twin, 3).map(([loss]) => loss | 0);
      const { readings, labels } = rowsOf(subject);
      const rows = new Uint8Array(Float32Array.of(...readings, ...labels).buffer);
      const espruino = realEspruino(t);
      espruino.put("rows", rows);
      const program = `${starting(subject)}
for(var k=0;k<3;k++){observe(k%3==2?1+k%${twin.network.engine.layout.batch}:${twin.network.engine.layout.batch});show(bits(net.train()))}`;
      await espruino.store(module.name, single.data);
      assert.deepEqual(await espruino.run(program), expected);
      const typed = realEspruino(t);
      typed.put("rows", rows);
      const text = new TextDecoder().decode(single.data);
      assert.deepEqual(await typed.run(`${text}${program}`), expected);
    });
  }
});

const { folder, at, write, perceptino } = commandLine();

test("build names an Espruino module's files as the board must know them", async () => {
  const network = write("network.json", JSON.stringify(NETWORK));
  for (const [board, files] of [
    ["esp32", ["neural"]],
    ["banglejs2", ["neural"]],
    ["puckjs", ["neural", "neural~CRC"]],
  ] as const) {
    const argv = ["build", network, "--target", "espruino", "--board", board, "--json"];
    const { code, stdout, stderr } = await perceptino(...argv, "--out", at(board));
    assert.equal(code, 0, stderr);
    const { artifacts } = JSON.parse(stdout) as { artifacts: { file: string; storage?: string }[] };
    const stored = artifacts.filter(({ storage }) => storage !== undefined);
    for (const { file, storage } of stored) {
      assert.equal(file, storage);
      assert.ok(readFileSync(`${folder}/${board}/${file}`).length > 100);
    }
    const names = new Set(stored.map(({ file }) => file.replace(/~[0-9a-f]{8}$/, "~CRC")));
    assert.deepEqual([...names].sort(), [...files]);
    const others = readdirSync(at(board)).filter(
      (file) => !stored.some((one) => one.file === file),
    );
    assert.deepEqual(others.sort(), ["neural.d.ts", "neural.espruino.manifest.json"]);
  }
});
