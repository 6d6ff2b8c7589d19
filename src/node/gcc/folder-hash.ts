import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * SHA-256, in hexadecimal, of the names and contents of a folder's files, or of those with the given names; undefined when
 * one cannot be read.
 */
export async function folderHash(
  folder: string,
  names?: readonly string[],
): Promise<string | undefined> {
  const hash = createHash("sha256");
  try {
    for (const name of [...(names ?? (await readdir(folder)))].sort()) {
      const bytes = await readFile(join(folder, name));
      hash.update(`${JSON.stringify(name)} ${bytes.length}\n`).update(bytes);
    }
  } catch {
    return undefined;
  }
  return hash.digest("hex");
}
