import { type BuiltNetwork, buildNetworkWith } from "../../common/compiler/build-network.js";
import { readTable } from "../../common/data/table.js";
import { hex } from "../../common/hex.js";
import { describeBaselines } from "../../common/learning/describe-baselines.js";
import type { EpochRecord } from "../../common/learning/history.js";
import { judge, warningsBefore } from "../../common/learning/judge.js";
import {
  describeObservations,
  type Observations,
  observationsOf,
} from "../../common/learning/observations.js";
import {
  dataColumnsOf,
  type Readings,
  readingsOf,
  tableOptionsFor,
} from "../../common/learning/readings.js";
import { restoreFile } from "../../common/learning/restore-file.js";
import type { Score } from "../../common/learning/scores.js";
import { type Holding, type Split, split } from "../../common/learning/split.js";
import { startNetwork } from "../../common/learning/start-network.js";
import { summaryOf } from "../../common/learning/summary.js";
import { type TrainResult, train } from "../../common/learning/train.js";
import type { Network } from "../../common/loader/index.js";
import { type NetworkSpec, parseNetwork } from "../../common/network/network-file.js";
import type { Boundary } from "../../common/report/boundary-chart.js";
import { boundaryOf } from "../../common/report/boundary-grid.js";
import type { Importances } from "../../common/report/importance.js";
import { networkImportances } from "../../common/report/network-importances.js";
import type { Resources } from "../../common/resources.js";
import { counted } from "../../common/text.js";
import type { HeldData } from "./data.js";
import { gate } from "./gate.js";

/** What is to be trained, and for how long. */
export interface TrainingOrder {
  /** of the network file */
  readonly text: string;
  readonly epochs: number;
  /** share of the observations that is held out, 0 to 0.9 */
  readonly validation: number;
  /** how that share is chosen: see split() */
  readonly holding?: Holding;
  /** in place of the network file's */
  readonly seed?: number;
  /** a checkpoint to go on from, as `train --resume` does */
  readonly from?: Uint8Array;
  /** whether rows that lack a value are left out instead of refused */
  readonly dropGaps?: boolean;
}

/** What a training tells while it goes on. */
export interface TrainingNews {
  /** at the beginning: what is learnt from, in words, and what there is to say about it */
  readonly began?: {
    readonly observed: string;
    readonly trained: number;
    readonly heldOut: number;
    readonly warnings: readonly string[];
  };
  /** epochs that are over since the last news */
  readonly records: readonly EpochRecord[];
  /** the epoch whose weights are the best so far; 0 where those of before are */
  readonly best: number;
}

/** What a training came to. */
export interface TrainingOutcome extends Evaluation {
  readonly end: TrainResult["end"];
  readonly bestEpoch: number;
  /** epochs that were finished */
  readonly epochs: number;
  readonly steps: number;
  /** the best weights, as save() gives them */
  readonly checkpoint: Uint8Array<ArrayBuffer>;
  /** CRC-32 of the parameters, in hexadecimal */
  readonly hash: string;
}

/** How well a network does. */
export interface Evaluation {
  readonly scores: readonly Score[];
  /** in a sentence: "validation: 93.2 % of 59 windows right; snake is taken for ring twice" */
  readonly summary: string;
  /** beside answers that read nothing */
  readonly baselines: string;
  readonly warnings: readonly string[];
  /** for two inputs and one output with yes or no */
  readonly boundary?: Boundary;
  readonly importances: readonly Importances[];
}

/** A training's network, which others may look at while it learns. */
export interface Learning {
  readonly text: string;
  readonly built: BuiltNetwork;
  readonly network: Network;
}

/** Trains one network at a time; what is asked of it while it does is heard between two steps. */
export interface Trainer {
  train(order: TrainingOrder, tell: (news: TrainingNews) => void): Promise<TrainingOutcome>;
  /** How well a network does that was trained: `from` is its checkpoint. */
  evaluate(order: TrainingOrder): Promise<Evaluation>;
  /** It waits before the next epoch, */
  pause(): void;
  /** goes on, */
  goOn(): void;
  /** or ends with the best weights so far. */
  stop(): void;
  /** the network that was trained last, or is being trained */
  learning(): Learning | undefined;
}

/** Milliseconds between two pieces of news: more often than a screen shows them nobody needs them. */
const NEWS = 50;

export function trainer(resources: Resources, held: HeldData): Trainer {
  const pausing = gate();
  let learning: Learning | undefined;
  /** the training that was asked for last */
  let last = { stopped: false };
  let running: Promise<unknown> = Promise.resolve();
  const stop = () => {
    last.stopped = true;
    pausing.open();
  };
  return {
    async train(order, tell) {
      stop(); // one that is still running
      const own = { stopped: false };
      last = own;
      const now = running.then(async () => {
        const started = await start(resources, held, order);
        learning = { text: order.text, ...started };
        const hooks = { stopped: () => own.stopped, pass: pausing.pass };
        return run(started, order, tell, hooks);
      });
      running = now.catch(() => {});
      return now;
    },
    async evaluate(order) {
      const { built, network, readings, observations } = await start(resources, held, order);
      const { validation, holding = "together" } = order;
      const before = warningsBefore(built.spec, readings, observations, validation, holding);
      const rows = split(observations, built.spec, validation, holding);
      const texts = before.map(({ text }) => text);
      return evaluationOf(built, network, observations, rows, texts);
    },
    pause: pausing.shut,
    goOn: pausing.open,
    stop,
    learning: () => learning,
  };
}

interface Started {
  readonly built: BuiltNetwork;
  readonly network: Network;
  readonly readings: Readings;
  readonly observations: Observations;
  readonly unfitted?: readonly string[];
}

/** All that the command line's `train` does before it trains, in the same order. */
async function start(
  resources: Resources,
  held: HeldData,
  { text, seed, from, dropGaps }: TrainingOrder,
): Promise<Started> {
  const file = parseNetwork(text, "network.json");
  const spec: NetworkSpec = seed === undefined ? file : { ...file, seed };
  const built = buildNetworkWith(resources, spec);
  const network = await startNetwork(built);
  const { files } = await held.get();
  const columns = dataColumnsOf(spec);
  const table = readTable(files, tableOptionsFor(columns));
  const how = { labelled: true, ...(dropGaps && { missing: "drop" as const }) };
  const readings = readingsOf(table, columns, how);
  const observations = observationsOf(network, spec, readings);
  if (!from) return { built, network, readings, observations };
  const carried = restoreFile(network, spec, from, "the weights of before");
  network.clear();
  network.learningRate = Math.fround(spec.optimizer.learningRate);
  return {
    built,
    network,
    readings,
    observations,
    ...(carried && { unfitted: carried.fresh }),
  };
}

async function run(
  { built, network, readings, observations, unfitted }: Started,
  { epochs, validation, holding = "together" }: TrainingOrder,
  tell: (news: TrainingNews) => void,
  { stopped, pass }: { readonly stopped: () => boolean; readonly pass: () => Promise<void> },
): Promise<TrainingOutcome> {
  const { spec } = built;
  const before = warningsBefore(spec, readings, observations, validation, holding);
  const parts = split(observations, spec, validation, holding);
  let records: EpochRecord[] = [];
  let best = 0;
  let told = performance.now();
  const flush = () => {
    if (records.length > 0) tell({ records, best });
    records = [];
    told = performance.now();
  };
  const observed = [
    counted(readings.count, "reading"),
    ...[describeObservations(observations) ?? []].flat(),
  ].join(", ");
  const counts = { trained: parts.trainRows.length, heldOut: parts.validationRows.length };
  const texts = before.map(({ text }) => text);
  tell({ began: { observed, ...counts, warnings: texts }, records: [], best });
  const result = await train(network, spec, observations, {
    epochs,
    validation,
    holding,
    shuffle: spec.normalizer.type !== "adaptive",
    ...(unfitted && { unfitted }),
    stopped,
    async onEpoch(record, checkpoint) {
      records.push(record);
      if (checkpoint) best = record.epoch;
      if (performance.now() - told >= NEWS) flush();
      await pass();
    },
  }).finally(flush);
  return outcomeOf(built, network, observations, result, texts);
}

function outcomeOf(
  built: BuiltNetwork,
  network: Network,
  observations: Observations,
  result: TrainResult,
  before: readonly string[],
): TrainingOutcome {
  const checkpoint = network.save();
  return {
    end: result.end,
    bestEpoch: result.bestEpoch,
    epochs: result.history.length,
    steps: network.steps,
    checkpoint,
    hash: hex(network.hash()),
    ...evaluationOf(built, network, observations, result, before, result),
  };
}

function evaluationOf(
  { spec }: BuiltNetwork,
  network: Network,
  observations: Observations,
  rows: Split,
  before: readonly string[],
  training?: TrainResult,
): Evaluation {
  const { scores, baselines, warnings } = judge(network, spec, observations, rows, training);
  const thing = spec.window ? "window" : "reading";
  const boundary = boundaryOf(network, spec, observations);
  const judged = rows.validationRows.length > 0 ? rows.validationRows : rows.trainRows;
  return {
    scores,
    summary: summaryOf(scores, thing).join(" "),
    baselines: describeBaselines(baselines, thing),
    warnings: [...before, ...warnings.map(({ text }) => text)],
    ...(boundary && { boundary }),
    importances: networkImportances(network, spec, observations, judged),
  };
}
