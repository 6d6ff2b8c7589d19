import { baselinesOf } from "../../common/learning/baselines.js";
import { describeBaselines } from "../../common/learning/describe-baselines.js";
import { describeScores } from "../../common/learning/describe-scores.js";
import { describeObservations } from "../../common/learning/observations.js";
import { predictRows } from "../../common/learning/rows.js";
import { scoresOf } from "../../common/learning/scores.js";
import { dataWarnings, describeWarnings, runWarnings } from "../../common/learning/warnings.js";
import { evaluationsOf } from "../../common/report/evaluations-of.js";
import { unguarded } from "../catch-signals.js";
import { type DataOptions, dataPaths } from "../data-options.js";
import { failure } from "../file-error.js";
import { expectApart, expectWritable } from "../files.js";
import { readNetworkFile, restoreCheckpoint, runNetwork } from "../load-network.js";
import { print, tell } from "../print.js";
import { describeData, readObservations } from "../read-readings.js";
import { writeReport } from "../write-report.js";

interface EvaluateOptions extends DataOptions {
  readonly report?: string;
  readonly json: boolean;
}

/** `perceptino evaluate NETWORK CHECKPOINT DATA...`: how well a trained network does on readings whose targets are known. */
export async function evaluate(
  path: string,
  checkpoint: string,
  data: readonly string[],
  options: EvaluateOptions,
): Promise<void> {
  await expectApart(
    { "the network file": path, "the checkpoint": checkpoint, ...dataPaths(data) },
    { "--report": options.report },
  );
  await expectWritable(options.report);
  const spec = await readNetworkFile(path);
  const { built, network } = await runNetwork(spec, options);
  await restoreCheckpoint(network, spec, checkpoint, options);
  const read = await readObservations(data, spec, network, true, options);
  const { readings, observations, said } = read;
  tell(options, describeData(data, said));
  const about = describeObservations(observations);
  if (about !== undefined) tell(options, about);
  const { targets } = observations;
  const { scores, baselines, warnings } = await unguarded(() => {
    const predictions = predictRows(network, observations);
    const baselines = baselinesOf(network, spec, observations, [{ predictions }]);
    const parts = [{ rows: Uint32Array.from({ length: observations.count }, (_, i) => i) }];
    return {
      scores: scoresOf(spec, predictions, targets),
      baselines,
      warnings: [
        ...dataWarnings({ spec, readings, observations, parts }),
        ...runWarnings({ spec, compared: baselines, predictions, targets }),
      ],
    };
  });
  const report = async (path: string) => {
    const part = { title: data.join(", "), observations };
    const evaluations = await unguarded(() => evaluationsOf(network, spec, part));
    await writeReport(path, built, network, { history: [], evaluations, observations });
  };
  const unwritten =
    options.report === undefined ? undefined : await failure(report(options.report));
  const thing = spec.window ? "window" : "reading";
  const text = [
    describeScores(scores, thing),
    "",
    describeBaselines(baselines, thing),
    ...describeWarnings(warnings),
  ].join("\n");
  // The same names as under `train --json`.
  print(options, { data: said, scores, baselines, warnings }, text);
  if (unwritten) throw unwritten;
}
