/** What Node has and pages do not: runs something when what lies in pipes and sockets has been read. */
interface Immediates {
  readonly setImmediate?: (callback: () => void) => unknown;
}

/** Calls back in a later turn of the event loop, when what has arrived by now was taken in. */
export function inLaterTurn(callback: () => void): void {
  const { setImmediate } = globalThis as Immediates;
  if (setImmediate) setImmediate(callback);
  else setTimeout(callback, 0);
}

/** A pause in milliseconds. */
export const sleep = (time: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, time);
  });
