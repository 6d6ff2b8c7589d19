import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FloatSet } from "../common/compiler/float32.js";
import { type Kernels, parseKernels } from "../common/compiler/kernels.js";
import type { Resources } from "../common/resources.js";
import { packageRoot } from "./package.js";
import { PACKAGE_VERSION } from "./version.js";

const read = (name: string): string => readFileSync(join(packageRoot(), "dist", name), "utf8");

let kernels: Kernels | undefined;
let lanes: Kernels | undefined;
const floats = new Map<FloatSet, Kernels>();

/** What comes with the package, read when it is asked for. */
export const RESOURCES: Resources = {
  version: PACKAGE_VERSION,
  get kernels() {
    kernels ??= parseKernels(read("kernels.txt"));
    return kernels;
  },
  get lanes() {
    lanes ??= parseKernels(read("kernels-lanes.txt"));
    return lanes;
  },
  floats(set) {
    const known = floats.get(set) ?? parseKernels(read(`float32-${set}.txt`));
    floats.set(set, known);
    return known;
  },
  get licence() {
    return readFileSync(join(packageRoot(), "LICENSE"), "utf8");
  },
  loader: (name) => read(`${name}.js`).trim(),
};
