import type { LiveTable } from "../common/data/live-table.js";
import { Stopped } from "../common/errors.js";
import { catchSignals } from "./catch-signals.js";

/**
 * Hands standard input to a table as it comes, until it ends, a signal comes, or nobody reads what is printed any more.
 * @returns 0, or 128 and the number of the signal
 */
export async function readLive(table: LiveTable): Promise<number> {
  const stop = catchSignals();
  let closed = () => {};
  const unread = new Promise<never>((_, reject) => {
    closed = () => reject(new Stopped());
  });
  unread.catch(() => {});
  process.stdout.once("error", closed);
  const chunks = process.stdin[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await stop.orStopped(Promise.race([chunks.next(), unread]));
      if (next.done) break;
      table.push(
        typeof next.value === "string" ? new TextEncoder().encode(next.value) : next.value,
      );
    }
    await table.end();
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  } finally {
    process.stdout.off("error", closed);
    process.stdin.destroy();
    stop.release();
  }
  return stop.exitCode();
}
