import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type BuiltNetwork, buildNetworkWith } from "../common/compiler/build-network.js";
import { type Kernels, parseKernels } from "../common/compiler/kernels.js";
import { statedNormalizer } from "../common/learning/normalizer.js";
import { loadNetwork, type Network } from "../common/loader/index.js";
import type { NetworkSpec } from "../common/network/network-file.js";
import { packageRoot } from "./package.js";

export type { BuiltNetwork };

let kernels: Promise<Kernels> | undefined;

/** The kernels that come with the package. */
export function packagedKernels(): Promise<Kernels> {
  kernels ??= readFile(join(packageRoot(), "dist/kernels.txt"), "utf8").then(parseKernels);
  return kernels;
}

/**
 * Builds a checked network with the kernels that come with the package.
 * @param budget bytes of memory that the module may take
 * @throws UserError when no plan fits
 */
export async function buildNetwork(spec: NetworkSpec, budget?: number): Promise<BuiltNetwork> {
  return buildNetworkWith(await packagedKernels(), spec, budget);
}

/** Loads a built network, with the channel means and deviations that its file states. */
export async function startNetwork(built: BuiltNetwork): Promise<Network> {
  const network = await loadNetwork(built.wasm);
  const stated = statedNormalizer(built.spec);
  const inputs = network.mean.length;
  network.mean.set(stated.subarray(0, inputs));
  network.scale.set(stated.subarray(inputs));
  return network;
}
