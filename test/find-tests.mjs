import { readdirSync } from "node:fs";
import { basename, join } from "node:path";

/** Test files that take longest: they begin first, so that none runs on alone while the other cores have nothing to do. */
const LONGEST = ["firmware", "simulate", "readme", "espruino-simulate", "package", "thumb"];

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
