/** The newest readings, in memory that never grows. */
export interface Recent {
  /** how many it holds at most */
  readonly most: number;
  /** how many it holds */
  readonly count: number;
  /** how many it was given in all */
  readonly pushed: number;
  push(reading: ArrayLike<number>): void;
  /** One channel of those that it holds, the oldest first; the same array each time while its length stays. */
  channel(channel: number): Float32Array;
}

export function recentOf(channels: number, most: number): Recent {
  const ring = new Float32Array(channels * most);
  const out: (Float32Array | undefined)[] = [];
  let pushed = 0;
  return {
    most,
    get count() {
      return Math.min(pushed, most);
    },
    get pushed() {
      return pushed;
    },
    push(reading) {
      const at = (pushed % most) * channels;
      for (let i = 0; i < channels; i++) ring[at + i] = reading[i] ?? Number.NaN;
      pushed++;
    },
    channel(channel) {
      const count = Math.min(pushed, most);
      let line = out[channel];
      if (line?.length !== count) {
        line = new Float32Array(count);
        out[channel] = line;
      }
      for (let i = 0; i < count; i++) {
        line[i] = ring[((pushed - count + i) % most) * channels + channel]!;
      }
      return line;
    },
  };
}
