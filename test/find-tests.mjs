import { readdirSync } from "node:fs";
import { basename, join } from "node:path";

/**
 * Test files that take longest, as they are or because a page's user takes his time: they begin first, so that none runs on
 * alone while the cores have nothing to do.
 */
const LONGEST = [
  ...["record", "firmware-noise", "thumb", "random-thumb", "teach", "motion", "offline", "report"],
  ...["firmware", "bluetooth", "saving", "upload-cuts", "upload", "axe", "tasks", "trained"],
  ...["docs", "readme", "house", "train", "stop"],
];

const rank = (path) => {
  const at = LONGEST.indexOf(basename(path, ".test.js"));
  return at < 0 ? LONGEST.length : at;
};

/**
 * The compiled files of all tests, wherever they lie in a folder of sources; found by their sources, since what was compiled
 * once stays when its source is moved or removed.
 */
export function findTests(sources, compiled) {
  return readdirSync(sources, { recursive: true })
    .filter((path) => path.endsWith(".test.ts") && !path.split(/[\\/]/).includes("node_modules"))
    .map((path) => join(compiled, path.replace(/ts$/, "js")))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
