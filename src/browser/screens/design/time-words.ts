import type { TimeEstimate } from "../../../common/fit/step-time.js";
import { count } from "../../../common/text.js";

/** How long something takes, with three digits at most: 1.2 ms, 340 µs. */
export function duration(seconds: number): string {
  const [value, unit] =
    seconds >= 1 ? [seconds, "s"] : seconds >= 1e-3 ? [1e3 * seconds, "ms"] : [1e6 * seconds, "µs"];
  return `${Number(value.toPrecision(2))}\u00a0${unit}`;
}

/** How fast a network is on a board, in sentences that say it is an estimate. */
export function timeWords(time: TimeEstimate | undefined): string {
  if (!time) return "How long a step takes there is not known.";
  const { stepCycles, predictionCycles, clock } = time;
  const digits = (value: number) => count(Number(value.toPrecision(2)));
  const step = `A step takes about ${duration(stepCycles / clock)} (${digits(stepCycles)} cycles)`;
  return `${step}, and it can make about ${digits(Math.floor(clock / predictionCycles))} predictions a second: estimates, from what was counted of other networks.`;
}
