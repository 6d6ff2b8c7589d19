import { UserError } from "../errors.js";
import type { Network } from "../loader/index.js";
import type { NetworkSpec } from "../network/network-file.js";
import { pauser } from "../pauser.js";
import { fitClassWeights, fitToData } from "./fit-to-data.js";
import type { EpochRecord } from "./history.js";
import { lossOf } from "./loss.js";
import type { Observations } from "./observations.js";
import { seeded, shuffle } from "./random.js";
import { observeRow, predictRows, targetsOf } from "./rows.js";
import { type Holding, split } from "./split.js";

/** How to train. */
export interface TrainOptions {
  /** passes over the training observations, at least 1 */
  readonly epochs: number;
  /** share of the observations that is held out, 0 to 0.9; see split() */
  readonly validation: number;
  /** how that share is chosen; what belongs together is held out together when left out */
  readonly holding?: Holding;
  /** stop after so many epochs without a better loss; never when left out */
  readonly patience?: number;
  /** whether each epoch goes through the observations in an order of its own, which an adaptive normaliser cannot follow */
  readonly shuffle: boolean;
  /** names of state tensors that are to be fitted to the data although the network has learnt already */
  readonly unfitted?: readonly string[];
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
  /** steps that this run made, also those of epochs whose weights were not kept */
  readonly steps: number;
  /** whether any weight was another than before when it ended */
  readonly moved: boolean;
  /** whether the network had not learnt before */
  readonly fresh: boolean;
  /** rows that were trained on and held out, ascending */
  readonly trainRows: Uint32Array;
  readonly validationRows: Uint32Array;
}

/**
 * Trains a network on observations with targets, batch by batch, and leaves the best weights in it: those of the epoch with
 * the lowest validation loss, or with nothing held out the latest. Goes on from the network's steps and random state, and
 * then keeps the weights that it had unless an epoch has a lower validation loss; a fresh network is first fitted to the
 * data. An adaptive normaliser learns from the observations themselves, epoch after epoch.
 * @param observations readings, or with a window what observationsOf() made of them
 * @throws UserError when the loss or the weights are no longer finite; the network then holds the best weights so far
 */
export async function train(
  network: Network,
  spec: NetworkSpec,
  observations: Observations,
  options: TrainOptions,
): Promise<TrainResult> {
  const { trainRows, validationRows } = split(
    observations,
    spec,
    options.validation,
    options.holding,
  );
  expectEnough(spec, trainRows.length);
  const fresh = network.steps === 0;
  if (fresh) {
    fitToData(network, spec, observations, trainRows);
    network.random = seeded(spec.seed);
  } else if (spec.classWeights === "balanced" && options.unfitted?.includes("classWeights")) {
    fitClassWeights(network, spec, observations, trainRows);
  }
  const before = { steps: network.steps, hash: network.hash() };
  let made = { steps: 0, moved: false };
  const held = validationRows.length > 0;
  const pause = pauser();
  const validate = async () =>
    held ? heldLoss(network, spec, observations, validationRows, options, pause) : undefined;
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
      const loss = await trainEpoch(network, spec, observations, trainRows, options, pause);
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
    made = { steps: network.steps - before.steps, moved: network.hash() !== before.hash };
    network.restore(best.checkpoint);
  }
  return { history, bestEpoch: best.epoch, end, ...made, fresh, trainRows, validationRows };
}

/** The first observations only warm an adaptive normaliser up. */
function expectEnough({ normalizer }: NetworkSpec, rows: number): void {
  if (normalizer.type !== "adaptive" || rows > normalizer.warmUp) return;
  throw new UserError(
    `readings: got ${rows} to train on, expected more than ${normalizer.warmUp}, with which the adaptive normalizer warms up; lower "warmUp" in the network file`,
  );
}

/** One pass over the rows. Gives the mean loss per observation, or nothing when it was stopped on the way. */
async function trainEpoch(
  network: Network,
  spec: NetworkSpec,
  observations: Observations,
  rows: Uint32Array,
  options: TrainOptions,
  pause: () => Promise<void>,
): Promise<number | undefined> {
  const order = rows.slice();
  if (options.shuffle) network.random = shuffle(order, network.random);
  const { batch } = network.engine.layout;
  let sum = 0;
  let learned = 0;
  for (let next = 0; next < order.length; ) {
    await pause();
    if (options.stopped?.()) {
      network.clear();
      return undefined;
    }
    let observed = 0; // stays as it is while an adaptive normaliser warms up
    while (observed < batch && next < order.length) {
      observed = observeRow(network, observations, order[next++]!);
    }
    if (observed === 0) break;
    const loss = network.train();
    if (!Number.isFinite(loss)) throw diverged(network, `the loss ${loss}`);
    options.onStep?.(network.steps, loss);
    sum += spec.reduction === "mean" ? loss * observed : loss;
    learned += observed;
  }
  const odd = new Float32Array(network.parameters().buffer).find((w) => !Number.isFinite(w));
  if (odd !== undefined) throw diverged(network, `the weight ${odd}`);
  return sum / learned;
}

/** Rows that are predicted between two moments in which a signal may be heard. */
const AT_ONCE = 256;

/** Mean loss per observation over some rows, weighted as in training; nothing when it was stopped on the way. */
async function heldLoss(
  network: Network,
  spec: NetworkSpec,
  observations: Observations,
  rows: Uint32Array,
  { stopped }: TrainOptions,
  pause: () => Promise<void>,
): Promise<number | undefined> {
  const outputs = spec.outputs.length;
  const predictions = new Float32Array(rows.length * outputs);
  for (let first = 0; first < rows.length; first += AT_ONCE) {
    await pause();
    if (stopped?.()) return undefined;
    const some = rows.subarray(first, first + AT_ONCE);
    predictions.set(predictRows(network, observations, some), first * outputs);
  }
  return lossOf(network, spec, predictions, targetsOf(observations, rows));
}

function diverged(network: Network, got: string): UserError {
  return new UserError(
    `training: got ${got} in step ${network.steps}, expected finite numbers; the learning rate ${network.learningRate} is too large for this data: lower it, or use "reduction": "mean"`,
  );
}
