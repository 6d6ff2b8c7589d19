import { SingleBar } from "cli-progress";
import type { BuiltNetwork } from "../build.js";
import { UsageError } from "../errors.js";
import { column, describeScores, labelsOf, predictRows, score } from "../evaluate.js";
import { writeWhole } from "../files.js";
import { hex } from "../hex.js";
import type { EpochRecord } from "../history.js";
import { readNetworkFile, restoreCheckpoint, runNetwork } from "../load-network.js";
import type { Network } from "../loader/index.js";
import type { NetworkSpec } from "../network-file.js";
import { count, print, tell } from "../print.js";
import { type Readings, readReadings } from "../readings.js";
import { traceLine } from "../trace.js";
import { type TrainResult, train } from "../train.js";
import { evaluationsOf, writeReport } from "../write-report.js";

interface TrainCommandOptions {
  readonly epochs: number;
  readonly validation: number;
  readonly patience?: number;
  readonly seed?: number;
  readonly shuffle: boolean;
  readonly checkpoint: string;
  readonly resume: boolean;
  readonly report?: string;
  readonly trace?: string;
  readonly json: boolean;
}

/** `perceptino train NETWORK DATA`: readings in, checkpoint, report and trace out. */
export async function trainCommand(
  path: string,
  data: string,
  options: TrainCommandOptions,
): Promise<void> {
  if (options.patience !== undefined && options.patience > options.epochs) {
    throw new UsageError(
      `--patience: got ${options.patience}, expected at most the ${options.epochs} epochs of --epochs`,
    );
  }
  const file = await readNetworkFile(path);
  const spec: NetworkSpec = options.seed === undefined ? file : { ...file, seed: options.seed };
  const readings = await readReadings(data, spec, true);
  const { built, network } = await runNetwork(spec);
  if (options.resume) await resumeFrom(network, options.checkpoint, spec);
  tell(
    options,
    `${spec.name}: ${count(readings.count)} readings, ${count(built.wasm.length)} bytes of Wasm`,
  );

  const result = await watched(network, spec, readings, options);
  await writeWhole(options.checkpoint, network.save());
  if (options.report !== undefined) await report(options.report, built, network, readings, result);
  summarise(network, spec, readings, result, options);
  if (result.end === "stopped") process.exitCode = 130;
}

/** Goes on from a checkpoint; the network file's learning rate holds. */
async function resumeFrom(network: Network, path: string, spec: NetworkSpec): Promise<void> {
  await restoreCheckpoint(network, path);
  network.clear();
  network.learningRate = Math.fround(spec.optimizer.learningRate);
}

/** Trains with a progress bar on a terminal; the first Ctrl-C stops after the current step. */
async function watched(
  network: Network,
  spec: NetworkSpec,
  readings: Readings,
  options: TrainCommandOptions,
): Promise<TrainResult> {
  const bar = new SingleBar({
    format: "{bar} epoch {value}/{total}  loss {loss}  {validation}",
    stream: process.stderr,
    hideCursor: true,
    clearOnComplete: true,
  });
  const showBar = process.stderr.isTTY && !options.json;
  let stopped = false;
  const stop = () => {
    stopped = true;
  };
  process.once("SIGINT", stop).once("SIGTERM", stop);
  const trace: string[] = [];
  if (showBar) bar.start(options.epochs, 0, { loss: "–", validation: "" });
  try {
    return await train(network, spec, readings, {
      epochs: options.epochs,
      validation: options.validation,
      ...(options.patience !== undefined && { patience: options.patience }),
      shuffle: options.shuffle,
      stopped: () => stopped,
      onStep: (_, loss) => {
        if (options.trace !== undefined) trace.push(traceLine(network, loss));
      },
      onEpoch: (record) => {
        if (showBar) bar.update(record.epoch, describeEpoch(record));
      },
    });
  } finally {
    if (showBar) bar.stop();
    process.off("SIGINT", stop).off("SIGTERM", stop);
    if (options.trace !== undefined) await writeWhole(options.trace, trace.join(""));
  }
}

function describeEpoch({ loss, validationLoss }: EpochRecord) {
  const validation = validationLoss === undefined ? "" : `validation ${validationLoss.toFixed(5)}`;
  return { loss: loss.toFixed(5), validation };
}

async function report(
  path: string,
  built: BuiltNetwork,
  network: Network,
  readings: Readings,
  { history, trainRows, validationRows }: TrainResult,
): Promise<void> {
  const names = built.spec.outputs;
  const training = evaluationsOf(network, names, { title: "training", readings, rows: trainRows });
  const held = validationRows.length
    ? evaluationsOf(network, names, { title: "validation", readings, rows: validationRows })
    : [];
  await writeReport(path, built, network, {
    history,
    evaluations: [...held, ...training],
    readings,
  });
}

const ENDS: Record<TrainResult["end"], string> = {
  epochs: "all epochs done",
  patience: "stopped early: no better loss for as many epochs as --patience",
  stopped: "stopped by a signal",
};

function summarise(
  network: Network,
  spec: NetworkSpec,
  readings: Readings,
  result: TrainResult,
  options: TrainCommandOptions,
): void {
  const parts = [
    ["training", result.trainRows],
    ["validation", result.validationRows],
  ] as const;
  const scores = parts
    .filter(([, rows]) => rows.length > 0)
    .flatMap(([name, rows]) => {
      const probabilities = predictRows(network, readings, rows);
      const labels = labelsOf(readings, rows);
      return spec.outputs.map((output, j) => {
        const n = spec.outputs.length;
        return score(`${name} ${output}`, column(probabilities, n, j), column(labels, n, j));
      });
    });
  const { history, bestEpoch, end } = result;
  const facts = {
    steps: network.steps,
    epochs: history.length,
    bestEpoch,
    end,
    hash: hex(network.hash()),
    checkpoint: options.checkpoint,
    ...(options.report !== undefined && { report: options.report }),
    ...(options.trace !== undefined && { trace: options.trace }),
  };
  const text = [
    `${ENDS[end]}; ${count(history.length)} epochs, best ${count(bestEpoch)}, ${count(network.steps)} steps, parameters ${facts.hash}`,
    describeScores(scores),
    `checkpoint  ${options.checkpoint}`,
    ...(options.report !== undefined ? [`report      ${options.report}`] : []),
    ...(options.trace !== undefined ? [`trace       ${options.trace}`] : []),
  ].join("\n");
  print(options, { ...facts, history, scores }, text);
}
