import type { BuiltNetwork } from "../common/compiler/build-network.js";
import { type CarriedOver, describeCarriedOver } from "../common/learning/carry-over.js";
import { restoreFile } from "../common/learning/restore-file.js";
import { startNetwork } from "../common/learning/start-network.js";
import type { Network } from "../common/loader/index.js";
import { LIMITS, type NetworkSpec, parseNetwork } from "../common/network/network-file.js";
import { buildNetwork } from "./build-network.js";
import { readBytes } from "./files.js";
import { tell } from "./print.js";

/** Reads and checks a network file. */
export async function readNetworkFile(path: string): Promise<NetworkSpec> {
  const bytes = await readBytes(path, LIMITS.fileBytes, "a network file");
  return parseNetwork(new TextDecoder().decode(bytes), path);
}

/** Builds and starts a network for the host, with SIMD unless it is to be without. */
export async function runNetwork(
  spec: NetworkSpec,
  { simd }: { readonly simd?: boolean } = {},
): Promise<{ built: BuiltNetwork; network: Network }> {
  const built = await buildNetwork(spec, simd === false ? { simd } : {});
  return { built, network: await startNetwork(built) };
}

/** Reads a checkpoint file. */
export const readCheckpoint = (path: string): Promise<Uint8Array> =>
  readBytes(path, LIMITS.checkpointBytes, "a checkpoint");

/**
 * Puts a checkpoint file into a network. Of the same network in another layout it takes over what fits, and tells so.
 * @param file what stands in it, if it was read already
 * @returns what was taken over, where the layout is another
 * @throws UserError that names the file, and says in what the network differs whose checkpoint it is
 */
export async function restoreCheckpoint(
  network: Network,
  spec: NetworkSpec,
  path: string,
  options: { readonly json: boolean },
  file?: Uint8Array,
): Promise<CarriedOver | undefined> {
  file ??= await readCheckpoint(path);
  const carried = restoreFile(network, spec, file, path);
  if (carried) tell(options, `${path}: laid out in another way; ${describeCarriedOver(carried)}`);
  return carried;
}
