import { arrivalRate } from "../../common/espruino/recording-rate.js";

/** Milliseconds that a measured rate is about. */
const SPAN = 10_000;

/** Tells how often readings come. */
export interface Arrivals {
  /** @param time in milliseconds */
  add(time: number): void;
  /** so many a second, of late; undefined where there are too few to say */
  rate(): number | undefined;
}

/** @param most readings that it remembers */
export function arrivals(most = 1000): Arrivals {
  const times = new Float64Array(most);
  let count = 0;
  const at = (index: number) => times[index % most]!;
  return {
    add(time) {
      times[count % most] = time;
      count++;
    },
    rate() {
      if (count === 0) return undefined;
      const last = at(count - 1);
      let first = Math.max(0, count - most);
      while (last - at(first) > SPAN) first++;
      return arrivalRate(count - first, last - at(first));
    },
  };
}
