import { stringify } from "csv-stringify/sync";
import { describeTable } from "../../common/data/table.js";
import { likeliest } from "../../common/learning/class-metrics.js";
import { liveReadings } from "../../common/learning/live-readings.js";
import { dataColumnsOf } from "../../common/learning/readings.js";
import { expectFinite, inPlace } from "../../common/learning/rows.js";
import type { Network } from "../../common/loader/index.js";
import { type NetworkSpec, outputNames } from "../../common/network/network-file.js";
import { printable } from "../../common/text.js";
import { type DataOptions, placeNames, readingOptionsOf, tableOptionsOf } from "../data-options.js";
import { readLive } from "../live-input.js";
import { tell } from "../print.js";
import { describeData } from "../read-readings.js";

/**
 * Predicts what comes on standard input row by row: a line for each reading or window, printed when it is complete. With
 * --json the lines together are one list, also when it ends with an error: then of what was answered before, or nothing.
 * @returns the exit code
 */
export async function predictLive(
  network: Network,
  spec: NetworkSpec,
  options: DataOptions & { readonly json: boolean },
): Promise<number> {
  const names = outputNames(spec);
  const label = spec.task === "classes" ? (spec.label ?? "class") : undefined;
  const places = placeNames(spec, options);
  const head = [...places, ...(label === undefined ? [] : [label]), ...names];
  const write = (text: string) => void process.stdout.write(text);
  let printed = 0;
  const print = (place: readonly number[], said: Float32Array) => {
    const name = label === undefined ? [] : [names[likeliest(said, names.length)[0]!]!];
    const values = Array.from(said);
    if (!options.json) return write(stringify([[...place, ...name, ...values.map(String)]]));
    const named = (keys: readonly string[], list: readonly unknown[]) =>
      Object.fromEntries(keys.map((key, j) => [key, list[j]]));
    const outputs = named(names, values);
    const said1 = label === undefined ? outputs : { [label]: name[0], probabilities: outputs };
    const object = { ...named(places, place), ...said1 };
    return write(`${printed++ === 0 ? "[" : ",\n"}${printable(JSON.stringify(object))}`);
  };
  const readings = liveReadings(
    "standard input",
    dataColumnsOf(spec),
    { labelled: false, ...readingOptionsOf(options), ...tableOptionsOf(options, ["-"]) },
    (found) => {
      tell(options, describeData(["-"], [describeTable(found)]));
      if (!options.json) write(stringify([head]));
    },
    ({ values, apart, row, place }) => {
      if (apart) network.restart();
      const complete = spec.window ? network.push(values) : values;
      if (!complete) return;
      const said = inPlace(place, () => network.predict(complete));
      const first = row - (spec.window?.rows ?? 1) + 1;
      print([first, row].slice(0, places.length), expectFinite(place, said));
    },
  );
  try {
    const code = await readLive(readings);
    if (options.json && printed === 0) write("[]\n");
    for (const said of readings.told()) tell(options, said);
    return code;
  } finally {
    // However it ends: what was answered until then is one JSON value, or there is none.
    if (options.json && printed > 0) write("]\n");
  }
}
