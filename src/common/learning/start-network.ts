import type { BuiltNetwork } from "../compiler/build-network.js";
import { loadNetwork, type Network } from "../loader/index.js";

/** Loads a built network, new: with what its file states. */
export const startNetwork = (built: BuiltNetwork): Promise<Network> => loadNetwork(built.hostWasm);
