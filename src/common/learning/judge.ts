import type { Network } from "../loader/index.js";
import type { NetworkSpec } from "../network/network-spec.js";
import { baselinesOf, type PartBaselines } from "./baselines.js";
import { leakNote } from "./leak.js";
import type { Observations } from "./observations.js";
import type { Readings } from "./readings.js";
import { predictRows, targetsOf } from "./rows.js";
import { type Score, scoresOf } from "./scores.js";
import { type Holding, split } from "./split.js";
import type { TrainResult } from "./train.js";
import { dataWarnings, runWarnings, type Warning } from "./warnings.js";

/** How well a network does on what it was trained on, and on what was held out. */
export interface Judged {
  readonly scores: readonly Score[];
  readonly baselines: readonly PartBaselines[];
  readonly warnings: readonly Warning[];
}

/** What there is to say about data before a training, as they will be split. */
export function warningsBefore(
  spec: NetworkSpec,
  readings: Readings,
  observations: Observations,
  validation: number,
  holding: Holding,
): Warning[] {
  const { trainRows, validationRows } = split(observations, spec, validation, holding);
  const parts = [
    { part: "training", rows: trainRows },
    { part: "validation", rows: validationRows },
  ];
  const leak = leakNote(observations, spec, validation, holding);
  return [
    ...dataWarnings({ spec, readings, observations, parts }),
    ...(leak === undefined ? [] : [{ check: "leak", text: leak }]),
  ];
}

/**
 * Judges a network as it is now.
 * @param rows that it was trained on, and that were held out
 * @param training that has just been, where there was one
 */
export function judge(
  network: Network,
  spec: NetworkSpec,
  observations: Observations,
  rows: Pick<TrainResult, "trainRows" | "validationRows">,
  training?: TrainResult,
): Judged {
  const parts = [
    { part: "training", rows: rows.trainRows },
    { part: "validation", rows: rows.validationRows },
  ]
    .filter((part) => part.rows.length > 0)
    .map((part) => ({
      ...part,
      targets: targetsOf(observations, part.rows),
      predictions: predictRows(network, observations, part.rows),
    }));
  const scores = parts.flatMap(({ part, predictions, targets }) =>
    scoresOf(spec, predictions, targets, part),
  );
  const baselines = baselinesOf(network, spec, observations, parts, rows.trainRows);
  const { predictions, targets } = parts[0]!;
  const compared = {
    spec,
    compared: baselines,
    predictions,
    targets,
    ...(training && { training }),
  };
  return { scores, baselines, warnings: runWarnings(compared) };
}
