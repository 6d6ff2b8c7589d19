import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../src/common/errors.js";
import { GCC, runTool } from "../../src/node/gcc/toolchain.js";
import { packageRoot } from "../../src/node/package.js";

/** The folder with the linker script and the float routines. */
export const THUMB_SOURCES = join(packageRoot(), "test/thumb");

/**
 * Two addresses that differ in every byte, and of which one is a multiple of no more than 4. Code that is the same at
 * both holds no address.
 */
const ORIGINS = [0x2000_0000, 0x3b5c_47d4] as const;

/** Code that may lie anywhere, and where its symbols are. */
export interface Blob {
  readonly bytes: Uint8Array;
  /** in ascending order; with the marks of where code ($t) and constants ($d) begin */
  readonly symbols: readonly Place[];
}

export interface Place {
  readonly name: string;
  /** first byte in the blob */
  readonly at: number;
}

/**
 * Links objects to one piece of code, and proves that it may lie anywhere: it is linked for two addresses, and both must
 * have the same bytes.
 * @param flags the options of GCC that name the core
 * @param folder where the objects are, and where files may be written
 * @throws UserError naming the first byte that differs
 */
export async function linkBlob(
  objects: readonly string[],
  flags: readonly string[],
  folder: string,
): Promise<Blob> {
  const [here, there] = await Promise.all(
    ORIGINS.map((origin) => linkAt(origin, objects, flags, folder)),
  );
  const at = firstDifference(here!.bytes, there!.bytes);
  if (at === undefined) return here!;
  const { name, at: start } = here!.symbols.findLast((s) => !s.name.startsWith("$") && s.at <= at)!;
  throw new UserError(
    `thumb: got code that holds an address, in ${name} at byte ${at - start}, expected code that may lie anywhere`,
  );
}

async function linkAt(
  origin: number,
  objects: readonly string[],
  flags: readonly string[],
  folder: string,
): Promise<Blob> {
  const elf = join(folder, `blob-${origin}.elf`);
  const bin = join(folder, `blob-${origin}.bin`);
  const link = ["-nostdlib", "-static", "-Wl,--gc-sections", `-Wl,--defsym=BLOB_ORIGIN=${origin}`];
  const script = `-T${join(THUMB_SOURCES, "blob.ld")}`;
  await runTool(GCC, [...flags, ...objects, ...link, script, "-lgcc", "-o", elf], folder);
  await runTool("arm-none-eabi-objcopy", ["-O", "binary", "-j", ".text", elf, bin]);
  const table = await runTool("arm-none-eabi-nm", ["--numeric-sort", "--special-syms", elf]);
  const rows = table.matchAll(/^([0-9a-f]{8}) [tT] (\S+)$/gm);
  const symbols = Array.from(rows, ([, address, name]) => ({
    name: name!,
    at: Number.parseInt(address!, 16) - origin,
  }));
  return { bytes: new Uint8Array(await readFile(bin)), symbols };
}

/** The first byte in which two pieces differ, if one does. */
function firstDifference(a: Uint8Array, b: Uint8Array): number | undefined {
  const at = Array.from({ length: Math.max(a.length, b.length) }, (_, i) => a[i] === b[i]).indexOf(
    false,
  );
  return at < 0 ? undefined : at;
}
