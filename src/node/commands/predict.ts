import { stringify } from "csv-stringify/sync";
import { predictRows } from "../../common/learning/evaluate.js";
import type { Readings } from "../../common/learning/readings.js";
import type { Network } from "../../common/loader/index.js";
import { type NetworkSpec, outputNames } from "../../common/network/network-file.js";
import { unguarded } from "../catch-signals.js";
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
  print(options, ...(await unguarded(() => predictions(network, spec, readings, options))));
}

/** The value to print as JSON, and the text to print else. */
function predictions(
  network: Network,
  spec: NetworkSpec,
  readings: Readings,
  { json }: { json: boolean },
): [value: unknown, text: string] {
  const outputs = outputNames(spec);
  const probabilities = predictRows(network, readings);
  const rows = Array.from({ length: readings.count }, (_, i) =>
    Array.from(probabilities.subarray(i * outputs.length, (i + 1) * outputs.length)),
  );
  if (json) return [rows.map((row) => Object.fromEntries(row.map((p, j) => [outputs[j]!, p]))), ""];
  return [undefined, stringify([outputs, ...rows.map((row) => row.map(String))]).trimEnd()];
}
