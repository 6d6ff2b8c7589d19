import { UserError } from "../errors.js";
import type { Network, Rows } from "../loader/index.js";
import type { Observations } from "./observations.js";
import { describePlace } from "./origins.js";
import type { Readings } from "./readings.js";

/** What the network says (rows, outputs) to some rows of observations, by default all. */
export function predictRows(
  network: Network,
  observations: Observations,
  rows?: Uint32Array,
): Float32Array {
  const { inputs, outputs } = network.engine.layout;
  const count = rows?.length ?? observations.count;
  const predictions = new Float32Array(count * outputs);
  const rowOf = (i: number) => rows?.[i] ?? i;
  const readingOf = (i: number) =>
    observations.values.subarray(rowOf(i) * inputs, (rowOf(i) + 1) * inputs);
  const together = network.engine.rows;
  for (let i = 0; i < count; ) {
    const good = together ? predictTogether(together, i, Math.min(count - i, together.most)) : 0;
    if (together && good > 0) {
      predictions.set(together.answers.subarray(0, good * outputs), i * outputs);
      i += good;
      continue;
    }
    // One by one, and what is wrong with a reading or an answer is said.
    const place = () => placeIn(observations, rowOf(i));
    const predicted = inPlace(place, () => network.predict(readingOf(i)));
    predictions.set(expectFinite(place, predicted), i * outputs);
    i++;
  }
  return predictions;

  /** Predicts some readings at once, from one on; gives how many of them are as they must be. */
  function predictTogether({ readings, predict }: Rows, first: number, many: number): number {
    if (rows === undefined) {
      readings.set(observations.values.subarray(first * inputs, (first + many) * inputs));
    } else for (let k = 0; k < many; k++) readings.set(readingOf(first + k), k * inputs);
    return predict(many);
  }
}

/** Adds one row of observations to the network's batch; gives how many that holds then. */
export function observeRow(network: Network, observations: Observations, row: number): number {
  const { values, targets, inputs, targetCount } = observations;
  return inPlace(
    () => placeIn(observations, row),
    () =>
      network.observe(
        values.subarray(row * inputs, (row + 1) * inputs),
        targets.subarray(row * targetCount, (row + 1) * targetCount),
      ),
  );
}

/** Where a row of observations stood in the data: "walk.csv: line 12", of a window "walk.csv: lines 3 to 12". */
function placeIn({ origins, windows }: Observations, row: number): string {
  if (!origins) return `readings, row ${row + 1}`;
  const first = windows?.firstRows[row] ?? row;
  return describePlace(origins, first, first + (windows?.rows ?? 1) - 1);
}

/** Does something with a reading or a window; an error of the loader then names its place. */
export function inPlace<T>(place: () => string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError(
      `${place()}: ${reason}; check what stands there, and "mean" and "deviation" in the network file`,
    );
  }
}

/** Predictions for what stands in a place, all of which are finite; a UserError when they are not. */
export function expectFinite(place: () => string, predictions: Float32Array): Float32Array {
  const odd = predictions.find((value) => !Number.isFinite(value));
  if (odd === undefined) return predictions;
  throw new UserError(
    `${place()}: got the prediction ${odd}, expected a finite number; the weights are too large: train again with a lower learning rate`,
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
