// Compiles the kernels of assembly/ for the package: node build/src/node/kernels/write.js FILE. Part of `npm run build`.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { printKernels } from "../../common/compiler/kernels.js";
import { compileKernels } from "./compile-kernels.js";

const [path] = process.argv.slice(2);
if (path === undefined) throw new Error("usage: write FILE");
const kernels = await compileKernels();
mkdirSync(dirname(path), { recursive: true });
writeFileSync(path, printKernels(kernels));
