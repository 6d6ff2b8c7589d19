import { constants } from "node:os";

/** What a process ends with that a signal stops: 128 and the signal's number, as shells have it; 0 without one. */
export const exitCodeOf = (signal: NodeJS.Signals | undefined): number =>
  signal === undefined ? 0 : 128 + constants.signals[signal];
