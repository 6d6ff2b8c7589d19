import type { Source } from "../sources/source.js";
import { THIS_PAGE } from "../state/project.js";
import { worker } from "../worker/client.js";
import type { TeachDevice } from "./device.js";
import { type FedNetwork, fedDevice } from "./fed-device.js";

/**
 * The page plays the board: the module runs in a worker of its own, apart from the one that replays it.
 * @param text of the network file
 * @param keep called with what it saves
 */
export async function pageDevice(
  text: string,
  checkpoint: Uint8Array | undefined,
  hasWindow: boolean,
  source: Source,
  keep: (checkpoint: Uint8Array<ArrayBuffer>) => void,
): Promise<TeachDevice> {
  const work = worker("design");
  await work.boardOpen(text, checkpoint);
  const network: FedNetwork = {
    hasWindow,
    push: (reading) => work.boardPush(reading),
    restart: () => work.boardRestart(),
    predict: (features) => work.boardPredict(features),
    observe: (features, target) => work.boardObserve(features, target),
    train: () => work.boardTrain(),
    facts: () => work.boardFacts(),
    readState: () => work.boardReadState(),
    writeState: (words) => work.boardWriteState(words),
    save: async () => keep(await work.boardSave()),
  };
  return fedDevice(THIS_PAGE, network, source);
}
