import { column, describeScores, predictRows, score } from "../../common/learning/evaluate.js";
import { outputNames } from "../../common/network/network-file.js";
import { unguarded } from "../catch-signals.js";
import { expectApart, prepareOutput } from "../files.js";
import { readNetworkFile, restoreCheckpoint, runNetwork } from "../load-network.js";
import { print } from "../print.js";
import { readReadings } from "../read-readings.js";
import { evaluationsOf, writeReport } from "../write-report.js";

interface EvaluateOptions {
  readonly report?: string;
  readonly json: boolean;
}

/** `perceptino evaluate NETWORK CHECKPOINT DATA`: how well a trained network does on labelled readings. */
export async function evaluate(
  path: string,
  checkpoint: string,
  data: string,
  options: EvaluateOptions,
): Promise<void> {
  await expectApart(
    { "the network file": path, "the checkpoint": checkpoint, "the data": data },
    { "--report": options.report },
  );
  const spec = await readNetworkFile(path);
  const { built, network } = await runNetwork(spec);
  await restoreCheckpoint(network, spec, checkpoint);
  const readings = await readReadings(data, spec, true);
  if (options.report !== undefined) await prepareOutput(options.report);
  const n = spec.outputs.length;
  const scores = await unguarded(() => {
    const probabilities = predictRows(network, readings);
    return outputNames(spec).map((output, j) =>
      score(output, column(probabilities, n, j), column(readings.labels, n, j)),
    );
  });
  if (options.report !== undefined) {
    const evaluations = await unguarded(() =>
      evaluationsOf(network, outputNames(spec), { title: data, readings }),
    );
    await writeReport(options.report, built, network, { history: [], evaluations, readings });
  }
  print(options, scores, describeScores(scores));
}
