import { stateOfCheckpoint } from "../../common/loader/checkpoint.js";
import { worker } from "../worker/client.js";
import type { replayer } from "../worker/replay.js";

type Functions = ReturnType<typeof replayer>;
/** The page's replay, wherever it runs. */
export type Replay = {
  readonly [K in keyof Functions]: (
    ...given: Parameters<Functions[K]>
  ) => Promise<Awaited<ReturnType<Functions[K]>>>;
} & {
  /** @returns words of parameters and state of a checkpoint of this network. Throws a UserError for any other. */
  stateOf(checkpoint: Uint8Array<ArrayBuffer>): Promise<Uint32Array<ArrayBuffer>>;
};

/** The replay in the worker that trains. */
export function workerReplay(): Replay {
  const work = worker("train");
  return {
    open: (text, checkpoint) => work.replayOpen(text, checkpoint),
    standing: () => work.replayStanding(),
    takeOver: (words) => work.replayTakeOver(words),
    restart: () => work.replayRestart(),
    watch: (guess) => work.replayWatch(guess),
    lesson: (lesson) => work.replayLesson(lesson),
    firstOther: (words) => work.replayFirstOther(words),
    save: () => work.replaySave(),
    check: (checkpoint) => work.replayCheck(checkpoint),
    async stateOf(checkpoint) {
      await work.replayCheck(checkpoint);
      return stateOfCheckpoint(checkpoint);
    },
  };
}
