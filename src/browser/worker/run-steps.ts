import { buildNetworkWith } from "../../common/compiler/build-network.js";
import { hex } from "../../common/hex.js";
import { restoreFile } from "../../common/learning/restore-file.js";
import { startNetwork } from "../../common/learning/start-network.js";
import { parseNetwork } from "../../common/network/network-file.js";
import type { Resources } from "../../common/resources.js";

/** A network after some steps. */
export interface Stepped {
  readonly steps: number;
  /** CRC-32 of the parameters, in hexadecimal */
  readonly hash: string;
  readonly checkpoint: Uint8Array<ArrayBuffer>;
}

/**
 * Makes steps on the batch that a checkpoint holds, which stays in it: what the page computes, to be compared with others.
 * @param text of the network file
 */
export async function runSteps(
  resources: Resources,
  text: string,
  checkpoint: Uint8Array,
  steps: number,
): Promise<Stepped> {
  const spec = parseNetwork(text, "network.json");
  const network = await startNetwork(buildNetworkWith(resources, spec));
  restoreFile(network, spec, checkpoint, "the checkpoint");
  for (let n = 0; n < steps; n++) network.step();
  return { steps: network.steps, hash: hex(network.hash()), checkpoint: network.save() };
}
