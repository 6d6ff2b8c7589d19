import type { BuiltNetwork } from "../compiler/build-network.js";
import { loadNetwork, type Network } from "../loader/index.js";
import { statedNormalizer } from "./normalizer.js";

/** Loads a built network, with the channel means and deviations that its file states. */
export async function startNetwork(built: BuiltNetwork): Promise<Network> {
  const network = await loadNetwork(built.wasm);
  const stated = statedNormalizer(built.spec);
  const inputs = network.mean.length;
  network.mean.set(stated.subarray(0, inputs));
  network.scale.set(stated.subarray(inputs));
  return network;
}
