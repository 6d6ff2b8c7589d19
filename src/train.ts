import { UserError } from "./errors.js";
import { labelsOf, predictRows } from "./evaluate.js";
import type { EpochRecord } from "./history.js";
import type { Network } from "./loader/index.js";
import { meanLoss } from "./metrics.js";
import type { NetworkSpec } from "./network-file.js";
import { fitNormalizer } from "./normalize.js";
import { seeded, shuffle } from "./random.js";
import type { Readings } from "./readings.js";

/** How to train. */
export interface TrainOptions {
  /** passes over the training readings, at least 1 */
  readonly epochs: number;
  /** share of the readings that is held out, 0 to 0.9; drawn by the network's seed */
  readonly validation: number;
  /** stop after so many epochs without a better loss; never when left out */
  readonly patience?: number;
  /** whether each epoch goes through the readings in an order of its own */
  readonly shuffle: boolean;
  /** called after each step with its number and the loss before it */
  readonly onStep?: (steps: number, loss: number) => void;
  /** called after each epoch; `better` when it has the best loss so far */
  readonly onEpoch?: (record: EpochRecord, better: boolean) => void;
  /** asked between batches; true stops cleanly */
  readonly stopped?: () => boolean;
}

/** What training came to. The network holds the best weights of the run. */
export interface TrainResult {
  readonly history: readonly EpochRecord[];
  /** the epoch whose weights were kept; 0 when none was finished */
  readonly bestEpoch: number;
  readonly end: "epochs" | "patience" | "stopped";
  /** rows that were trained on and held out, ascending */
  readonly trainRows: Uint32Array;
  readonly validationRows: Uint32Array;
}

/**
 * Trains a network on labelled readings, batch by batch, and leaves the best weights in it: those of the epoch with the
 * lowest validation loss, or with nothing held out the latest. Goes on from the network's steps and random state; a fresh
 * network first gets its normaliser fitted.
 * @throws UserError when the loss is no longer finite
 */
export async function train(
  network: Network,
  spec: NetworkSpec,
  readings: Readings,
  options: TrainOptions,
): Promise<TrainResult> {
  const { trainRows, validationRows } = split(readings.count, options.validation, spec.seed);
  if (network.steps === 0) {
    fitNormalizer(network, spec, readings, trainRows);
    network.random = seeded(spec.seed);
  }
  const held = validationRows.length > 0;
  const history: EpochRecord[] = [];
  let best = { epoch: 0, loss: Number.POSITIVE_INFINITY, checkpoint: network.save() };
  let end: TrainResult["end"] = "epochs";
  for (let epoch = 1; epoch <= options.epochs; epoch++) {
    const loss = await trainEpoch(network, spec, readings, trainRows, options);
    if (loss === undefined) {
      end = "stopped";
      break;
    }
    const validationLoss = held ? lossOf(network, spec, readings, validationRows) : undefined;
    const judged = validationLoss ?? loss;
    const record = { epoch, loss, ...(validationLoss !== undefined && { validationLoss }) };
    history.push(record);
    const better = judged < best.loss;
    if (better || !held)
      best = { epoch, loss: Math.min(judged, best.loss), checkpoint: network.save() };
    options.onEpoch?.(record, better);
    const patienceFrom = held ? best.epoch : lowest(history);
    if (options.patience !== undefined && epoch - patienceFrom >= options.patience) {
      end = "patience";
      break;
    }
  }
  if (best.epoch > 0 || end === "stopped") network.restore(best.checkpoint);
  return { history, bestEpoch: best.epoch, end, trainRows, validationRows };
}

/** Splits row numbers by a seeded draw; each part ascending. At least one row stays for training. */
export function split(count: number, validation: number, seed: number) {
  const rows = Uint32Array.from({ length: count }, (_, i) => i);
  shuffle(rows, seeded(seed));
  const held = Math.min(Math.floor(count * validation), count - 1);
  return { trainRows: rows.slice(held).sort(), validationRows: rows.slice(0, held).sort() };
}

/** One pass over the rows. Gives the mean loss per observation, or nothing when it was stopped on the way. */
async function trainEpoch(
  network: Network,
  spec: NetworkSpec,
  readings: Readings,
  rows: Uint32Array,
  options: TrainOptions,
): Promise<number | undefined> {
  const order = rows.slice();
  if (options.shuffle) network.random = shuffle(order, network.random);
  const { batch } = network.engine.layout;
  const pause = pauser();
  let sum = 0;
  for (let first = 0; first < order.length; first += batch) {
    await pause();
    if (options.stopped?.()) {
      network.clear();
      return undefined;
    }
    const last = Math.min(first + batch, order.length);
    for (let i = first; i < last; i++) observeRow(network, readings, order[i]!);
    const loss = network.train();
    if (!Number.isFinite(loss)) throw diverged(network, loss);
    options.onStep?.(network.steps, loss);
    sum += spec.reduction === "mean" ? loss * (last - first) : loss;
  }
  return sum / order.length;
}

/** Adds one row of the readings to the network's batch. */
export function observeRow(network: Network, readings: Readings, row: number): void {
  const { values, labels, inputs, outputs } = readings;
  network.observe(
    values.subarray(row * inputs, (row + 1) * inputs),
    labels.subarray(row * outputs, (row + 1) * outputs),
  );
}

/** Mean loss per observation over some rows, weighted as in training. */
function lossOf(network: Network, spec: NetworkSpec, readings: Readings, rows: Uint32Array) {
  const labels = labelsOf(readings, rows);
  const probabilities = predictRows(network, readings, rows);
  return readings.outputs * (meanLoss(probabilities, labels, spec.positiveWeight) ?? 0);
}

/** The epoch with the lowest training loss so far. */
function lowest(history: readonly EpochRecord[]): number {
  return history.reduce((best, record) => (record.loss < best.loss ? record : best)).epoch;
}

function diverged(network: Network, loss: number): UserError {
  return new UserError(
    `training: got the loss ${loss} in step ${network.steps}, expected a finite number; the learning rate ${network.learningRate} is too large for this data: lower it, or use "reduction": "mean"`,
  );
}

/** Lets signals and timers in every 50 ms. */
function pauser(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < 50) return;
    await new Promise((resolve) => setImmediate(resolve));
    last = performance.now();
  };
}
