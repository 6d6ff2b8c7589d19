import { constants } from "node:os";

export type StopSignal = "SIGINT" | "SIGTERM";
const STOP_SIGNALS: readonly StopSignal[] = ["SIGINT", "SIGTERM"];

/** Remembers the first signal to stop; the second one ends the process. */
export function catchSignals() {
  let first: StopSignal | undefined;
  const note = (signal: NodeJS.Signals) => {
    if (first !== undefined) process.exit(128 + constants.signals[signal]);
    first = signal as StopSignal;
  };
  for (const signal of STOP_SIGNALS) process.on(signal, note);
  const release = () => {
    for (const signal of STOP_SIGNALS) process.off(signal, note);
  };
  return { signal: () => first, release };
}
