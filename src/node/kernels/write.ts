// Compiles the kernels of assembly/ for the package, and beside them those for hosts and the float routines: node build/src/node/kernels/write.js FILE.
// Part of `npm run build`.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { FLOAT_SETS } from "../../common/compiler/float32.js";
import { printKernels } from "../../common/compiler/kernels.js";
import { compileFloats } from "./compile-floats.js";
import { compileKernels } from "./compile-kernels.js";

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("usage: write FILE");
const folder = dirname(path);
mkdirSync(folder, { recursive: true });
writeFileSync(path, printKernels(await compileKernels()));
writeFileSync(join(folder, "kernels-lanes.txt"), printKernels(await compileKernels({}, true)));
for (const set of FLOAT_SETS) {
  writeFileSync(join(folder, `float32-${set}.txt`), printKernels(await compileFloats(set)));
}
