import type { EspruinoBoard } from "../../boards/index.js";
import { type BuiltNetwork, buildNetworkWith } from "../common/compiler/build-network.js";
import { UserError } from "../common/errors.js";
import { MODULE_NAME } from "../common/espruino/module-name.js";
import { restoreFile } from "../common/learning/restore-file.js";
import { startNetwork } from "../common/learning/start-network.js";
import type { Network } from "../common/loader/index.js";
import { LIMITS, parseNetwork } from "../common/network/network-file.js";
import { type Artifact, artifactsOf } from "../common/targets.js";
import { RESOURCES } from "./resources.js";

/** A network that a person has opened in the page: built, and running. */
export interface OpenedNetwork {
  /** the network file's name without its ending; files that are made of it are called so */
  readonly name: string;
  readonly built: BuiltNetwork;
  readonly network: Network;
}

/**
 * Reads a network file, builds it and starts it.
 * @param checkpoint what it goes on from, instead of weights drawn from its seed
 * @throws UserError naming the file and what is wrong
 */
export async function openNetwork(file: File, checkpoint?: File): Promise<OpenedNetwork> {
  const text = new TextDecoder().decode(await bytesOf(file, LIMITS.fileBytes));
  const built = buildNetworkWith(RESOURCES, parseNetwork(text, file.name));
  const network = await startNetwork(built);
  if (checkpoint) {
    const bytes = await bytesOf(checkpoint, LIMITS.checkpointBytes);
    restoreFile(network, built.spec, bytes, checkpoint.name);
  }
  return { name: file.name.replace(/\.json$/i, ""), built, network };
}

/** All that a page makes of a network: the module, its C and JavaScript, and what a board with Espruino takes. */
export async function filesFor(
  { name, built }: OpenedNetwork,
  board: EspruinoBoard,
): Promise<readonly Artifact[]> {
  const espruino = { board, module: MODULE_NAME };
  const made = [
    artifactsOf(built, "wasm", name),
    artifactsOf(built, "c", name),
    artifactsOf(built, "js", name),
    artifactsOf(built, "espruino", name, { espruino }),
  ];
  return (await Promise.all(made)).flat();
}

/** A file's bytes. Throws a UserError when it has more than any such file can. */
async function bytesOf(file: File, most: number): Promise<Uint8Array> {
  if (file.size <= most) return new Uint8Array(await file.arrayBuffer());
  throw new UserError(`${file.name}: got ${file.size} bytes, expected at most ${most}`);
}
