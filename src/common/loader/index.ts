import { createNetwork, type Network } from "./network.js";
import { webAssemblyEngine } from "./webassembly.js";

export { ABI, type Engine, type Layout, ROUTINES, type Rows, type Run } from "./engine.js";
export type { Learner } from "./learner.js";
export { createNetwork, type Network } from "./network.js";
export { webAssemblyEngine } from "./webassembly.js";

/**
 * Loads a network from a module's bytes, in Node or the browser. It begins with the checkpoint that the module holds, or else
 * with weights drawn from the network file's seed.
 */
export async function loadNetwork(wasm: Uint8Array<ArrayBuffer>): Promise<Network> {
  const engine = await webAssemblyEngine(wasm);
  const network = createNetwork(engine);
  if (engine.checkpoint) network.restore(engine.checkpoint);
  return network;
}
