import { stringify } from "csv-stringify/sync";
import type { Sample } from "./dataset.js";

/** Readings that a change is measured against: one minute of them, 48 bytes of state for a channel. */
export const WINDOW = 12;

/** Gives each value minus the mean of up to `window` values before it; 0 for the first value. */
export function changeOver(window: number): (value: number) => number {
  const last = new Float32Array(window);
  let seen = 0;
  return (value) => {
    const held = Math.min(seen, window);
    let sum = 0;
    for (let i = 0; i < held; i++) sum += last[i]!;
    last[seen++ % window] = value;
    return held === 0 ? 0 : value - sum / held;
  };
}

/** The columns that the network file names, for each sample. Uses the samples up to its own and none after. */
export function featuresOf(samples: readonly Sample[]) {
  const temperatureChange = changeOver(WINDOW);
  const humidityChange = changeOver(WINDOW);
  return samples.map(({ temperature, humidity, event }) => ({
    temperature,
    humidity,
    "temperature change": temperatureChange(temperature),
    "humidity change": humidityChange(humidity),
    event,
  }));
}

/** A data file for `perceptino train`. Nine digits keep every float32. */
export function csvOf(samples: readonly Sample[]): string {
  return stringify(featuresOf(samples), {
    header: true,
    cast: { number: (value) => String(Number(value.toPrecision(9))) },
  });
}
