import type { BuiltNetwork } from "../../common/compiler/build-network.js";
import { UsageError, UserError } from "../../common/errors.js";
import type { CarriedOver } from "../../common/learning/carry-over.js";
import type { EpochRecord } from "../../common/learning/history.js";
import { warningsBefore } from "../../common/learning/judge.js";
import { describeObservations, type Observations } from "../../common/learning/observations.js";
import type { Holding } from "../../common/learning/split.js";
import { traceLine } from "../../common/learning/trace.js";
import { type TrainResult, train } from "../../common/learning/train.js";
import type { Network } from "../../common/loader/index.js";
import { describedCheckpoint } from "../../common/network/checkpoint-file.js";
import type { NetworkSpec } from "../../common/network/network-file.js";
import { evaluationsOf } from "../../common/report/evaluations-of.js";
import { count, counted } from "../../common/text.js";
import { catchSignals, unguarded } from "../catch-signals.js";
import { type DataOptions, dataPaths } from "../data-options.js";
import { failure } from "../file-error.js";
import { expectApart, expectWritable, openOutput } from "../files.js";
import { readNetworkFile, restoreCheckpoint, runNetwork } from "../load-network.js";
import { tell } from "../print.js";
import { progressBar } from "../progress-bar.js";
import { describeData, readObservations } from "../read-readings.js";
import { curve, showsCurves, sparkline } from "../terminal/curve.js";
import { warn } from "../warn.js";
import { writeReport } from "../write-report.js";
import { keepCheckpoint } from "./checkpoint-keeper.js";
import { expectOnline, trainOnline } from "./train-online.js";
import { describeKept, summarise } from "./train-summary.js";

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
  const { built, network } = await runNetwork(spec, options);
  if (options.online) {
    if (options.resume) await resumeFrom(network, spec, options);
    return trainOnline(network, spec, options);
  }
  const read = await readObservations(data, spec, network, true, options);
  const { readings, observations } = read;
  const carried = options.resume ? await resumeFrom(network, spec, options) : undefined;
  const bytes = count(built.wasm.length);
  const windows = describeObservations(observations);
  const observed = `${counted(readings.count, "reading")}${windows === undefined ? "" : `, ${windows}`}`;
  tell(options, describeData(data, read.said));
  tell(options, `${spec.name}: ${observed}, ${bytes} bytes of Wasm`);
  const holding = holdingOf(options);
  const inOrder = spec.normalizer.type === "adaptive" && options.shuffle === undefined;
  if (inOrder) {
    tell(
      options,
      "in their order, which the adaptive normalizer follows; --shuffle would mix them",
    );
  }

  const warnings = await unguarded(() =>
    warningsBefore(spec, readings, observations, options.validation, holding),
  );
  for (const warning of warnings) warn(options, warning);

  const run = { ...options, shuffle: options.shuffle ?? !inOrder, carried, holding };
  const { result, exitCode, kept } = await watched(network, spec, observations, run);
  drawCurve(result, options);
  const unwritten =
    options.report === undefined
      ? undefined
      : await failure(report(options.report, built, network, observations, result));
  const about = { built, network, observations, result, kept, warnings, said: read.said };
  const { report: _, ...others } = options;
  await unguarded(() => summarise(about, unwritten ? others : options));
  if (unwritten) throw unwritten;
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
  await expectWritable(checkpoint, report, trace);
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
  const bar = progressBar(options, "epoch {value}/{total}  loss {loss}{curve}");
  const stop = catchSignals();
  const older = options.resume || options.overwrite ? "replace" : "keep";
  const keeper = keepCheckpoint(options.checkpoint, older);
  const trace = options.trace === undefined ? undefined : await openOutput(options.trace);
  let losses: number[] = [];
  bar.show(0, options.epochs, () => ({ loss: "–", curve: "" }));
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
        losses = withLoss(losses, record);
        bar.show(record.epoch, options.epochs, () => describeEpoch(record, losses));
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

/** Losses that are kept for the curve beside the progress; of more, two become one. */
const MOST_LOSSES = 256;

/** The losses so far and one more. */
function withLoss(losses: number[], { loss, validationLoss }: EpochRecord): number[] {
  losses.push(validationLoss ?? loss);
  if (losses.length < MOST_LOSSES) return losses;
  return losses.filter((_, i) => i % 2 === 0);
}

function describeEpoch({ loss, validationLoss }: EpochRecord, losses: readonly number[]) {
  const held = validationLoss === undefined ? "" : ` (held out ${validationLoss.toFixed(4)})`;
  const line = sparkline(losses, 12);
  return { loss: loss.toFixed(4), curve: `${held}  ${line}` };
}

/** Shows people at a terminal how the loss went. */
function drawCurve({ history }: TrainResult, options: TrainCommandOptions): void {
  if (history.length < 2 || !showsCurves(process.stderr)) return;
  const held = history[0]!.validationLoss !== undefined;
  const losses = history.map((record) => record.validationLoss ?? record.loss);
  const what = held ? "loss of what was held out" : "loss";
  tell(options, `${curve(losses)}\n${what}, epoch 1 to ${count(history.length)}`);
}

async function report(
  path: string,
  built: BuiltNetwork,
  network: Network,
  observations: Observations,
  { history, bestEpoch, trainRows, validationRows }: TrainResult,
): Promise<void> {
  const parts = [
    ...(validationRows.length > 0 ? [{ title: "validation", rows: validationRows }] : []),
    { title: "training", rows: trainRows },
  ];
  const evaluations = await unguarded(() =>
    parts.flatMap((part) => evaluationsOf(network, built.spec, { ...part, observations })),
  );
  const run = {
    history,
    keptEpoch: bestEpoch,
    evaluations,
    observations,
    trainRows,
    validationRows,
  };
  await writeReport(path, built, network, run);
}
