import type { Clock } from "../../../src/browser/sources/clock.js";

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves on, and calls what is due on the way; what was promised meanwhile is settled after each call. */
  pass(milliseconds: number): Promise<void>;
  /** timers that wait */
  waiting(): number;
}

interface Timer {
  at: number;
  readonly every?: number;
  readonly act: () => void;
}

/** Lets promises that can be settled settle. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export function fakeClock(): FakeClock {
  const timers = new Set<Timer>();
  let now = 0;
  const add = (timer: Timer) => {
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  return {
    now: () => now,
    every: (every, act) => add({ at: now + every, every, act }),
    after: (milliseconds, act) => add({ at: now + milliseconds, act }),
    waiting: () => timers.size,
    async pass(milliseconds) {
      const until = now + milliseconds;
      await settled();
      for (;;) {
        const next = [...timers].sort((a, b) => a.at - b.at)[0];
        if (!next || next.at > until) break;
        now = next.at;
        if (next.every === undefined) timers.delete(next);
        else next.at += next.every;
        next.act();
        await settled();
      }
      now = until;
    },
  };
}
