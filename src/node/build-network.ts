import { type BuiltNetwork, buildNetworkWith } from "../common/compiler/build-network.js";
import type { NetworkSpec } from "../common/network/network-file.js";
import { RESOURCES } from "./resources.js";

/**
 * Builds a checked network with the kernels that come with the package.
 * @param budget bytes of memory that the module may take
 * @throws UserError when no plan fits
 */
export async function buildNetwork(spec: NetworkSpec, budget?: number): Promise<BuiltNetwork> {
  return buildNetworkWith(RESOURCES, spec, budget);
}
