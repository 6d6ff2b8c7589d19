import { readTable } from "../common/data/table.js";
import { type Observations, observationsOf } from "../common/learning/observations.js";
import {
  dataColumnsOf,
  type Readings,
  readingsOf,
  tableOptionsFor,
} from "../common/learning/readings.js";
import type { Network } from "../common/loader/index.js";
import type { NetworkSpec } from "../common/network/network-file.js";
import { unguarded } from "./catch-signals.js";
import { readDataFiles } from "./data-files.js";

/**
 * Reads data files, or standard input for the path "-", in any form that readTable() knows.
 * @param labelled whether the target columns are read too
 * @throws UserError as {@link readingsOf} does, and in words for a file that cannot be read
 */
export async function readReadings(
  paths: string | readonly string[],
  spec: NetworkSpec,
  labelled: boolean,
): Promise<Readings> {
  const files = await readDataFiles([paths].flat());
  const columns = dataColumnsOf(spec);
  return unguarded(() =>
    readingsOf(readTable(files, tableOptionsFor(columns)), columns, { labelled }),
  );
}

/**
 * Reads data files as {@link readReadings} does, and makes of their readings what the network observes.
 * @param network of this spec, which stays as it is
 */
export async function readObservations(
  paths: string | readonly string[],
  spec: NetworkSpec,
  network: Network,
  labelled: boolean,
): Promise<{ readings: Readings; observations: Observations }> {
  const readings = await readReadings(paths, spec, labelled);
  const observations = await unguarded(() => observationsOf(network, spec, readings));
  return { readings, observations };
}
