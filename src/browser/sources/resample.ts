/** Milliseconds without an event after which the pace begins anew: nothing is made up for a gap. */
export const GAP = 500;

/** Takes readings as they come, and gives them at a fixed pace. */
export interface Resampler {
  /**
   * @param time of the reading, in milliseconds
   * @returns what is due up to then, between this reading and the one before in proportion of time
   */
  push(time: number, reading: readonly number[]): Float32Array<ArrayBuffer>[];
}

/** @param rate readings a second */
export function resampler(rate: number): Resampler {
  const step = 1000 / rate;
  let last: { readonly time: number; readonly reading: readonly number[] } | undefined;
  /** when the pace began, and readings given since */
  let began = 0;
  let given = 0;
  return {
    push(time, reading) {
      const before = last;
      if (before && time <= before.time) return []; // clocks of browsers may stand still for a while
      last = { time, reading };
      if (!before || time - before.time > GAP) {
        began = time;
        given = 1;
        return [Float32Array.from(reading)];
      }
      const due: Float32Array<ArrayBuffer>[] = [];
      for (let at = began + given * step; at <= time; at = began + ++given * step) {
        const share = (at - before.time) / (time - before.time);
        due.push(between(before.reading, reading, share));
      }
      return due;
    },
  };
}

const between = (from: readonly number[], to: readonly number[], share: number) =>
  Float32Array.from(to, (value, i) => from[i]! + share * (value - from[i]!));
