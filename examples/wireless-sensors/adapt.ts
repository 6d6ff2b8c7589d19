import { hex } from "../../src/common/hex.js";
import type { YesNoEvaluation } from "../../src/common/report/report.js";
import {
  type BuiltNetwork,
  buildNetwork,
  type Network,
  type NetworkSpec,
  observeRow,
  predictRows,
  type Readings,
  readReadings,
  startNetwork,
  type TrainResult,
  targetsOf,
  train,
} from "../../src/index.js";

/** What happened to a network that learnt at home, moved away and went on learning there. */
export interface Move {
  readonly built: BuiltNetwork;
  /** with the parameters that it had in the end */
  readonly network: Network;
  readonly home: Readings;
  readonly away: Readings;
  readonly training: TrainResult;
  /** checkpoints after learning at home and after learning away */
  readonly trained: Uint8Array;
  readonly retrained: Uint8Array;
  /** hashes of the parameters then, in hexadecimal */
  readonly trainedHash: string;
  readonly retrainedHash: string;
  /** probabilities away (count): frozen as trained at home, and each just before its reading was learnt */
  readonly frozen: Float32Array;
  readonly adapting: Float32Array;
}

/** Learns the readings of one file, meets those of another, and keeps learning there. */
export async function move(spec: NetworkSpec, homeFile: string, awayFile: string): Promise<Move> {
  const home = await readReadings(homeFile, spec, true);
  const away = await readReadings(awayFile, spec, true);
  const built = await buildNetwork(spec);
  const network = await startNetwork(built);
  const options = { epochs: 30, validation: 0.2, shuffle: true };
  const training = await train(network, spec, home, options);
  const atHome = { trained: network.save(), trainedHash: hex(network.hash()) };
  const frozen = predictRows(network, away);
  const adapting = predictThenLearn(network, away);
  const atLast = { retrained: network.save(), retrainedHash: hex(network.hash()) };
  return { built, network, home, away, training, ...atHome, ...atLast, frozen, adapting };
}

/**
 * Predicts each reading, then learns from it: every prediction is made before the network has seen the reading's label.
 * A step follows whenever the batch is full; readings that do not fill the last batch wait in it.
 * @returns the probabilities (count)
 */
export function predictThenLearn(network: Network, readings: Readings): Float32Array {
  const { inputs, values, count } = readings;
  const probabilities = new Float32Array(count);
  for (let row = 0; row < count; row++) {
    const reading = values.subarray(row * inputs, (row + 1) * inputs);
    probabilities[row] = network.predict(reading)[0]!;
    observeRow(network, readings, row);
    if ((row + 1) % network.engine.layout.batch === 0) network.train();
  }
  return probabilities;
}

/** The evaluations of a move, those away first. `neighbour` is another sensor at home. */
export function storyOf(moved: Move, neighbour: Readings): YesNoEvaluation[] {
  const { network, home, away, training, trained, retrained } = moved;
  const held = training.validationRows;
  network.restore(trained);
  const heldOut = predictRows(network, home, held);
  const next = predictRows(network, neighbour);
  network.restore(retrained);
  const homeAgain = predictRows(network, home);
  const of = [
    { title: "mote 4 before retraining", probabilities: moved.frozen, labels: away.targets },
    { title: "mote 4 while retraining", probabilities: moved.adapting, labels: away.targets },
    { title: "mote 1, held out", probabilities: heldOut, labels: targetsOf(home, held) },
    { title: "mote 2, no events", probabilities: next, labels: neighbour.targets },
    { title: "mote 1 after retraining", probabilities: homeAgain, labels: home.targets },
  ];
  return of.map((evaluation) => ({ task: "yes-no", ...evaluation }));
}

/** What to judge the scores on mote 4 by: answers that need no network, no memory of home, and other moves by name. */
export function comparisonsOf(
  moved: Move,
  others: Readonly<Record<string, Move>>,
): YesNoEvaluation[] {
  const { network, away, trained, retrained } = moved;
  network.restore(trained);
  const [mean, scale] = [network.mean.slice(), network.scale.slice()];
  network.init();
  network.mean.set(mean);
  network.scale.set(scale);
  const fromNothing = predictThenLearn(network, away);
  network.restore(retrained);
  const answers: Record<string, Float32Array> = {
    "always calm": away.targets.map(() => 0),
    "always an event": away.targets.map(() => 1),
    "last label known": lastKnown(away.targets, network.engine.layout.batch),
    "label 5 s before": lastKnown(away.targets, 1),
    "learning from nothing": fromNothing,
  };
  for (const [name, other] of Object.entries(others)) {
    answers[`${name}, before`] = other.frozen;
    answers[`${name}, while`] = other.adapting;
  }
  return Object.entries(answers).map(([title, probabilities]) => ({
    task: "yes-no",
    title,
    probabilities,
    labels: away.targets,
  }));
}

/** For each reading the label of the last one before its batch; 0 at first. */
function lastKnown(labels: Float32Array, batch: number): Float32Array {
  return labels.map((_, row) => labels[row - (row % batch) - 1] ?? 0);
}
