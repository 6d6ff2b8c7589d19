import { UsageError, UserError } from "../errors.js";
import { count } from "../text.js";
import { INTERVALS, type Sensor } from "./sensors.js";

/** Milliseconds between two readings where neither a command nor a network file says it. */
const USUAL = 100;
/** How far readings may come from the rate of a network's windows, as a share: clocks of recordings are no better. */
const TOLERANCE = 0.1;
/** Readings, and seconds of them, below which nothing is said of how often they came: a line brings them in bunches. */
const LEAST = { readings: 20, seconds: 2 } as const;

/** Whether readings come as often as a network's windows have them. */
export const isRate = (got: number, wanted: number): boolean =>
  Math.abs(got / wanted - 1) <= TOLERANCE;

const shownRate = (rate: number): string => count(Number(rate.toPrecision(3)));

/**
 * Milliseconds between two readings for a network: what is given, or what its windows say, or the usual.
 * @param rate of the network's windows, where its file says one
 * @throws UsageError when another rate is given than that, and UserError when nothing can record as often
 */
export function intervalFor(rate: number | undefined, given: number | undefined): number {
  if (rate === undefined) return given ?? USUAL;
  const wanted = 1000 / rate;
  const windows = `the network's windows are of ${shownRate(rate)} readings a second ("rate" in the network file)`;
  if (given !== undefined) {
    if (isRate(1000 / given, rate)) return given;
    throw new UsageError(
      `--interval: got ${given}, which is ${shownRate(1000 / given)} readings a second, expected ${Math.round(wanted)}: ${windows}; leave --interval out, or change "rate"`,
    );
  }
  const interval = Math.round(wanted);
  if (interval >= INTERVALS.least && interval <= INTERVALS.most && isRate(1000 / interval, rate)) {
    return interval;
  }
  throw new UserError(
    `record: got a network for which it cannot record: ${windows}, expected ${1000 / INTERVALS.most} to ${1000 / INTERVALS.least}`,
  );
}

/** @throws UserError when a sensor has no new readings as often as a network's windows have them */
export function expectSensorRate({ name, rate }: Sensor, wanted: number | undefined): void {
  if (rate === undefined || wanted === undefined || wanted <= rate || isRate(rate, wanted)) return;
  throw new UserError(
    `--sensor: got ${name}, which has a new reading ${shownRate(rate)} times a second, expected one for windows of ${shownRate(wanted)} ("rate" in the network file): such readings would come several times each; train with data of the sensor's own rate`,
  );
}

/**
 * How often readings came.
 * @param readings that came, those that were lost or damaged on the way too
 * @param milliseconds from the first to the last
 * @returns so many a second; undefined where there are too few to say
 */
export function arrivalRate(readings: number, milliseconds: number): number | undefined {
  if (readings < LEAST.readings || milliseconds < 1000 * LEAST.seconds) return undefined;
  return (1000 * (readings - 1)) / milliseconds;
}

/** A sentence where readings did not come as often as a network's windows have them. */
export function rateWarning(
  got: number | undefined,
  wanted: number | undefined,
): string | undefined {
  if (got === undefined || wanted === undefined || isRate(got, wanted)) return undefined;
  return `readings came ${shownRate(got)} times a second, and the network's windows are of ${shownRate(wanted)} ("rate" in the network file): what it learns of one pace is wrong for another; try a faster line, or a network of a lower rate`;
}
