import { mkdir, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { UserError } from "./errors.js";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file; check the path",
  EISDIR: "it is a folder; name a file",
  ENOTDIR: "a part of its path is a file, not a folder; check the path",
  EACCES: "permission is denied; check who may read and write it",
  EPERM: "permission is denied; check who may read and write it",
  EROFS: "the file system is read-only; choose another place",
  ENOSPC: "the disk is full; make room and try again",
  EEXIST: "something is there already; choose another name",
};

/** What went wrong with a file, in words. */
export function fileError(doing: string, path: string, error: unknown): UserError {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return new UserError(`${path}: cannot ${doing} it: ${REASONS[code] ?? String(error)}`);
}

/** Reads a whole file. Throws a UserError when it cannot be read. */
export async function readBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    throw fileError("read", path, error);
  }
}

/** Reads a whole file as UTF-8 text. */
export async function readText(path: string): Promise<string> {
  return new TextDecoder().decode(await readBytes(path));
}

/** Writes a whole file or nothing, making its folder where needed: after a crash there is the old file or the new one. */
export async function writeWhole(path: string, data: string | Uint8Array): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomic(path, typeof data === "string" ? data : Buffer.from(data));
  } catch (error) {
    throw fileError("write", path, error);
  }
}
