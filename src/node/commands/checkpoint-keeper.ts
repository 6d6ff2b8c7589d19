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
  /** The path under which the file of before the run is kept, if one is. */
  kept(): string | undefined;
}

/**
 * The keeper of a checkpoint file.
 * @param older whether a file that is there already is replaced or kept beside the new one
 * @param now a clock in milliseconds
 */
export function keepCheckpoint(
  path: string,
  older: "replace" | "keep",
  now: () => number = () => performance.now(),
): CheckpointKeeper {
  let kept: string | undefined;
  let waiting: { epoch: number; best: Uint8Array } | undefined;
  let last = now();
  let written = 0;
  const flush = async () => {
    if (waiting === undefined) return;
    const { epoch, best } = waiting;
    const first = written === 0;
    kept = (await writeWhole(path, best, first && older === "keep")) ?? kept;
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
    kept: () => kept,
  };
}
