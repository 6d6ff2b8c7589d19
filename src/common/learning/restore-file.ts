import { UserError } from "../errors.js";
import type { Network } from "../loader/index.js";
import { describeOtherNetwork } from "../network/checkpoint-file.js";
import type { NetworkSpec } from "../network/network-file.js";

/**
 * Puts what a checkpoint file holds into a network.
 * @param source what to call the file in an error
 * @throws UserError that names the file, and says in what the network differs whose checkpoint it is
 */
export function restoreFile(
  network: Network,
  spec: NetworkSpec,
  file: Uint8Array,
  source: string,
): void {
  try {
    network.restore(file);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(`${source}: ${describeOtherNetwork(file, spec) ?? reason}`);
  }
}
