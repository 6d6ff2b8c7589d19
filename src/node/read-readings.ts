import { describeTable, readTable } from "../common/data/table.js";
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
import { readDataFiles, sourceOf } from "./data-files.js";
import { type DataOptions, readingOptionsOf, tableOptionsOf } from "./data-options.js";

/** Readings, and in words how their files are written and what became of their rows. */
export interface ReadReadings {
  readonly readings: Readings;
  readonly said: readonly string[];
}

/**
 * Reads data files, or standard input for the path "-", in any form that readTable() knows.
 * @param labelled whether the target columns are read too
 * @throws UserError as {@link readingsOf} does, and in words for a file that cannot be read
 */
export async function readReadings(
  paths: string | readonly string[],
  spec: NetworkSpec,
  labelled: boolean,
  options: DataOptions = {},
): Promise<Readings> {
  return (await readSaid(paths, spec, labelled, options)).readings;
}

async function readSaid(
  paths: string | readonly string[],
  spec: NetworkSpec,
  labelled: boolean,
  options: DataOptions,
): Promise<ReadReadings> {
  const all = [paths].flat();
  const table = tableOptionsOf(options, all);
  const files = await readDataFiles(all, options);
  const columns = dataColumnsOf(spec);
  return unguarded(() => {
    const read = readTable(files, { ...tableOptionsFor(columns), ...table });
    const readings = readingsOf(read, columns, { labelled, ...readingOptionsOf(options) });
    return { readings, said: [describeTable(read), ...(readings.told ?? [])] };
  });
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
  options: DataOptions = {},
): Promise<ReadReadings & { readonly observations: Observations }> {
  const read = await readSaid(paths, spec, labelled, options);
  const observations = await unguarded(() => observationsOf(network, spec, read.readings));
  return { ...read, observations };
}

/** In one line what was recognised in files: readings.csv: CSV, separated by tabs, with a header. */
export const describeData = (paths: readonly string[], said: readonly string[]): string =>
  `${sourceOf(paths)}: ${said.join("; ")}`;
