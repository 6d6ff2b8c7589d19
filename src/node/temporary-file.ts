import { createHash, randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, extname, join } from "node:path";
import { threadId } from "node:worker_threads";

/** A file that takes another's place when it is whole. Its functions throw what Node's throw. */
export interface TemporaryFile {
  write(bytes: Uint8Array): void;
  /**
   * Flushes it to the disk and puts it in its place.
   * @param keep whether an older file stays beside it: checkpoint.bin as checkpoint.1.bin
   * @returns the path of the file that was kept, if there is one
   */
  commit(keep: boolean): string | undefined;
  /** Removes it, unless it is in its place. */
  drop(): void;
}

/** Characters of a file's name that a temporary name repeats: together they stay below the 255 bytes of a name. */
const REPEATED = 40;
/** Milliseconds after which another machine's file is taken for forgotten. */
const FORGOTTEN = 86_400_000;
/** A process's number means nothing on another machine that shares the folder. */
const HOST = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
const ENDING = /^(\d+)\.(\d+)\.([0-9a-f]{8})\.[0-9a-f]{16}\.part$/;

/** The temporary files of this thread. */
const ours = new Set<string>();
process.on("exit", () => {
  for (const path of ours) remove(path);
});

/**
 * Begins a file beside its place, under a name that nobody can guess and where nothing is, not even a link. Files that
 * killed runs left behind beside the same place are removed.
 */
export function temporaryBeside(place: string): TemporaryFile {
  removeLeftovers(place);
  const name = `${process.pid}.${threadId}.${HOST}.${randomBytes(8).toString("hex")}.part`;
  const path = join(dirname(place), beginningOf(place) + name);
  // A private file's successor is never readable for others, not even while it is written.
  const file = openSync(path, "wx", (modeOf(place) ?? 0o666) & 0o777);
  let open = true;
  ours.add(path);
  const close = () => {
    if (open) closeSync(file);
    open = false;
  };
  return {
    write: (bytes) => writeAll(file, bytes),
    commit(keep) {
      likeOlder(file, place);
      fsyncSync(file);
      close();
      const kept = keep ? keepBeside(place) : undefined;
      try {
        renameSync(path, place);
      } catch (error) {
        if (kept !== undefined) remove(kept);
        throw error;
      }
      ours.delete(path);
      return kept;
    },
    drop() {
      close();
      if (ours.delete(path)) remove(path);
    },
  };
}

/** Writes all bytes, which one call need not do. */
export function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

const modeOf = (path: string) => statSync(path, { throwIfNoEntry: false })?.mode;

/** Gives a new file the older one's mode and, where the system allows it, its owner. */
function likeOlder(file: number, place: string): void {
  const older = statSync(place, { throwIfNoEntry: false });
  if (older === undefined || process.platform === "win32") return;
  ignoring(["EPERM", "ENOSYS", "EINVAL"], () => fchownSync(file, older.uid, older.gid));
  // Last, since a change of owner takes some bits away.
  ignoring(["EPERM", "ENOSYS", "EINVAL"], () => fchmodSync(file, older.mode & 0o7777));
}

/** Gives a file a second name beside it, the first that is free, so that replacing it loses nothing. */
function keepBeside(place: string): string | undefined {
  if (modeOf(place) === undefined) return undefined;
  const ending = extname(place);
  for (let n = 1; ; n++) {
    const kept = join(dirname(place), `${basename(place, ending)}.${n}${ending}`);
    if (secondName(place, kept)) return kept;
  }
}

/** Whether the name was free. */
function secondName(place: string, name: string): boolean {
  const free = (act: () => void) => ignoring(["EEXIST"], act);
  try {
    return free(() => linkSync(place, name));
  } catch {
    // A file system without links.
    return free(() => copyFileSync(place, name, constants.COPYFILE_EXCL));
  }
}

/** Whether it was done; false when it failed for one of the reasons. */
function ignoring(codes: readonly string[], act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (codes.includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}

/** How the names of a place's temporary files begin. */
const beginningOf = (place: string) => `.${[...basename(place)].slice(0, REPEATED).join("")}.`;

function removeLeftovers(place: string): void {
  const beginning = beginningOf(place);
  for (const name of namesIn(dirname(place))) {
    if (!name.startsWith(beginning)) continue;
    const path = join(dirname(place), name);
    const [, pid, thread, host] = ENDING.exec(name.slice(beginning.length)) ?? [];
    if (pid === undefined) continue;
    const forgotten =
      host === HOST ? !isWriting(path, Number(pid), Number(thread)) : age(path) > FORGOTTEN;
    if (forgotten) remove(path);
  }
}

function isWriting(path: string, pid: number, thread: number): boolean {
  if (pid === process.pid && thread === threadId) return ours.has(path);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH"; // it runs, but belongs to somebody else
  }
}

/** Milliseconds since a file was written. */
const age = (path: string) =>
  Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // a folder that may be written but not read
  }
}

/** Removes a file or a link, where it can: what is left does no harm. */
function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {}
}
