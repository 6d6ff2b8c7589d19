import { UserError } from "../errors.js";
import type { Network } from "../loader/index.js";
import { describeOtherNetwork } from "../network/checkpoint-file.js";
import type { NetworkSpec } from "../network/network-file.js";
import { type CarriedOver, carryOver } from "./carry-over.js";

/**
 * Puts what a checkpoint file holds into a network. Of the same network in another layout, with another batch or optimizer,
 * it takes over what fits.
 * @param source what to call the file in an error
 * @returns what was taken over, where the layout is another
 * @throws UserError that names the file, and says in what the network differs whose checkpoint it is
 */
export function restoreFile(
  network: Network,
  spec: NetworkSpec,
  file: Uint8Array,
  source: string,
): CarriedOver | undefined {
  try {
    network.restore(file);
    return undefined;
  } catch (error) {
    const other = describeOtherNetwork(file, spec);
    if (other !== undefined) throw new UserError(`${source}: ${other}`);
    return carriedOver(network, spec, file, source, error);
  }
}

function carriedOver(
  network: Network,
  spec: NetworkSpec,
  file: Uint8Array,
  source: string,
  refused: unknown,
): CarriedOver {
  try {
    const carried = carryOver(network, spec, file);
    if (carried && carried.fresh.length + carried.left.length > 0) return carried;
    throw refused;
  } catch (error) {
    throw new UserError(`${source}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
