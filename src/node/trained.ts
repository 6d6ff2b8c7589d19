import { createHash } from "node:crypto";
import { basename } from "node:path";
import type { BuiltNetwork } from "../common/compiler/build-network.js";
import { hex } from "../common/hex.js";
import type { CarriedOver } from "../common/learning/carry-over.js";
import { startNetwork } from "../common/learning/start-network.js";
import { readCheckpoint, restoreCheckpoint } from "./load-network.js";

/** What a built network begins with, instead of new weights. */
export interface Trained {
  /** of the plan that was built, as `save()` gives it */
  readonly checkpoint: Uint8Array;
  readonly about: TrainedFacts;
}

/** Where it is from, for machines. */
export interface TrainedFacts {
  /** the checkpoint file's name, without its folder */
  readonly file: string;
  /** of the file */
  readonly sha256: string;
  /** that it was trained for */
  readonly steps: number;
  /** CRC-32 of the parameters, in hexadecimal, as `train` tells it */
  readonly hash: string;
  /** what became of its tensors, where the file is of another layout */
  readonly carriedOver?: CarriedOver;
}

/**
 * Reads a checkpoint that a network is built with. Of the same network in another layout it takes over what fits, and tells
 * so.
 * @throws UserError when it is of another network, or damaged
 */
export async function readTrained(
  built: BuiltNetwork,
  path: string,
  options: { readonly json: boolean },
): Promise<Trained> {
  const network = await startNetwork(built);
  const file = await readCheckpoint(path);
  const carried = await restoreCheckpoint(network, built.spec, path, options, file);
  return {
    checkpoint: network.save(),
    about: {
      file: basename(path),
      sha256: createHash("sha256").update(file).digest("hex"),
      steps: network.steps,
      hash: hex(network.hash()),
      ...(carried && { carriedOver: carried }),
    },
  };
}
