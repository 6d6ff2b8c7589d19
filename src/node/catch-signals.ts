import { constants } from "node:os";
import { Stopped } from "../common/errors.js";

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

/** What a process ends with that a signal stops: 128 and its number; 0 without one. */
export const exitCodeOf = (signal: NodeJS.Signals | undefined): number =>
  signal === undefined ? 0 : 128 + constants.signals[signal];

/**
 * Ends the process. Node's exit waits for its threads, and one that reads a pipe in which nothing comes waits for ever: then
 * the signal ends the process in the system's own way, which a shell reports as 130 or 143 too.
 */
function end(signal: StopSignal): void {
  const code = exitCodeOf(signal);
  if (!process.getActiveResourcesInfo().some((name) => name.startsWith("FSReq"))) {
    process.exit(code);
  }
  process.emit("exit", code); // what listens to it tidies up
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/** Ends the process unless a part of a command does so itself; a second signal always does. What listens to "exit" tidies up. */
const note = (signal: NodeJS.Signals) => {
  const again = first !== undefined;
  first ??= signal as StopSignal;
  if (again || holding.size === 0) end(first);
  for (const stop of [...holding]) stop();
};

/**
 * Makes a signal end a command at once, with exit code 130 or 143, from its first moment on.
 * @returns what ends the guard, and gives the exit code of the signal that came; 0 when none did
 */
export function guardSignals(): () => number {
  if (commands++ === 0) for (const signal of STOP_SIGNALS) process.on(signal, note);
  return () => {
    const code = exitCodeOf(first);
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
      end(first!);
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
    exitCode: () => exitCodeOf(caught ?? signal()),
    release() {
      caught = signal();
      clearTimeout(timer);
      if (holding.delete(stop)) unguard();
    },
  };
}

/**
 * Computes something long in one go. No handler could run in the meantime, so there is none while nothing has to be kept or
 * tidied up: a signal then ends the process in the system's own way, which a shell reports as 130 or 143 too.
 */
export async function unguarded<T>(act: () => T): Promise<T> {
  await new Promise((resolve) => setImmediate(resolve)); // a signal that has already come is heard
  if (commands === 0 || holding.size > 0) return act();
  for (const signal of STOP_SIGNALS) process.off(signal, note);
  try {
    return act();
  } finally {
    for (const signal of STOP_SIGNALS) process.on(signal, note);
  }
}
