// Compiles the firmware for any network, for the boards that are flashed by a file: node build/src/node/gcc/write-bases.js FOLDER.
// Part of `npm run build`. Without the compiler there is nothing to write, and what is built then says so where it is missed.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../common/errors.js";
import { printBase } from "../../common/firmware/base.js";
import { BASE_BOARDS, baseName } from "../../common/firmware/base-boards.js";
import { compileBase } from "./base-firmware.js";

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("usage: write-bases FOLDER");
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
try {
  for (const board of BASE_BOARDS) {
    writeFileSync(join(folder, baseName(board)), printBase(await compileBase(board)));
  }
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  rmSync(folder, { recursive: true });
  process.stderr.write(`built without firmware for any network: ${error.message}\n`);
}
