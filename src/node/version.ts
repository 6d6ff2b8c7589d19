import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "./package.js";

const manifest = JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")) as {
  version: string;
};

/** The package's version, from its package.json. */
export const PACKAGE_VERSION: string = manifest.version;
