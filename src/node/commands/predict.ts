import { stringify } from "csv-stringify/sync";
import { likeliest } from "../../common/learning/class-metrics.js";
import type { Observations } from "../../common/learning/observations.js";
import { type Place, placeOf } from "../../common/learning/origins.js";
import { predictRows } from "../../common/learning/rows.js";
import type { Network } from "../../common/loader/index.js";
import { type NetworkSpec, outputNames } from "../../common/network/network-file.js";
import { unguarded } from "../catch-signals.js";
import { type DataOptions, placeNames } from "../data-options.js";
import { readNetworkFile, restoreCheckpoint, runNetwork } from "../load-network.js";
import { print, tell } from "../print.js";
import { describeData, readObservations } from "../read-readings.js";
import { predictLive } from "./predict-live.js";

/**
 * `perceptino predict NETWORK CHECKPOINT DATA...`: for each reading or window a probability or a number of each output, and
 * of classes the likeliest.
 */
export async function predict(
  path: string,
  checkpoint: string,
  data: readonly string[],
  options: DataOptions & { readonly json: boolean },
): Promise<number> {
  const spec = await readNetworkFile(path);
  const { network } = await runNetwork(spec, options);
  await restoreCheckpoint(network, spec, checkpoint, options);
  if (data.length === 1 && data[0] === "-") return predictLive(network, spec, options);
  const { observations, said } = await readObservations(data, spec, network, false, options);
  tell(options, describeData(data, said));
  print(options, ...(await unguarded(() => predictions(network, spec, observations, options))));
  return 0;
}

/** The value to print as JSON, and the text to print else. */
function predictions(
  network: Network,
  spec: NetworkSpec,
  observations: Observations,
  options: DataOptions & { readonly json: boolean },
): [value: unknown, text: string] {
  const names = outputNames(spec);
  const k = names.length;
  const said = predictRows(network, observations);
  const best = spec.task === "classes" ? likeliest(said, k) : undefined;
  const label = spec.label ?? "class";
  const { head, place } = placesIn(spec, observations, options);
  const rows = Array.from({ length: observations.count }, (_, i) => {
    const values = Array.from(said.subarray(i * k, (i + 1) * k));
    return { place: place(i), name: best && names[best[i]!]!, values };
  });
  if (!options.json) {
    const lines = rows.map(({ place, name, values }) => [
      ...place.map(String),
      ...(name === undefined ? [] : [name]),
      ...values.map(String),
    ]);
    return [
      undefined,
      stringify([[...head, ...(best ? [label] : []), ...names], ...lines]).trimEnd(),
    ];
  }
  const named = (keys: readonly string[], values: readonly unknown[]) =>
    Object.fromEntries(keys.map((key, j) => [key, values[j]]));
  const objects = rows.map(({ place, name, values }) => ({
    ...named(head, place),
    // A class may be called as the column of the classes is.
    ...(best ? { [label]: name, probabilities: named(names, values) } : named(names, values)),
  }));
  return [objects, ""];
}

/** Of which rows each is, counted from 1 in its file; of several files also of which. */
function placesIn(
  spec: NetworkSpec,
  { windows, origins }: Observations,
  options: DataOptions,
): { head: readonly string[]; place: (i: number) => readonly (string | number)[] } {
  const many = (origins?.files.length ?? 1) > 1;
  const head = placeNames(spec, options, many);
  if (head.length === 0) return { head, place: () => [] };
  const rows = spec.window?.rows ?? 1;
  const place = (reading: number): Pick<Place, "file" | "row"> =>
    origins ? placeOf(origins, reading) : { file: "", row: reading };
  return {
    head,
    place(i) {
      const first = windows?.firstRows[i] ?? i;
      const { file, row } = place(first);
      const last = place(first + rows - 1).row;
      return [...(many ? [file] : []), row + 1, last + 1].slice(0, head.length);
    },
  };
}
