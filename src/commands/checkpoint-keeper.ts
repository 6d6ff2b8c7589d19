import { writeWhole } from "../files.js";

/** Milliseconds between two writings of the checkpoint while training goes on. */
const PERIOD = 2000;

/** Keeps the best weights of a run in a file, so that a crash costs seconds of work and not the whole of it. */
export interface CheckpointKeeper {
  /** Takes the best weights so far, if there are new ones; writes what waits once the period is over. */
  take(epoch: number, best?: Uint8Array): Promise<void>;
  /** Writes what waits. */
  flush(): Promise<void>;
  /** The epoch whose weights the file holds; 0 while it is as it was before the run. */
  written(): number;
}

/**
 * The keeper of a checkpoint file.
 * @param now a clock in milliseconds
 */
export function keepCheckpoint(
  path: string,
  now: () => number = () => performance.now(),
): CheckpointKeeper {
  let waiting: { epoch: number; best: Uint8Array } | undefined;
  let last = now();
  let written = 0;
  const flush = async () => {
    if (waiting === undefined) return;
    const { epoch, best } = waiting;
    await writeWhole(path, best);
    waiting = undefined;
    last = now();
    written = epoch;
  };
  return {
    async take(epoch, best) {
      if (best !== undefined) waiting = { epoch, best };
      if (now() - last >= PERIOD) await flush();
    },
    flush,
    written: () => written,
  };
}
