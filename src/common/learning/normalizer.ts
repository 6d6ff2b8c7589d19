import type { Network } from "../loader/index.js";
import type { NetworkSpec } from "../network/network-file.js";
import type { Readings } from "./readings.js";

/** Below this, 1 / deviation would leave float32; a network file states none below it either. */
const LEAST_DEVIATION = 1e-37;

/** What a network file states of its channels: means, then scales (1 / deviation), of 2 · inputs; else 0 and 1. */
export function statedNormalizer({ inputs, normalizer }: NetworkSpec): Float32Array {
  const states = normalizer.type === "standard";
  const means = inputs.map(({ mean }) => (states && mean) || 0);
  const scales = inputs.map(({ deviation }) => 1 / ((states && deviation) || 1));
  return Float32Array.from([...means, ...scales]);
}

/**
 * Fits the network's normaliser to some rows of the readings: mean and standard deviation of each channel in float64, kept
 * as float32. What the network file states stays; a channel that never changes gets the deviation 1.
 */
export function fitNormalizer(
  network: Network,
  spec: NetworkSpec,
  readings: Readings,
  rows: Uint32Array,
): void {
  if (spec.normalizer.type === "none") return;
  for (const [i, input] of spec.inputs.entries()) {
    const { mean, deviation } = momentsOf(readings, rows, i);
    network.mean[i] = input.mean ?? mean;
    network.scale[i] = 1 / (input.deviation ?? (deviation > LEAST_DEVIATION ? deviation : 1));
  }
}

/** Mean and standard deviation (of a population) of one channel over some rows. */
function momentsOf({ values, inputs }: Readings, rows: Uint32Array, channel: number) {
  const value = (row: number) => values[row * inputs + channel]!;
  const first = value(rows[0]!);
  // The mean of equal numbers may round, and would then leave them a deviation.
  if (rows.every((row) => value(row) === first)) return { mean: first, deviation: 0 };
  let sum = 0;
  for (const row of rows) sum += value(row);
  const mean = sum / rows.length;
  let squares = 0;
  for (const row of rows) squares += (value(row) - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / rows.length) };
}
