import { type BuiltNetwork, buildNetwork, startNetwork } from "./build.js";
import { UserError } from "./errors.js";
import { readBytes, readText } from "./files.js";
import type { Network } from "./loader/index.js";
import { type NetworkSpec, parseNetwork } from "./network-file.js";

/** Reads and checks a network file. */
export async function readNetworkFile(path: string): Promise<NetworkSpec> {
  return parseNetwork(await readText(path), path);
}

/** Builds and starts a network for the host. */
export async function runNetwork(
  spec: NetworkSpec,
): Promise<{ built: BuiltNetwork; network: Network }> {
  const built = await buildNetwork(spec);
  return { built, network: await startNetwork(built) };
}

/** Puts a checkpoint file into a network. Throws a UserError that names the file. */
export async function restoreCheckpoint(network: Network, path: string): Promise<void> {
  const bytes = await readBytes(path);
  try {
    network.restore(bytes);
  } catch (error) {
    throw new UserError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
