import type { FloatSet } from "../../common/compiler/float32.js";
import { type Kernels, kernelsOf } from "../../common/compiler/kernels.js";
import { type CompiledModule, compileAssembly } from "./compile.js";
import { readModule } from "./read-module.js";

/** Stands in for the kernels' index, so that the float routines are compiled with the options that kernels have. */
const INDEX = 'export * from "./float32/index";';

/** Compiles assembly/float32/ to WebAssembly. */
const compileFloatModule = (set: FloatSet): Promise<CompiledModule> =>
  compileAssembly(["--config", "asconfig.json", "--use", `WIDE=${set === "wide" ? 1 : 0}`], {
    "assembly/index.ts": INDEX,
  });

/** Compiles assembly/float32/ to kernels, of which floatProgram() makes a program. */
export async function compileFloats(set: FloatSet): Promise<Kernels> {
  const { named } = await compileFloatModule(set);
  const { routines, exports } = readModule(named);
  return kernelsOf(routines, exports);
}
