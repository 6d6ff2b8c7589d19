import { Stopped } from "../../common/errors.js";
import type { Clock } from "../sources/clock.js";

/**
 * What a promise comes to, unless it takes too long or is stopped: nothing outside is waited for without an end.
 * @param late makes the error
 */
export function within<T>(
  clock: Clock,
  milliseconds: number,
  promise: Promise<T>,
  late: () => Error,
  signal?: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new Stopped());
    const prevent = clock.after(milliseconds, () => reject(late()));
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop);
    const done = () => {
      prevent();
      signal?.removeEventListener("abort", stop);
    };
    promise.then(resolve, reject).finally(done);
  });
}
