import type { Readings } from "../learning/readings.js";
import type { Network } from "../loader/index.js";
import type { NetworkSpec } from "../network/network-file.js";
import type { Boundary } from "./boundary-chart.js";

const GRID = 48;

/** Ranges below this are too narrow to draw axes for. */
const LEAST_RANGE = 1e-15;
const FLOAT32_MAX = 3.4028234663852886e38;

/**
 * The decision boundary over the readings, for a network of two inputs and one output with yes or no. Otherwise nothing, as for readings
 * that are too close to each other or to the ends of float32 to draw.
 */
export function boundaryOf(
  network: Network,
  spec: NetworkSpec,
  readings: Readings,
): Boundary | undefined {
  const drawn = spec.task === "yes-no" && !spec.window;
  if (!drawn || spec.inputs.length !== 2 || spec.outputs.length !== 1) return undefined;
  const points = Array.from({ length: readings.count }, (_, i) => ({
    x: readings.values[2 * i]!,
    y: readings.values[2 * i + 1]!,
    label: readings.targets[i]!,
  }));
  const xs = centres(points.map((point) => point.x));
  const ys = centres(points.map((point) => point.y));
  if (!drawable(xs) || !drawable(ys)) return undefined;
  const [xName, yName] = spec.inputs.map(({ name, unit }) => (unit ? `${name} (${unit})` : name));
  const probability = ys.flatMap((y) => xs.map((x) => network.predict([x, y])[0]!));
  return { xName: xName!, yName: yName!, xs, ys, probability, points };
}

/** Evenly spaced centres of a grid that covers the values with a margin of 5 %. */
function centres(values: readonly number[]): number[] {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const range = high > low ? high - low : Math.abs(low) || 1;
  const from = low - 0.05 * range;
  const step = (1.1 * range) / GRID;
  return Array.from({ length: GRID }, (_, i) => from + (i + 0.5) * step);
}

const drawable = (grid: readonly number[]): boolean =>
  grid.at(-1)! - grid[0]! >= LEAST_RANGE && grid.every((at) => Math.abs(at) < FLOAT32_MAX);
