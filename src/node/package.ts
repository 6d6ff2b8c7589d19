import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of the installed package, which holds assembly/ and asconfig.json. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "asconfig.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("perceptino's own asconfig.json is missing");
    folder = parent;
  }
  return folder;
}
