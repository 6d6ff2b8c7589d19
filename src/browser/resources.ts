import {
  floats as floatsText,
  kernels as kernelsText,
  lanes as lanesText,
  licence,
  loaders,
  version,
} from "perceptino:resources";
import type { FloatSet } from "../common/compiler/float32.js";
import { type Kernels, parseKernels } from "../common/compiler/kernels.js";
import type { Resources } from "../common/resources.js";

let kernels: Kernels | undefined;
let lanes: Kernels | undefined;
const floats = new Map<FloatSet, Kernels>();

/** What comes with the page, read when it is asked for. */
export const RESOURCES: Resources = {
  version,
  licence,
  get kernels() {
    kernels ??= parseKernels(kernelsText);
    return kernels;
  },
  get lanes() {
    lanes ??= parseKernels(lanesText);
    return lanes;
  },
  floats(set) {
    const known = floats.get(set) ?? parseKernels(floatsText[set]);
    floats.set(set, known);
    return known;
  },
  loader: (name) => loaders[name],
};
