import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { forgetLearned, hasLearned, type OwnFlash } from "../../../src/common/espruino/learned.js";
import type { EspruinoLine } from "../../../src/common/espruino/line.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import { flash } from "../../../src/node/boards/espruino/flash.js";
import { connect } from "../../../src/node/ports/connect-espruino.js";
import { BOARDS } from "../../support/espruino.js";
import { boardNamed, builtOf } from "../../support/espruino-networks.js";
import { workload, workloadNetwork } from "../../support/workloads.js";

const folder = mkdtempSync(join(tmpdir(), "perceptino-learned-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const NAME = "gait";
/** The last pages of what an Espruino for Linux has. */
const OWN: OwnFlash = [0x10000000 + 254 * 1024, 1024, 1024];
const FLASH = 'require("Flash")';

const write = (line: EspruinoLine, file: string) =>
  line.evaluate(`require("Storage").write("${file}","what was learned")`);
const files = async (line: EspruinoLine) =>
  (JSON.parse(await line.evaluate('require("Storage").list()')) as string[]).sort();

for (const { name, skip, start } of BOARDS) {
  describe(`what ${name} has learned`, { skip }, () => {
    const withLine = async (
      act: (line: EspruinoLine, again: () => Promise<EspruinoLine>) => Promise<void>,
    ) => {
      const board = await start();
      const lines = [await connect(board.port)];
      const again = async () => {
        await lines.at(-1)!.close();
        lines.push(await connect(board.port));
        return lines.at(-1)!;
      };
      await act(lines[0]!, again).finally(async () => {
        await lines.at(-1)!.close();
        await board.stop();
      });
    };

    it("is found in its files and forgotten, and those of other names are not", () =>
      withLine(async (line) => {
        assert.equal(await hasLearned(line, NAME, OWN), false);
        await write(line, "other.1");
        await write(line, `${NAME}.w`);
        assert.equal(await hasLearned(line, NAME, OWN), false);
        for (const file of [`${NAME}.0`, `${NAME}.1`]) {
          await write(line, file);
          assert.equal(await hasLearned(line, NAME, undefined), true);
          await forgetLearned(line, NAME, OWN);
          assert.equal(await hasLearned(line, NAME, OWN), false);
        }
        assert.deepEqual(await files(line), [`${NAME}.w`, "other.1"]);
      }));

    it("is not erased by --checkpoint without --yes where nobody can be asked, and nothing else changes", () =>
      withLine(async (line, again) => {
        await write(line, `${NAME}.1`);
        const before = await files(line);
        const port = line.port;
        await line.close();
        const network = join(folder, "network.json");
        const checkpoint = join(folder, "checkpoint.bin");
        writeFileSync(network, JSON.stringify(workloadNetwork(workload("L6"))));
        writeFileSync(checkpoint, (await startNetwork(await builtOf("L6", "small"))).save());
        const board = boardNamed("esp8266");
        const options = { port, name: NAME, checkpoint, boot: false, dryRun: false, json: true };
        await assert.rejects(flash(network, board, options), {
          name: "UserError",
          message: `${port}: the board has learned under the name "${NAME}", which --checkpoint erases; say --yes if it may, or take another --name`,
        });
        assert.deepEqual(await files(await again()), before);
      }));

    it("is found in flash of its own and forgotten", async (t) => {
      if (name === "a stand-in") return t.skip("the stand-in has no flash but its files");
      await withLine(async (line) => {
        const mark = (of: string, at: number) =>
          line.evaluate(`${FLASH}.write(new Uint32Array([E.CRC32("${of}"),-1,1]).buffer,${at})||1`);
        await mark("other", OWN[0]);
        assert.equal(await hasLearned(line, NAME, OWN), false);
        await mark(NAME, OWN[0] + OWN[1]);
        assert.equal(await hasLearned(line, NAME, OWN), true);
        await forgetLearned(line, NAME, OWN);
        assert.equal(await hasLearned(line, NAME, OWN), false);
        const words = await line.evaluate(
          `[0,1].map(function(i){return new Uint32Array(${FLASH}.read(12,${OWN[0]}+1024*i).buffer)[2]})`,
        );
        assert.deepEqual(JSON.parse(words), [1, 0xffffffff]);
      });
    });
  });
}
