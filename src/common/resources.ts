import type { FloatSet } from "./compiler/float32.js";
import type { Loader } from "./compiler/js/js-module.js";
import type { Kernels } from "./compiler/kernels.js";

/** What common code needs of the package that it is in: Node reads it from the package's folder, a page brings it along. */
export interface Resources {
  /** of perceptino */
  readonly version: string;
  readonly kernels: Kernels;
  /** the kernels for hosts, in four lanes */
  readonly lanes: Kernels;
  /** the float routines for cores without an FPU; floatProgram() makes a program of them */
  floats(set: FloatSet): Kernels;
  /** the text of its licence, which goes with what is made of the kernels */
  readonly licence: string;
  /** the text of a loader for small engines, as rollup made it */
  loader(name: Loader): string;
}
