import { type Kernels, kernelsOf } from "../../common/compiler/kernels.js";
import { compileAssembly, type Sources } from "./compile.js";
import { readModule } from "./read-module.js";

/** The feature of WebAssembly, and what is an entry besides those of asconfig.json. */
const LANES = ["--enable", "simd", "assembly/lanes/index.ts"];

/**
 * Compiles assembly/ to kernels, with the options of asconfig.json.
 * @param sources files to replace, for instance "assembly/blocking.ts"
 * @param lanes whether they compute with four lanes, which hosts have
 */
export async function compileKernels(sources: Sources = {}, lanes = false): Promise<Kernels> {
  const options = ["--config", "asconfig.json", ...(lanes ? LANES : [])];
  const { named } = await compileAssembly(options, sources);
  const { routines, exports } = readModule(named);
  return kernelsOf(routines, exports);
}
