import { UserError } from "../errors.js";
import type { Network } from "../loader/index.js";
import type { Readings } from "./readings.js";

/** What the network says (rows, outputs) to some rows of observations, by default all. */
export function predictRows(
  network: Network,
  observations: Readings,
  rows?: Uint32Array,
): Float32Array {
  const { inputs, outputs } = network.engine.layout;
  const count = rows?.length ?? observations.count;
  const predictions = new Float32Array(count * outputs);
  for (let i = 0; i < count; i++) {
    const row = rows?.[i] ?? i;
    const reading = observations.values.subarray(row * inputs, (row + 1) * inputs);
    const predicted = inRow(row, () => network.predict(reading));
    predictions.set(expectFinite(row, predicted), i * outputs);
  }
  return predictions;
}

/** Adds one row of observations to the network's batch; gives how many that holds then. */
export function observeRow(network: Network, observations: Readings, row: number): number {
  const { values, targets, inputs, targetCount } = observations;
  return inRow(row, () =>
    network.observe(
      values.subarray(row * inputs, (row + 1) * inputs),
      targets.subarray(row * targetCount, (row + 1) * targetCount),
    ),
  );
}

/** Does something with a row of the readings; an error of the loader then names the row, counted from 1. */
export function inRow<T>(row: number, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `readings, row ${row + 1}: ${reason}; check the row, and "mean" and "deviation" in the network file`,
    );
  }
}

/** Predictions of a row, counted from 0, all of which are finite; a UserError when they are not. */
export function expectFinite(row: number, predictions: Float32Array): Float32Array {
  const odd = predictions.find((value) => !Number.isFinite(value));
  if (odd === undefined) return predictions;
  throw new UserError(
    `readings, row ${row + 1}: got the prediction ${odd}, expected a finite number; the weights are too large: train again with a lower learning rate`,
  );
}

/** Targets (rows, targetCount) of some rows of observations, by default all. */
export function targetsOf({ targets, targetCount }: Readings, rows?: Uint32Array): Float32Array {
  if (rows === undefined) return targets;
  const some = new Float32Array(rows.length * targetCount);
  for (const [i, row] of rows.entries()) {
    some.set(targets.subarray(row * targetCount, (row + 1) * targetCount), i * targetCount);
  }
  return some;
}

/** One column of a (rows, columns) array. */
export function column(values: Float32Array, columns: number, index: number): Float32Array {
  return Float32Array.from(
    { length: values.length / columns },
    (_, i) => values[i * columns + index]!,
  );
}
