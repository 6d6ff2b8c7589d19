import {
  type BuildOptions,
  type BuiltNetwork,
  buildNetworkWith,
} from "../common/compiler/build-network.js";
import type { NetworkSpec } from "../common/network/network-file.js";
import { RESOURCES } from "./resources.js";

/**
 * Builds a checked network with the kernels that come with the package.
 * @throws UserError when no plan fits
 */
export async function buildNetwork(
  spec: NetworkSpec,
  options: BuildOptions = {},
): Promise<BuiltNetwork> {
  return buildNetworkWith(RESOURCES, spec, options);
}
