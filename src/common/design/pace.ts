/** Steps from one row to the next by which the pace is found. */
const MOST_STEPS = 10_001;

/** Finds how many rows come a second. */
export interface Pacer {
  /**
   * @param time of a row in the column's own unit, or of a date in seconds; undefined where it has none
   * @param anew whether a recording begins with this row
   */
  take(time: number | undefined, anew: boolean): void;
  /** Rows a second; undefined where nothing says what the column's unit is, or time does not go on. */
  rate(): number | undefined;
}

const SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  sec: 1,
  second: 1,
  seconds: 1,
  ms: 1e-3,
  msec: 1e-3,
  millis: 1e-3,
  milliseconds: 1e-3,
  us: 1e-6,
  µs: 1e-6,
  micros: 1e-6,
  microseconds: 1e-6,
  min: 60,
  minutes: 60,
  h: 3600,
  hours: 3600,
};

/**
 * @param name the column's, without its unit
 * @param dates whether the cells are dates or times of day
 */
export function pacerOf(name: string, unit: string | undefined, dates: boolean): Pacer {
  const stated = dates ? 1 : SECONDS[(unit ?? name).toLowerCase()];
  const steps: number[] = [];
  let last: number | undefined;
  return {
    take(time, anew) {
      if (!anew && time !== undefined && last !== undefined && time > last) {
        if (steps.length < MOST_STEPS) steps.push(time - last);
      }
      last = time;
    },
    rate() {
      if (steps.length === 0 || last === undefined) return undefined;
      const step = steps.sort((a, b) => a - b)[steps.length >> 1]!;
      const seconds = stated ?? unitOf(last, step);
      return seconds === undefined ? undefined : 1 / (step * seconds);
    },
  };
}

/**
 * Seconds in the unit of times that do not state it: parts of one are seconds; so are those that count from 1970 and say a
 * year of ours; a thousand times as many count milliseconds. Other whole numbers could be either.
 */
function unitOf(time: number, step: number): number | undefined {
  if (time > 1e9 && time < 1e10) return 1;
  if (time > 1e12 && time < 1e13) return 1e-3;
  return step < 1 ? 1 : undefined;
}
