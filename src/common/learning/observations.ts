import { UserError } from "../errors.js";
import type { Network } from "../loader/index.js";
import type { NetworkSpec, Window } from "../network/network-spec.js";
import { count, counted } from "../text.js";
import type { Readings } from "./readings.js";

/**
 * What a network observes: readings, or with a window its features; each with its target. `origins` are of the readings also
 * with a window.
 */
export interface Observations extends Readings {
  /** with a window, what it was made of */
  readonly windows?: {
    /** (count) the row of the readings, from 0, with which each begins */
    readonly firstRows: Uint32Array;
    /** of each */
    readonly rows: number;
    /** windows left out because their rows have more than one target */
    readonly mixed: number;
  };
}

/**
 * What a network observes of readings. With a window the network itself makes its features, reading by reading and anew
 * for each recording, as on a device; a window has the target of its rows. One whose rows differ in it is left out, but of
 * numbers the last one counts.
 * @param network any of this spec; it stays as it is
 * @throws UserError when there is not one window
 */
export function observationsOf(
  network: Network,
  spec: NetworkSpec,
  readings: Readings,
): Observations {
  const { window } = spec;
  if (!window) return readings;
  const before = network.save();
  try {
    return windowsOf(network, spec, window, readings);
  } finally {
    network.restore(before);
  }
}

function windowsOf(
  network: Network,
  spec: NetworkSpec,
  { rows }: Window,
  readings: Readings,
): Observations {
  const { values, targets, targetCount, recordings, ordered } = readings;
  const pieces = readings.pieces ?? recordings;
  const channels = readings.inputs;
  const features: Float32Array[] = [];
  const targetRows: number[] = [];
  let mixed = 0;
  for (let row = 0; row < readings.count; row++) {
    if (row === 0 || pieces?.[row] !== pieces?.[row - 1]) network.restart();
    const complete = network.push(values.subarray(row * channels, (row + 1) * channels));
    if (!complete) continue;
    if (spec.task !== "numbers" && !areAlike(readings, row - rows + 1, row)) {
      mixed++;
      continue;
    }
    features.push(complete);
    targetRows.push(row);
  }
  expectSome(features.length, mixed, readings, rows);
  const inputs = features[0]!.length;
  const observed = new Float32Array(features.length * inputs);
  const labels = new Float32Array(features.length * targetCount);
  for (const [i, row] of targetRows.entries()) {
    observed.set(features[i]!, i * inputs);
    labels.set(targets.subarray(row * targetCount, (row + 1) * targetCount), i * targetCount);
  }
  return {
    values: observed,
    targets: labels,
    count: features.length,
    inputs,
    targetCount,
    ...(ordered && { ordered }),
    ...(readings.origins && { origins: readings.origins }),
    ...(recordings && { recordings: Uint32Array.from(targetRows, (row) => recordings[row]!) }),
    windows: { firstRows: Uint32Array.from(targetRows, (row) => row - rows + 1), rows, mixed },
  };
}

/** Whether all rows from one to another have the same target. */
function areAlike({ targets, targetCount }: Readings, first: number, last: number): boolean {
  for (let i = first * targetCount; i < last * targetCount; i++) {
    if (targets[i] !== targets[i + targetCount]) return false;
  }
  return true;
}

function expectSome(windows: number, mixed: number, readings: Readings, rows: number): void {
  if (windows > 0) return;
  const recordings = new Set(readings.recordings ?? [0]).size;
  const got = `${counted(readings.count, "reading")} in ${counted(recordings, "recording")}`;
  throw new UserError(
    mixed > 0
      ? `readings: got ${got}, of which each window of ${count(rows)} rows has more than one label, expected windows with one; make the window shorter`
      : `readings: got ${got}, expected at least ${count(rows)} in a recording, the rows of a window`,
  );
}

/** What became of readings: 590 windows in 65 recordings; 12 windows with more than one label were left out. */
export function describeObservations(of: Observations): string | undefined {
  if (!of.windows) return undefined;
  const { mixed } = of.windows;
  const places = of.recordings && new Set(of.recordings).size;
  const where = places === undefined ? "" : ` in ${counted(places, "recording")}`;
  const were = mixed === 1 ? "was" : "were";
  const left = `; ${counted(mixed, "window")} with more than one label ${were} left out`;
  return `${counted(of.count, "window")}${where}${mixed > 0 ? left : ""}`;
}
