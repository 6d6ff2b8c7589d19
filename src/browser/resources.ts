import { kernels as kernelsText, licence, loaders, version } from "perceptino:resources";
import { type Kernels, parseKernels } from "../common/compiler/kernels.js";
import type { Resources } from "../common/resources.js";

let kernels: Kernels | undefined;

/** What comes with the page, read when it is asked for. */
export const RESOURCES: Resources = {
  version,
  licence,
  get kernels() {
    kernels ??= parseKernels(kernelsText);
    return kernels;
  },
  loader: (name) => loaders[name],
};
