import {
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { leftovers, temporaryEnding } from "./leftovers.js";

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
  const beginning = beginningOf(place);
  for (const left of leftovers(dirname(place), beginning, ours)) remove(left);
  const path = join(dirname(place), beginning + temporaryEnding());
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

/** Removes a file or a link, where it can: what is left does no harm. */
function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {}
}
