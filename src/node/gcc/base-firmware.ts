import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FirmwareBoard } from "../../../boards/index.js";
import { type BaseFirmware, parseBase } from "../../common/firmware/base.js";
import { BASE_BOARDS, baseName } from "../../common/firmware/base-boards.js";
import { builtOnce } from "../build-cache.js";
import { packageRoot } from "../package.js";
import { temporaryFolder } from "../temporary-folder.js";
import { checkpointsOf, link, ownObjects, type Sources } from "./compile-firmware.js";
import type { FirmwareOptions } from "./firmware.js";
import { attachedHeader } from "./network-files.js";
import { GCC, runTool } from "./toolchain.js";

/** Bytes of RAM without which not even an error could be told. */
const LEAST_ROOM = 512;

/**
 * A board's firmware without a network: what came with the package, or else compiled.
 * @throws UserError when it has to be compiled and the compiler is missing
 */
export async function baseFirmware(
  board: FirmwareBoard,
  options?: FirmwareOptions,
): Promise<BaseFirmware> {
  if (options === undefined && BASE_BOARDS.includes(board)) {
    const text = await packaged(board);
    if (text !== undefined) return parseBase(board, text);
  }
  const input = async () => ["base", await runTool(GCC, ["--version"]), board, options];
  return builtOnce(input, () => compileBase(board, options));
}

/** The text of a board's base firmware in the package; undefined where it was built without. */
export const packaged = (board: FirmwareBoard): Promise<string | undefined> =>
  readFile(join(packageRoot(), "dist/firmware", baseName(board)), "utf8").catch((error) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });

/**
 * Compiles a board's firmware without a network.
 * @throws UserError when the compiler is missing
 */
export async function compileBase(
  board: FirmwareBoard,
  options?: FirmwareOptions,
): Promise<BaseFirmware> {
  const compiler = (await runTool(GCC, ["--version"])).split("\n")[0]!;
  const { path: work, drop } = temporaryFolder();
  try {
    await writeFile(join(work, "network.h"), attachedHeader());
    const sources: Sources = {
      ...{ board, engine: "attached", wasm3: [], slots: 0, heap: LEAST_ROOM },
      ...(options && { options }),
    };
    const [elf, bin] = [join(work, "base.elf"), join(work, "base.bin")];
    await link(sources, await ownObjects(sources, work), elf);
    await runTool("arm-none-eabi-objcopy", ["-O", "binary", elf, bin]);
    const symbols = await symbolsOf(elf);
    const at = (name: string) => symbols.get(name)!;
    const image = new Uint8Array(at("_network") - board.firmware.flash.origin).fill(0xff);
    image.set(await readFile(bin));
    const { where, unit } = checkpointsOf(board, options);
    const room = at("_heap_end") - at("_heap_start");
    return { board, image, room, checkpoints: { where, unit }, compiler };
  } finally {
    drop();
  }
}

/** Addresses by name. */
async function symbolsOf(elf: string): Promise<ReadonlyMap<string, number>> {
  const listing = await runTool("arm-none-eabi-nm", [elf]);
  const lines = listing.matchAll(/^([0-9a-f]{8}) \S (\S+)$/gm);
  return new Map([...lines].map(([, address, name]) => [name!, Number.parseInt(address!, 16)]));
}
