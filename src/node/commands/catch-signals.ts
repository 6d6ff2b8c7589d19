import { constants } from "node:os";
import { Stopped } from "../../common/errors.js";

export type StopSignal = "SIGINT" | "SIGTERM";
const STOP_SIGNALS: readonly StopSignal[] = ["SIGINT", "SIGTERM"];
/** Milliseconds that a command has to end well when it waits for something that may never come. */
const PATIENCE = 900;

/** A part of a command that ends by itself when it is stopped. */
export interface Catch {
  signal(): StopSignal | undefined;
  /** Aborted by the first signal. */
  readonly aborted: AbortSignal;
  /** Waits no longer than until the signal. Rejects with Stopped then. */
  orStopped<T>(waiting: Promise<T>): Promise<T>;
  /** 0, or 128 and the number of the signal that stopped it. */
  exitCode(): number;
  release(): void;
}

/** The commands that run in this process, and the parts of them that end by themselves. */
let commands = 0;
const holding = new Set<() => void>();
let first: StopSignal | undefined;

const codeOf = (signal: StopSignal | undefined) =>
  signal === undefined ? 0 : 128 + constants.signals[signal];

/** Ends the process unless a part of a command does so itself; a second signal always does. What listens to "exit" tidies up. */
const note = (signal: NodeJS.Signals) => {
  const again = first !== undefined;
  first ??= signal as StopSignal;
  if (again || holding.size === 0) process.exit(codeOf(first));
  for (const stop of [...holding]) stop();
};

/**
 * Makes a signal end a command at once, with exit code 130 or 143, from its first moment on.
 * @returns what ends the guard, and gives the exit code of the signal that came; 0 when none did
 */
export function guardSignals(): () => number {
  if (commands++ === 0) for (const signal of STOP_SIGNALS) process.on(signal, note);
  return () => {
    const code = codeOf(first);
    if (--commands === 0) {
      for (const signal of STOP_SIGNALS) process.off(signal, note);
      first = undefined;
    }
    return code;
  };
}

/**
 * Remembers the first signal to stop, so that a part of a command can end well.
 * @param late called when it has not ended by then, before the process does: tells what is kept. Left out for what waits
 * for nothing but this computer
 */
export function catchSignals(late?: () => void): Catch {
  const unguard = guardSignals();
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const stop = () => {
    controller.abort();
    if (late === undefined) return;
    timer = setTimeout(() => {
      late();
      process.exit(codeOf(first));
    }, PATIENCE).unref();
  };
  holding.add(stop);
  const stopped = new Promise<never>((_, reject) => {
    controller.signal.addEventListener("abort", () => reject(new Stopped()));
  });
  stopped.catch(() => {});
  const signal = () => (controller.signal.aborted ? first : undefined);
  let caught: StopSignal | undefined;
  return {
    signal: () => caught ?? signal(),
    aborted: controller.signal,
    orStopped: (waiting) => Promise.race([waiting, stopped]),
    exitCode: () => codeOf(caught ?? signal()),
    release() {
      caught = signal();
      clearTimeout(timer);
      if (holding.delete(stop)) unguard();
    },
  };
}
