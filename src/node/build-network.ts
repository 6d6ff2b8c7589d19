import { setFlagsFromString } from "node:v8";
import { type BuiltNetwork, buildNetworkWith } from "../common/compiler/build-network.js";
import type { NetworkSpec } from "../common/network/network-file.js";
import { RESOURCES } from "./resources.js";

let first = true;

/**
 * Runs what a process runs for the first time. V8 would compile its functions for long runs on another thread, which takes
 * more CPU than all else there is to do; what runs again is compiled as usual.
 */
function once<T>(act: () => T): T {
  if (!first) return act();
  first = false;
  setFlagsFromString("--no-opt");
  try {
    return act();
  } finally {
    setFlagsFromString("--opt");
  }
}

/**
 * Builds a checked network with the kernels that come with the package.
 * @param budget bytes of memory that the module may take
 * @throws UserError when no plan fits
 */
export async function buildNetwork(spec: NetworkSpec, budget?: number): Promise<BuiltNetwork> {
  return once(() => buildNetworkWith(RESOURCES, spec, budget));
}
