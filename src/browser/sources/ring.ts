/** The last readings of a stream, in memory that is taken once. */
export interface Ring {
  /** numbers of a reading */
  readonly channels: number;
  /** readings that it holds at most */
  readonly capacity: number;
  /** readings that were ever pushed */
  count(): number;
  push(reading: Float32Array): void;
  /** The last so many readings, or all that there are: (count, channels), row by row, the oldest first. */
  last(readings: number): Float32Array<ArrayBuffer>;
}

export function createRing(capacity: number, channels: number): Ring {
  const rows = new Float32Array(capacity * channels);
  let pushed = 0;
  return {
    channels,
    capacity,
    count: () => pushed,
    push(reading) {
      rows.set(reading, (pushed % capacity) * channels);
      pushed++;
    },
    last(readings) {
      const count = Math.min(readings, pushed, capacity);
      const first = (pushed - count) % capacity;
      const until = Math.min(first + count, capacity);
      const found = new Float32Array(count * channels);
      found.set(rows.subarray(first * channels, until * channels));
      found.set(rows.subarray(0, (count - (until - first)) * channels), (until - first) * channels);
      return found;
    },
  };
}
