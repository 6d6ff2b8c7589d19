import { bitsOfFloat } from "../../common/bits.js";
import { buildNetworkWith } from "../../common/compiler/build-network.js";
import { restoreFile } from "../../common/learning/restore-file.js";
import { startNetwork } from "../../common/learning/start-network.js";
import { checkpointOf } from "../../common/loader/checkpoint.js";
import type { Network } from "../../common/loader/index.js";
import { parseNetwork } from "../../common/network/network-file.js";
import type { Resources } from "../../common/resources.js";

/** A network in the page that plays the board, where there is none: another one than that which replays it. */
export function pageBoard(resources: Resources) {
  let network: Network | undefined;
  const board = () => {
    if (network) return network;
    throw new Error("the page's board: nothing was opened");
  };
  const words = () => {
    const { memory, layout } = board().engine;
    return new Uint32Array(memory, 0, layout.stateEnd / 4);
  };
  return {
    async open(text: string, checkpoint?: Uint8Array): Promise<void> {
      const spec = parseNetwork(text, "network.json");
      const started = await startNetwork(buildNetworkWith(resources, spec));
      if (checkpoint) restoreFile(started, spec, checkpoint, "the trained weights");
      network = started;
    },
    push: (reading: Float32Array) => board().push(reading),
    restart: () => board().restart(),
    predict: (features: Float32Array) => board().predict(features),
    observe: (features: Float32Array, target: readonly number[]) =>
      board().observe(features, target),
    train: () => bitsOfFloat(board().train()) >>> 0,
    facts: () => {
      const { steps, engine } = board();
      const { fingerprint, state, batch, parameters } = engine.layout;
      const held = words()[parameters + 2]!;
      return {
        fingerprint: fingerprint >>> 0,
        state: state >>> 0,
        batch,
        steps,
        held,
        hash: board().hash(),
      };
    },
    readState: () => words().slice(),
    writeState: (given: Uint32Array) => board().restore(checkpointOf(board().engine.layout, given)),
    save: () => board().save(),
  };
}
