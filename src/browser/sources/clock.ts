/** Time and timers, so that tests have their own. */
export interface Clock {
  /** milliseconds since any moment, never back */
  now(): number;
  /** Calls again and again, so many milliseconds apart. @returns what ends it */
  every(milliseconds: number, act: () => void): () => void;
  /** Calls once, after so many milliseconds. @returns what prevents it */
  after(milliseconds: number, act: () => void): () => void;
}

export const pageClock: Clock = {
  now: () => performance.now(),
  every(milliseconds, act) {
    const timer = setInterval(act, milliseconds);
    return () => clearInterval(timer);
  },
  after(milliseconds, act) {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};
