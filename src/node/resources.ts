import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Kernels, parseKernels } from "../common/compiler/kernels.js";
import type { Resources } from "../common/resources.js";
import { packageRoot } from "./package.js";
import { PACKAGE_VERSION } from "./version.js";

const read = (name: string): string => readFileSync(join(packageRoot(), "dist", name), "utf8");

let kernels: Kernels | undefined;

/** What comes with the package, read when it is asked for. */
export const RESOURCES: Resources = {
  version: PACKAGE_VERSION,
  get kernels() {
    kernels ??= parseKernels(read("kernels.txt"));
    return kernels;
  },
  get licence() {
    return readFileSync(join(packageRoot(), "LICENSE"), "utf8");
  },
  loader: (name) => read(`${name}.js`).trim(),
};
