import { inLaterTurn } from "./turn.js";

/**
 * Calls back after a time unless it is stopped before. What has arrived by then is taken in first: when this process was held
 * up, by a busy machine or a suspended one, the answer that it waits for may already lie in the pipe.
 * @param time milliseconds
 * @returns what stops it
 */
export function startDeadline(time: number, onLate: () => void): () => void {
  let stopped = false;
  const timer = setTimeout(() => {
    inLaterTurn(() => {
      if (!stopped) onLate();
    });
  }, time);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
