import { UserError } from "../errors.js";
import { isRate } from "../espruino/recording-rate.js";
import { ACCELEROMETER_RATE } from "../espruino/sensors.js";
import type { NetworkSpec } from "../network/network-spec.js";
import { quoted } from "../text.js";

/** What an input takes from the watch's accelerometer. */
export interface AccelerometerInput {
  readonly axis: Axis;
  /** what brings the accelerometer's g to the input's unit */
  readonly factor: number;
}

const AXES = ["x", "y", "z"] as const;
type Axis = (typeof AXES)[number];

/** What 1 g is in units of acceleration. */
const UNITS: ReadonlyMap<string, number> = new Map([
  ["g", 1],
  ["mg", 1000],
  ["m/s²", 9.80665],
  ["m/s2", 9.80665],
  ["m/s^2", 9.80665],
]);

/** @throws UserError when the network's windows are of readings that come more or less often */
export function checkRate({ window }: NetworkSpec): void {
  const rate = window?.rate;
  if (rate === undefined || isRate(rate, ACCELEROMETER_RATE)) return;
  throw new UserError(
    `--target bangle-app: got windows of ${rate} readings a second, expected ${ACCELEROMETER_RATE}, as the watch's accelerometer gives them: train with data of that rate, such as "perceptino record" takes from the watch`,
  );
}

/**
 * How the inputs of a network are read from an accelerometer: by the letter that their names end with where that tells
 * them all apart, else in the order x, y, z.
 * @throws UserError where that is not what the network reads
 */
export function accelerometerInputs(inputs: NetworkSpec["inputs"]): readonly AccelerometerInput[] {
  if (inputs.length !== AXES.length) {
    const names = quoted(inputs.map(({ name }) => name));
    throw new UserError(
      `--target bangle-app: got ${inputs.length} input${inputs.length === 1 ? "" : "s"} (${names}), expected 3 inputs: the app reads the accelerometer's x, y and z; for others write a program of your own around --target espruino`,
    );
  }
  const ends = inputs.map(({ name }) => name.at(-1)!.toLowerCase());
  const named = AXES.every((axis) => ends.includes(axis));
  return inputs.map(({ name, unit = "g" }, i) => {
    const factor = UNITS.get(unit);
    if (factor === undefined) {
      throw new UserError(
        `--target bangle-app: got the unit ${JSON.stringify(unit)} of ${JSON.stringify(name)}, expected one of ${quoted([...UNITS.keys()])}, or none for g: the app reads the accelerometer`,
      );
    }
    return { axis: named ? AXES.find((axis) => axis === ends[i])! : AXES[i]!, factor };
  });
}
