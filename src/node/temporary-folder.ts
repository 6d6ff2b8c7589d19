import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder for what nobody needs afterwards. */
export interface TemporaryFolder {
  readonly path: string;
  /** Removes it with all that is in it. */
  drop(): void;
}

const folders = new Set<string>();
const remove = (path: string) => rmSync(path, { recursive: true, force: true, maxRetries: 3 });
const removeAll = () => folders.forEach(remove);

/** Makes a folder that is gone when the process ends, if not before; also when it is interrupted. */
export function temporaryFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), "perceptino-"));
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
