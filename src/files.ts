import { mkdir, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import writeFileAtomic from "write-file-atomic";
import { shown, UsageError, UserError } from "./errors.js";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file; check the path",
  EISDIR: "it is a folder; name a file",
  ENOTDIR: "a part of its path is a file, not a folder; check the path",
  EACCES: "permission is denied; check who may read and write it",
  EPERM: "permission is denied; check who may read and write it",
  EROFS: "the file system is read-only; choose another place",
  ENOSPC: "the disk is full; make room and try again",
  ENAMETOOLONG: "its name is too long; choose a shorter one",
  ELOOP: "its links go round in a circle; check the path",
};

/** What went wrong with a file, in words. */
export function fileError(doing: string, path: string, error: unknown): UserError {
  if (error instanceof UserError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const name = path === "" ? '""' : path;
  return new UserError(`${name}: cannot ${doing} it: ${REASONS[code] ?? String(error)}`);
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

/**
 * Writes a whole file or nothing, making its folder where needed: after a crash there is the old file or the new one. What
 * is no file, such as /dev/stdout, is written to and stays what it is.
 */
export async function writeWhole(path: string, data: string | Uint8Array): Promise<void> {
  try {
    const device = await prepareOutput(path);
    if (device) await writeFile(path, data);
    else await writeFileAtomic(path, typeof data === "string" ? data : Buffer.from(data));
  } catch (error) {
    throw fileError("write", path, error);
  }
}

/**
 * Makes a file's folder and refuses a path that cannot be written, so that it is known before long work.
 * @returns whether there is a device or a pipe, which must not be replaced by a file
 */
export async function prepareOutput(path: string): Promise<boolean> {
  try {
    if (path === "") throw Object.assign(new Error("no name"), { code: "ENOENT" });
    await makeFolder(dirname(path));
    const there = await stat(path).catch(() => undefined);
    if (there?.isDirectory()) throw Object.assign(new Error("a folder"), { code: "EISDIR" });
    return there !== undefined && !there.isFile();
  } catch (error) {
    throw fileError("write", path, error);
  }
}

/** As mkdir -p. Node's own never returns where the system refuses a folder in one that exists, such as /proc. */
async function makeFolder(path: string): Promise<void> {
  const there = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  if (there?.isDirectory()) return;
  if (there) throw Object.assign(new Error("not a folder"), { code: "ENOTDIR" });
  if (dirname(path) !== path) await makeFolder(dirname(path));
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error; // another process was faster
  });
}

/**
 * Refuses to write one file over another that the same command reads or writes.
 * @param inputs files by what they are, such as "the network file"; "-" is standard input
 * @param outputs files by the flag that names them; undefined where it was not given
 */
export async function expectApart(
  inputs: Readonly<Record<string, string>>,
  outputs: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const taken = new Map<string, string>();
  for (const [what, path] of Object.entries(inputs)) {
    if (path !== "-") taken.set(await placeOf(path), what);
  }
  for (const [flag, path] of Object.entries(outputs)) {
    if (path === undefined) continue;
    const place = await placeOf(path);
    const what = taken.get(place);
    if (what !== undefined && !place.startsWith("/dev/")) {
      throw new UsageError(
        `${flag}: got ${shown(path)}, which is ${what}, expected a file of its own; choose another name`,
      );
    }
    taken.set(place, `the file of ${flag}`);
  }
}

const placeOf = (path: string) => realpath(path).catch(() => resolve(path));
