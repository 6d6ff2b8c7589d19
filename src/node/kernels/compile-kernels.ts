import { type Kernels, kernelsOf } from "../../common/compiler/kernels.js";
import { compileAssembly, type Sources } from "./compile.js";
import { readModule } from "./read-module.js";

/**
 * Compiles assembly/ to kernels, with the options of asconfig.json.
 * @param sources files to replace, for instance "assembly/blocking.ts"
 */
export async function compileKernels(sources: Sources = {}): Promise<Kernels> {
  const { named } = await compileAssembly(["--config", "asconfig.json"], sources);
  const { routines, exports } = readModule(named);
  return kernelsOf(routines, exports);
}
