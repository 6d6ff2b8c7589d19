import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../common/errors.js";
import { fileError } from "../file-error.js";

/** Refuses to write over any of a folder's files; the folder itself need not be there. */
export async function expectNone(dir: string, names: readonly string[]): Promise<void> {
  const there = await readdir(dir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [] as string[];
    throw fileError("use", dir, error);
  });
  const clash = names.find((name) => there.includes(name));
  if (clash !== undefined) {
    throw new UserError(
      `${join(dir, clash)}: got a file that is there already, expected none; choose another folder`,
    );
  }
}
