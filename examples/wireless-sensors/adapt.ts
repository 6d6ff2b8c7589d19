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
  const trained = network.save();
  const frozen = predictRows(network, away);
  const adapting = predictThenLearn(network, away);
  const retrained = network.save();
  return { built, network, home, away, training, trained, retrained, frozen, adapting };
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

/** The same readings away, met with random weights instead of those from home. */
export function withoutHome({ network, away, trained, retrained }: Move): Float32Array {
  network.restore(trained); // for its normaliser
  network.init();
  const probabilities = predictThenLearn(network, away);
  network.restore(retrained);
  return probabilities;
}

/**
 * What needs no network, for judging the scores: probabilities (count) by name.
 * @param batch readings whose labels become known together
 */
export function baselines({ labels, count }: Readings, batch: number) {
  const answer = (of: (row: number) => number) =>
    Float32Array.from({ length: count }, (_, row) => of(row));
  return {
    "always calm": answer(() => 0),
    "always an event": answer(() => 1),
    "last label of the batch before": answer((row) => labels[row - (row % batch) - 1] ?? 0),
    "label 5 s before": answer((row) => labels[row - 1] ?? 0),
  };
}
