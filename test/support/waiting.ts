import type { ChildProcess } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Milliseconds after which what a test waits for will not come any more. Only against hanging: no test may depend on how
 * fast a machine is, or on what else it does, so this is far more than anything takes on the slowest.
 */
export const HANGING = 15 * 60_000;
const PAUSE = 20;

/**
 * Waits until something is so, however long it takes.
 * @param what it is, for the error: "a process in the folder"
 * @param child what must not end before
 * @throws Error when the child ends first, or after {@link HANGING}
 */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  child?: ChildProcess,
): Promise<void> {
  for (const end = performance.now() + HANGING; ; await sleep(PAUSE)) {
    const over = child !== undefined && (child.exitCode ?? child.signalCode) !== null;
    if (await isSo()) return;
    if (over) throw new Error(`${what}: expected it before the process ended`);
    if (performance.now() > end) {
      throw new Error(`${what}: it did not come within ${HANGING / 60_000} minutes`);
    }
  }
}

/** Tells whether a folder has a file with something in it that was not there when this was called. */
export function newFilesIn(folder: string): () => boolean {
  const before = new Set(readdirSync(folder));
  return () =>
    readdirSync(folder).some((name) => {
      const found = statSync(join(folder, name), { throwIfNoEntry: false });
      return !before.has(name) && found?.isFile() && found.size > 0;
    });
}
