import { closeSync, open as openCallback, type Stats, writeSync } from "node:fs";
import {
  access,
  constants,
  mkdir,
  open,
  readlink,
  realpath,
  stat,
  writeFile,
} from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { promisify } from "node:util";
import { shown, UsageError, UserError } from "../common/errors.js";
import { count } from "../common/text.js";
import { fileError } from "./file-error.js";
import { type TemporaryFile, temporaryBeside, writeAll } from "./temporary-file.js";

/** Bytes that are read, or that gather before they are written, at a time. */
const CHUNK = 65_536;

/**
 * Reads a whole file, but no more than one of its kind may have: a wrong name or an endless pipe costs no memory.
 * @param most bytes
 * @param kind what it should be, for the error: "a checkpoint"
 * @throws UserError when it is larger or cannot be read
 */
export async function readBytes(
  path: string,
  most: number,
  kind: string,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const file = await open(path);
    try {
      const about = await file.stat();
      const size = about.isFile() ? about.size : 0;
      if (size > most) throw tooLarge(path, count(size), most, kind);
      const chunks: Buffer[] = [];
      for (let read = 0; ; ) {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(CHUNK), 0, CHUNK, null);
        if (bytesRead === 0) return new Uint8Array(Buffer.concat(chunks, read));
        chunks.push(buffer.subarray(0, bytesRead));
        read += bytesRead;
        if (read > most) throw tooLarge(path, `more than ${count(most)}`, most, kind);
      }
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileError("read", path, error);
  }
}

const tooLarge = (path: string, got: string, most: number, kind: string) =>
  new UserError(`${path}: got ${got} bytes, expected at most ${count(most)}; is this ${kind}?`);

/** A file that is written piece by piece. */
export interface OutputFile {
  /** Writes a piece, or lets short texts gather. A UserError of it drops the file. */
  add(data: string | Uint8Array): void;
  /**
   * Puts the file in its place, unless writing has failed; until then an older file stays there.
   * @param keep whether an older file is kept beside it: checkpoint.bin as checkpoint.1.bin
   * @returns the path of the file that was kept, if there is one
   */
  close(keep?: boolean): string | undefined;
}

/**
 * Begins a file, making its folder where needed. All files are written this way: beside their place, under a name that
 * nobody can guess and where nothing is; then flushed and renamed. So after a crash there is the old file or the new one,
 * and what a killed run left behind is removed by the next one that writes there. A symbolic link is followed, also to a
 * place where no file is yet; the mode of an older file is kept, and its owner where the system allows that. What is no
 * file, such as /dev/stdout, is written to and stays what it is.
 * @throws UserError when it cannot be written
 */
export async function openOutput(path: string): Promise<OutputFile> {
  const device = await prepareOutput(path);
  let file: TemporaryFile | undefined;
  let chunk = "";
  const act = <T>(write: () => T): T => {
    try {
      return write();
    } catch (error) {
      file?.drop();
      file = undefined;
      throw fileError("write", path, error);
    }
  };
  const flush = () => {
    const text = chunk;
    chunk = "";
    file?.write(Buffer.from(text));
  };
  try {
    file = device ? await openDevice(path) : temporaryBeside(await placeToWrite(path));
  } catch (error) {
    throw fileError("write", path, error);
  }
  return {
    add(data) {
      if (typeof data === "string") chunk += data;
      if (typeof data === "string" && chunk.length < CHUNK) return;
      act(flush);
      if (typeof data !== "string") act(() => file?.write(data));
    },
    close: (keep = false) =>
      act(() => {
        flush();
        return file?.commit(keep);
      }),
  };
}

/** A device or a pipe, which is not replaced. */
async function openDevice(path: string): Promise<TemporaryFile> {
  const file = await promisify(openCallback)(path, "w");
  let opened = true;
  const drop = () => {
    if (opened) closeSync(file);
    opened = false;
  };
  return {
    write: (bytes) => writeAll(file, bytes),
    commit() {
      drop();
      return undefined;
    },
    drop,
  };
}

/**
 * Writes a whole file or nothing, as {@link openOutput} does.
 * @param keep whether an older file is kept beside it
 * @returns the path of the file that was kept, if there is one
 */
export async function writeWhole(
  path: string,
  data: string | Uint8Array,
  keep = false,
): Promise<string | undefined> {
  if (await prepareOutput(path)) {
    // Whoever reads a pipe may be slow, or in this very process.
    await writeFile(path, data).catch((error: unknown) => {
      throw fileError("write", path, error);
    });
    return undefined;
  }
  const file = await openOutput(path);
  file.add(data);
  return file.close(keep);
}

type How = "replace" | "continue";

/**
 * Makes a file's folder and refuses a path that cannot be written.
 * @param how whether the file will take an older one's place, which its folder must allow, or be continued
 * @returns whether there is a device or a pipe, which must not be replaced by a file
 */
export async function prepareOutput(path: string, how: How = "replace"): Promise<boolean> {
  const { device, folder } = await outputAt(path, how);
  if (folder === undefined) return device;
  try {
    await makeFolder(folder);
    await access(folder, constants.W_OK);
  } catch (error) {
    throw fileError("write", path, error);
  }
  return device;
}

/**
 * Refuses paths that could not be written, so that it is known before long work. Makes nothing, not even a folder, and lets
 * what is there as it is. Only a full disk, or what becomes of a path in the meantime, is found later.
 * @param paths those that were given
 */
export async function expectWritable(...paths: readonly (string | undefined)[]): Promise<void> {
  for (const path of paths) {
    if (path === undefined) continue;
    const { folder } = await outputAt(path, "replace");
    if (folder === undefined) continue;
    await expectFolder(folder).catch((error: unknown) => {
      throw fileError("write", path, error);
    });
  }
}

/** What is at a path that is to be written; the folder that it needs, if it needs one. */
async function outputAt(
  path: string,
  how: How,
): Promise<{ readonly device: boolean; readonly folder?: string }> {
  try {
    if (path === "") throw Object.assign(new Error("no name"), { code: "ENOENT" });
    const there = await stat(path).catch(() => undefined);
    if (there?.isDirectory()) throw Object.assign(new Error("a folder"), { code: "EISDIR" });
    if (there) await access(path, constants.W_OK);
    const device = there !== undefined && !there.isFile();
    if (device && isMemoryDevice(there)) await writeNothing(path);
    if (device || (there && how === "continue")) return { device };
    return { device, folder: dirname(await placeToWrite(path)) };
  } catch (error) {
    throw fileError("write", path, error);
  }
}

/** Whether a device is one like /dev/null or /dev/full: to open another, a pipe or a serial line, may be noticed behind it. */
const isMemoryDevice = (about: Stats): boolean =>
  process.platform === "linux" && about.isCharacterDevice() && about.rdev >> 8 === 1;

/** Writes no byte, which /dev/full refuses too. */
async function writeNothing(path: string): Promise<void> {
  const file = await promisify(openCallback)(path, "w");
  try {
    writeSync(file, new Uint8Array());
  } finally {
    closeSync(file);
  }
}

/** Expects a folder that can be written, or one above it in which it can be made. */
async function expectFolder(path: string): Promise<void> {
  const there = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT" || dirname(path) === path) throw error;
  });
  if (!there) return expectFolder(dirname(path));
  if (!there.isDirectory()) throw Object.assign(new Error("not a folder"), { code: "ENOTDIR" });
  await access(path, constants.W_OK);
}

/** Where a path leads, through links, whether a file is there or not. */
async function placeToWrite(path: string): Promise<string> {
  const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code;
  const place = await realpath(path).catch((error: unknown) => {
    if (codeOf(error) !== "ENOENT") throw error;
  });
  if (place !== undefined) return place;
  const target = await readlink(path).catch(() => undefined);
  if (target === undefined) return path;
  return placeToWrite(resolve(await realpath(dirname(path)), target));
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
