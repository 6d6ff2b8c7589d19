import { UserError } from "../errors.js";
import type { Network } from "../loader/index.js";
import type { NetworkSpec } from "../network/network-file.js";
import { pauser } from "../pauser.js";
import { inRow, labelsOf, predictRows } from "./evaluate.js";
import type { EpochRecord } from "./history.js";
import { meanLoss } from "./metrics.js";
import { fitNormalizer } from "./normalizer.js";
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
  /** called after each epoch, with a checkpoint of its weights where they are the best so far */
  readonly onEpoch?: (record: EpochRecord, best?: Uint8Array<ArrayBuffer>) => void | Promise<void>;
  /** asked between batches; true stops cleanly */
  readonly stopped?: () => boolean;
}

/** What training came to. The network holds the best weights of the run. */
export interface TrainResult {
  readonly history: readonly EpochRecord[];
  /** the epoch whose weights were kept; 0 when none was finished, or none was better than the weights before */
  readonly bestEpoch: number;
  readonly end: "epochs" | "patience" | "stopped";
  /** rows that were trained on and held out, ascending */
  readonly trainRows: Uint32Array;
  readonly validationRows: Uint32Array;
}

/**
 * Trains a network on labelled readings, batch by batch, and leaves the best weights in it: those of the epoch with the
 * lowest validation loss, or with nothing held out the latest. Goes on from the network's steps and random state, and then
 * keeps the weights that it had unless an epoch has a lower validation loss; a fresh network first gets its normaliser
 * fitted.
 * @throws UserError when the loss or the weights are no longer finite; the network then holds the best weights so far
 */
export async function train(
  network: Network,
  spec: NetworkSpec,
  readings: Readings,
  options: TrainOptions,
): Promise<TrainResult> {
  const { trainRows, validationRows } = split(readings.count, options.validation, spec.seed);
  const fresh = network.steps === 0;
  if (fresh) {
    fitNormalizer(network, spec, readings, trainRows);
    network.random = seeded(spec.seed);
  }
  const held = validationRows.length > 0;
  const pause = pauser();
  const validate = async () =>
    held ? lossOf(network, spec, readings, validationRows, options, pause) : undefined;
  const history: EpochRecord[] = [];
  const worst = Number.POSITIVE_INFINITY;
  let best = {
    epoch: 0,
    loss: fresh ? worst : ((await validate()) ?? worst),
    checkpoint: network.save(),
  };
  let lowest = best; // with nothing held out, patience watches the training loss but the latest weights are kept
  let end: TrainResult["end"] = "epochs";
  try {
    for (let epoch = 1; epoch <= options.epochs; epoch++) {
      const loss = await trainEpoch(network, spec, readings, trainRows, options, pause);
      if (loss === undefined) {
        end = "stopped";
        break;
      }
      const validationLoss = await validate();
      if (held && validationLoss === undefined) {
        end = "stopped";
        break;
      }
      const judged = validationLoss ?? loss;
      const record = { epoch, loss, ...(validationLoss !== undefined && { validationLoss }) };
      history.push(record);
      const kept = judged < best.loss || !held;
      if (kept) best = { epoch, loss: judged, checkpoint: network.save() };
      if (judged < lowest.loss) lowest = best;
      await options.onEpoch?.(record, kept ? best.checkpoint : undefined);
      if (options.patience !== undefined && epoch - lowest.epoch >= options.patience) {
        end = "patience";
        break;
      }
    }
  } finally {
    network.restore(best.checkpoint);
  }
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
  pause: () => Promise<void>,
): Promise<number | undefined> {
  const order = rows.slice();
  if (options.shuffle) network.random = shuffle(order, network.random);
  const { batch } = network.engine.layout;
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
    if (!Number.isFinite(loss)) throw diverged(network, `the loss ${loss}`);
    options.onStep?.(network.steps, loss);
    sum += spec.reduction === "mean" ? loss * (last - first) : loss;
  }
  const odd = new Float32Array(network.parameters().buffer).find((w) => !Number.isFinite(w));
  if (odd !== undefined) throw diverged(network, `the weight ${odd}`);
  return sum / order.length;
}

/** Adds one row of the readings to the network's batch. */
export function observeRow(network: Network, readings: Readings, row: number): void {
  const { values, labels, inputs, outputs } = readings;
  inRow(row, () =>
    network.observe(
      values.subarray(row * inputs, (row + 1) * inputs),
      labels.subarray(row * outputs, (row + 1) * outputs),
    ),
  );
}

/** Rows that are predicted between two moments in which a signal may be heard. */
const AT_ONCE = 256;

/** Mean loss per observation over some rows, weighted as in training; nothing when it was stopped on the way. */
async function lossOf(
  network: Network,
  spec: NetworkSpec,
  readings: Readings,
  rows: Uint32Array,
  { stopped }: TrainOptions,
  pause: () => Promise<void>,
): Promise<number | undefined> {
  const { outputs } = readings;
  const probabilities = new Float32Array(rows.length * outputs);
  for (let first = 0; first < rows.length; first += AT_ONCE) {
    await pause();
    if (stopped?.()) return undefined;
    const some = rows.subarray(first, first + AT_ONCE);
    probabilities.set(predictRows(network, readings, some), first * outputs);
  }
  const labels = labelsOf(readings, rows);
  return outputs * (meanLoss(probabilities, labels, spec.positiveWeight) ?? 0);
}

function diverged(network: Network, got: string): UserError {
  return new UserError(
    `training: got ${got} in step ${network.steps}, expected finite numbers; the learning rate ${network.learningRate} is too large for this data: lower it, or use "reduction": "mean"`,
  );
}
