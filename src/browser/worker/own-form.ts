import type { BuiltNetwork } from "../../common/compiler/build-network.js";
import { restoreFile } from "../../common/learning/restore-file.js";
import { startNetwork } from "../../common/learning/start-network.js";

/** A checkpoint as the network itself would save it: without a description behind it, and in its own layout. */
export async function ownForm(built: BuiltNetwork, checkpoint: Uint8Array): Promise<Uint8Array> {
  const network = await startNetwork(built);
  restoreFile(network, built.spec, checkpoint, "the trained weights");
  return network.save();
}
