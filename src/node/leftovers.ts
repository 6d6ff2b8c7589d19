import { createHash, randomBytes } from "node:crypto";
import { lstatSync, readdirSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { threadId } from "node:worker_threads";

/** Milliseconds after which another machine's file is taken for forgotten. */
const FORGOTTEN = 86_400_000;
/** A process's number means nothing on another machine that shares the folder. */
const HOST = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
const ENDING = /^(\d+)\.(\d+)\.([0-9a-f]{8})\.[0-9a-f]{16}\.part$/;

/** How the name of a temporary file or folder ends: it says whose it is, and nobody can guess it. */
export const temporaryEnding = (): string =>
  `${process.pid}.${threadId}.${HOST}.${randomBytes(8).toString("hex")}.part`;

/**
 * What runs that were killed have left in a folder, under names with this beginning and a {@link temporaryEnding}.
 * @param ours the paths of this thread, which are in use
 */
export function leftovers(folder: string, beginning: string, ours: ReadonlySet<string>): string[] {
  return namesIn(folder)
    .filter((name) => name.startsWith(beginning))
    .map((name) => ({
      path: join(folder, name),
      parts: ENDING.exec(name.slice(beginning.length)),
    }))
    .filter(({ path, parts }) => parts !== null && isForgotten(path, parts, ours))
    .map(({ path }) => path);
}

function isForgotten(path: string, parts: RegExpExecArray, ours: ReadonlySet<string>): boolean {
  const [, pid, thread, host] = parts;
  return host === HOST ? !isInUse(path, Number(pid), Number(thread), ours) : age(path) > FORGOTTEN;
}

function isInUse(path: string, pid: number, thread: number, ours: ReadonlySet<string>): boolean {
  if (pid === process.pid && thread === threadId) return ours.has(path);
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH"; // it runs, but belongs to somebody else
  }
}

/** Milliseconds since something was written. */
const age = (path: string) =>
  Date.now() - (lstatSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // a folder that may be written but not read
  }
}
