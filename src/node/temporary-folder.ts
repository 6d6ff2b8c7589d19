import { lstatSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { leftovers, temporaryEnding } from "./leftovers.js";

/** A folder for what nobody needs afterwards. */
export interface TemporaryFolder {
  readonly path: string;
  /** Removes it with all that is in it. */
  drop(): void;
}

const folders = new Set<string>();
const remove = (path: string) => rmSync(path, { recursive: true, force: true, maxRetries: 3 });
const removeAll = () => folders.forEach(remove);

/**
 * Makes a folder that is gone when the process ends, if not before; also when it is interrupted. What killed runs have left
 * in the same place is removed.
 * @param parent where; the system's folder for temporary files when left out
 */
export function temporaryFolder(
  parent: string = tmpdir(),
  beginning = "perceptino-",
): TemporaryFolder {
  for (const left of leftovers(parent, beginning, folders)) removeLeft(left);
  const path = join(parent, beginning + temporaryEnding());
  mkdirSync(path, { mode: 0o700 });
  if (folders.size === 0) process.once("exit", removeAll);
  folders.add(path);
  return {
    path,
    drop() {
      folders.delete(path);
      if (folders.size === 0) process.off("exit", removeAll);
      remove(path);
    },
  };
}

/** Removes a folder of this user's; whoever else may write to the place has named others. What cannot be removed stays. */
function removeLeft(path: string): void {
  try {
    const { uid } = lstatSync(path);
    if (process.getuid === undefined || uid === process.getuid()) remove(path);
  } catch {}
}
