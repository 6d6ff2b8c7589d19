import type { BuiltNetwork } from "../../common/compiler/build-network.js";
import { UsageError, UserError } from "../../common/errors.js";
import { hex } from "../../common/hex.js";
import type { CarriedOver } from "../../common/learning/carry-over.js";
import { describeScores } from "../../common/learning/describe-scores.js";
import type { EpochRecord } from "../../common/learning/history.js";
import { leakNote } from "../../common/learning/leak.js";
import { describeObservations, type Observations } from "../../common/learning/observations.js";
import { predictRows, targetsOf } from "../../common/learning/rows.js";
import { scoresOf } from "../../common/learning/scores.js";
import type { Holding } from "../../common/learning/split.js";
import { predictionNotes, targetNotes } from "../../common/learning/target-notes.js";
import { traceLine } from "../../common/learning/trace.js";
import { type TrainResult, train } from "../../common/learning/train.js";
import type { Network } from "../../common/loader/index.js";
import { describedCheckpoint } from "../../common/network/checkpoint-file.js";
import type { NetworkSpec } from "../../common/network/network-file.js";
import { count, counted } from "../../common/text.js";
import { catchSignals, unguarded } from "../catch-signals.js";
import { type DataOptions, dataPaths } from "../data-options.js";
import { expectApart, openOutput, prepareOutput } from "../files.js";
import { readNetworkFile, restoreCheckpoint, runNetwork } from "../load-network.js";
import { print, tell } from "../print.js";
import { progressBar } from "../progress-bar.js";
import { describeData, readObservations } from "../read-readings.js";
import { evaluationsOf, writeReport } from "../write-report.js";
import { keepCheckpoint } from "./checkpoint-keeper.js";
import { expectOnline, trainOnline } from "./train-online.js";

interface TrainCommandOptions extends DataOptions {
  readonly epochs: number;
  readonly validation: number;
  /** holds out the last readings */
  readonly validationLast?: boolean;
  /** holds out single readings, whatever is beside them */
  readonly validationRows?: boolean;
  readonly patience?: number;
  readonly seed?: number;
  /** where it is not said, unless the normaliser is adaptive */
  readonly shuffle?: boolean;
  /** learns from standard input as it comes */
  readonly online?: boolean;
  readonly checkpoint: string;
  readonly resume: boolean;
  /** whether a checkpoint of an earlier run is replaced instead of kept beside the new one */
  readonly overwrite: boolean;
  readonly report?: string;
  readonly trace?: string;
  readonly json: boolean;
}

/**
 * `perceptino train NETWORK DATA...`: readings in, checkpoint, report and trace out. The checkpoint is written at the end, and
 * on the way every few seconds. A file that is there already stays until there are weights of this run to keep, and is then
 * kept beside it under another name, unless --resume goes on with it or --overwrite gives it up.
 * @returns the exit code: 0, or 128 and the number of the signal that stopped the training
 */
export async function trainCommand(
  path: string,
  data: readonly string[],
  options: TrainCommandOptions,
): Promise<number> {
  await checkOptions(path, data, options);
  const file = await readNetworkFile(path);
  const spec: NetworkSpec = options.seed === undefined ? file : { ...file, seed: options.seed };
  const { built, network } = await runNetwork(spec);
  if (options.online) {
    await prepareOutput(options.checkpoint);
    if (options.resume) await resumeFrom(network, spec, options);
    return trainOnline(network, spec, options);
  }
  const read = await readObservations(data, spec, network, true, options);
  const { readings, observations } = read;
  for (const output of [options.checkpoint, options.report, options.trace]) {
    if (output !== undefined) await prepareOutput(output);
  }
  const carried = options.resume ? await resumeFrom(network, spec, options) : undefined;
  const bytes = count(built.wasm.length);
  const windows = describeObservations(observations);
  const observed = `${counted(readings.count, "reading")}${windows === undefined ? "" : `, ${windows}`}`;
  tell(options, describeData(data, read.said));
  tell(options, `${spec.name}: ${observed}, ${bytes} bytes of Wasm`);
  const holding = holdingOf(options);
  const leak = leakNote(observations, spec, options.validation, holding);
  if (leak !== undefined) tell(options, `warning: ${leak}`);
  const inOrder = spec.normalizer.type === "adaptive" && options.shuffle === undefined;
  if (inOrder) {
    tell(
      options,
      "in their order, which the adaptive normalizer follows; --shuffle would mix them",
    );
  }

  const run = { ...options, shuffle: options.shuffle ?? !inOrder, carried, holding };
  const { result, exitCode, kept } = await watched(network, spec, observations, run);
  if (options.report !== undefined) {
    await report(options.report, built, network, observations, result);
  }
  const told = { ...options, said: read.said, leak };
  await unguarded(() => summarise(network, spec, observations, result, kept, told));
  return exitCode;
}

const holdingOf = ({ validationLast, validationRows }: TrainCommandOptions): Holding =>
  validationLast ? "last" : validationRows ? "rows" : "together";

/** Checks how the arguments fit together, before anything is read. */
async function checkOptions(path: string, data: readonly string[], options: TrainCommandOptions) {
  const { patience, epochs, checkpoint, report, trace } = options;
  if (options.online) expectOnline(data);
  if (patience !== undefined && patience > epochs) {
    throw new UsageError(
      `--patience: got ${patience}, expected at most the ${epochs} epochs of --epochs`,
    );
  }
  await expectApart(
    { "the network file": path, ...dataPaths(data) },
    { "--checkpoint": checkpoint, "--report": report, "--trace": trace },
  );
}

/** Goes on from a checkpoint; the network file's learning rate holds. */
async function resumeFrom(
  network: Network,
  spec: NetworkSpec,
  options: TrainCommandOptions,
): Promise<CarriedOver | undefined> {
  const carried = await restoreCheckpoint(network, spec, options.checkpoint, options);
  network.clear();
  network.learningRate = Math.fround(spec.optimizer.learningRate);
  return carried;
}

/** Trains with a progress bar on a terminal, keeping the checkpoint; the first signal stops after the current step. */
async function watched(
  network: Network,
  spec: NetworkSpec,
  observations: Observations,
  options: TrainCommandOptions & {
    readonly shuffle: boolean;
    readonly carried: CarriedOver | undefined;
    readonly holding: Holding;
  },
): Promise<{
  result: TrainResult;
  exitCode: number;
  /** the path of an older checkpoint that was kept */
  kept: string | undefined;
}> {
  const bar = progressBar(options, "epoch {value}/{total}  loss {loss}  {validation}");
  const stop = catchSignals();
  const older = options.resume || options.overwrite ? "replace" : "keep";
  const keeper = keepCheckpoint(options.checkpoint, older);
  const trace = options.trace === undefined ? undefined : await openOutput(options.trace);
  bar.show(0, options.epochs, { loss: "–", validation: "" });
  try {
    const result = await train(network, spec, observations, {
      epochs: options.epochs,
      validation: options.validation,
      holding: options.holding,
      ...(options.patience !== undefined && { patience: options.patience }),
      shuffle: options.shuffle,
      ...(options.carried && { unfitted: options.carried.fresh }),
      stopped: () => stop.signal() !== undefined,
      onStep: (_, loss) => trace?.add(traceLine(network, loss)),
      onEpoch: async (record, best) => {
        bar.show(record.epoch, options.epochs, describeEpoch(record));
        await keeper.take(record.epoch, best && describedCheckpoint(best, spec));
      },
    });
    await keeper.flush();
    return { result, exitCode: stop.exitCode(), kept: keeper.kept() };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const written = describeWritten(options.checkpoint, keeper.written());
    throw new UserError(`${error.message}; ${written}${describeKept(keeper.kept())}`);
  } finally {
    bar.stop();
    stop.release();
    trace?.close();
  }
}

const describeWritten = (path: string, epoch: number) =>
  epoch === 0
    ? `nothing was written to ${path}`
    : `${path} holds the best weights before that, of epoch ${epoch}`;

const describeKept = (path: string | undefined) =>
  path === undefined ? "" : `; the older checkpoint is kept as ${path}`;

function describeEpoch({ loss, validationLoss }: EpochRecord) {
  const validation = validationLoss === undefined ? "" : `validation ${validationLoss.toFixed(5)}`;
  return { loss: loss.toFixed(5), validation };
}

async function report(
  path: string,
  built: BuiltNetwork,
  network: Network,
  observations: Observations,
  { history, trainRows, validationRows }: TrainResult,
): Promise<void> {
  const parts = [
    ...(validationRows.length > 0 ? [{ title: "validation", rows: validationRows }] : []),
    { title: "training", rows: trainRows },
  ];
  const evaluations = await unguarded(() =>
    parts.flatMap((part) => evaluationsOf(network, built.spec, { ...part, observations })),
  );
  await writeReport(path, built, network, { history, evaluations, observations });
}

/** What became of the checkpoint file. */
function describeCheckpoint(
  { bestEpoch }: TrainResult,
  { checkpoint, resume }: TrainCommandOptions,
  kept: string | undefined,
) {
  if (bestEpoch > 0) return `${checkpoint}${describeKept(kept)}`;
  const why = resume ? "no epoch was better than what it holds" : "no epoch was finished";
  return `nothing was written to ${checkpoint}: ${why}`;
}

const ENDS: Record<TrainResult["end"], string> = {
  epochs: "all epochs done",
  patience: "stopped early: no better loss for as many epochs as --patience",
  stopped: "stopped by a signal",
};

function summarise(
  network: Network,
  spec: NetworkSpec,
  observations: Observations,
  result: TrainResult,
  kept: string | undefined,
  options: TrainCommandOptions & {
    readonly said: readonly string[];
    readonly leak: string | undefined;
  },
): void {
  const parts = (["training", "validation"] as const)
    .map((name) => ({ name, rows: result[name === "training" ? "trainRows" : "validationRows"] }))
    .filter(({ rows }) => rows.length > 0)
    .map((part) => ({ ...part, targets: targetsOf(observations, part.rows) }));
  const said = parts.map((part) => ({
    ...part,
    predictions: predictRows(network, observations, part.rows),
  }));
  const scores = said.flatMap(({ name, predictions, targets }) =>
    scoresOf(spec, predictions, targets, name),
  );
  const notes = said.flatMap(({ name, predictions, targets }) => [
    ...targetNotes(spec, targets, name),
    ...(name === "training" ? predictionNotes(spec, predictions, targets) : []),
  ]);
  const { history, bestEpoch, end } = result;
  const facts = {
    steps: network.steps,
    epochs: history.length,
    bestEpoch,
    end,
    hash: hex(network.hash()),
    data: options.said,
    checkpoint: bestEpoch > 0 ? options.checkpoint : null,
    ...(kept !== undefined && { kept }),
    ...(options.report !== undefined && { report: options.report }),
    ...(options.trace !== undefined && { trace: options.trace }),
  };
  const text = [
    `${ENDS[end]}; ${counted(history.length, "epoch")}, best ${count(bestEpoch)}, ${counted(network.steps, "step")}, parameters ${facts.hash}`,
    describeScores(scores, spec.window ? "window" : "reading"),
    ...notes.map((note) => `note: ${note}`),
    `checkpoint  ${describeCheckpoint(result, options, kept)}`,
    ...(options.report !== undefined ? [`report      ${options.report}`] : []),
    ...(options.trace !== undefined ? [`trace       ${options.trace}`] : []),
  ].join("\n");
  const all = options.leak === undefined ? notes : [options.leak, ...notes];
  print(options, { ...facts, history, scores, notes: all }, text);
}
