import { stringify } from "csv-stringify/sync";
import { predictRows } from "../../common/learning/evaluate.js";
import { readNetworkFile, restoreCheckpoint, runNetwork } from "../load-network.js";
import { print } from "../print.js";
import { readReadings } from "../read-readings.js";

/** `perceptino predict NETWORK CHECKPOINT DATA`: one probability per reading and output. */
export async function predict(
  path: string,
  checkpoint: string,
  data: string,
  options: { json: boolean },
): Promise<void> {
  const spec = await readNetworkFile(path);
  const { network } = await runNetwork(spec);
  await restoreCheckpoint(network, spec, checkpoint);
  const readings = await readReadings(data, spec, false);
  const probabilities = predictRows(network, readings);
  const { outputs } = spec;
  const rows = Array.from({ length: readings.count }, (_, i) =>
    Array.from(probabilities.subarray(i * outputs.length, (i + 1) * outputs.length)),
  );
  const asObjects = () =>
    rows.map((row) => Object.fromEntries(row.map((p, j) => [outputs[j]!, p])));
  const csv = () => stringify([outputs, ...rows.map((row) => row.map(String))]).trimEnd();
  print(options, options.json ? asObjects() : undefined, options.json ? "" : csv());
}
