import type { BuiltNetwork } from "../../common/compiler/build-network.js";
import { hex } from "../../common/hex.js";
import { describeBaselines } from "../../common/learning/describe-baselines.js";
import { describeScores } from "../../common/learning/describe-scores.js";
import { judge } from "../../common/learning/judge.js";
import type { Observations } from "../../common/learning/observations.js";
import type { TrainResult } from "../../common/learning/train.js";
import { describeWarnings, type Warning } from "../../common/learning/warnings.js";
import type { Network } from "../../common/loader/index.js";
import { count, counted } from "../../common/text.js";
import { print } from "../print.js";

/** A training that is over, and what is known about it. */
export interface TrainedNetwork {
  readonly built: BuiltNetwork;
  /** with the weights that were kept */
  readonly network: Network;
  readonly observations: Observations;
  readonly result: TrainResult;
  /** the path of an older checkpoint that was kept */
  readonly kept: string | undefined;
  /** what was told about the data before */
  readonly warnings: readonly Warning[];
  /** what was recognised of the data files */
  readonly said: readonly string[];
}

interface SummaryOptions {
  readonly checkpoint: string;
  readonly resume: boolean;
  readonly report?: string;
  readonly trace?: string;
  readonly json: boolean;
}

const ENDS: Record<TrainResult["end"], string> = {
  epochs: "all epochs done",
  patience: "stopped early: no better loss for as many epochs as --patience",
  stopped: "stopped by a signal",
};

/** Prints what a training came to. */
export function summarise(trained: TrainedNetwork, options: SummaryOptions): void {
  const { network, result, kept } = trained;
  const { spec } = trained.built;
  const { scores, baselines, warnings } = judge(
    network,
    spec,
    trained.observations,
    result,
    result,
  );
  const { history, bestEpoch, end, steps } = result;
  const facts = {
    steps,
    epochs: history.length,
    bestEpoch,
    end,
    /** of all runs, until the weights that were kept */
    keptSteps: network.steps,
    hash: hex(network.hash()),
    data: trained.said,
    checkpoint: bestEpoch > 0 ? options.checkpoint : null,
    ...(kept !== undefined && { kept }),
    ...(options.report !== undefined && { report: options.report }),
    ...(options.trace !== undefined && { trace: options.trace }),
  };
  const thing = spec.window ? "window" : "reading";
  const best =
    bestEpoch > 0 || history.length === 0
      ? `best ${count(bestEpoch)}`
      : "none better than the weights before";
  const text = [
    `${ENDS[end]}; ${counted(history.length, "epoch")}, ${best}, ${counted(steps, "step")}, parameters ${facts.hash}`,
    describeScores(scores, thing),
    "",
    describeBaselines(baselines, thing),
    ...describeWarnings(warnings),
    `checkpoint  ${describeCheckpoint(result, options, kept)}`,
    ...(options.report !== undefined ? [`report      ${options.report}`] : []),
    ...(options.trace !== undefined ? [`trace       ${options.trace}`] : []),
  ].join("\n");
  const all = [...trained.warnings, ...warnings];
  print(options, { ...facts, history, scores, baselines, warnings: all }, text);
}

/** What became of the checkpoint file. */
function describeCheckpoint(
  { bestEpoch }: TrainResult,
  { checkpoint, resume }: SummaryOptions,
  kept: string | undefined,
): string {
  if (bestEpoch > 0) return `${checkpoint}${describeKept(kept)}`;
  const why = resume ? "no epoch was better than what it holds" : "no epoch was finished";
  return `nothing was written to ${checkpoint}: ${why}`;
}

/** Where an older checkpoint is. */
export const describeKept = (path: string | undefined): string =>
  path === undefined ? "" : `; the older checkpoint is kept as ${path}`;
