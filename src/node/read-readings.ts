import { type Observations, observationsOf } from "../common/learning/observations.js";
import { dataColumnsOf, parseReadings, type Readings } from "../common/learning/readings.js";
import type { Network } from "../common/loader/index.js";
import type { NetworkSpec } from "../common/network/network-file.js";
import { unguarded } from "./catch-signals.js";
import { readText } from "./data-text.js";

/**
 * Reads a data file, or standard input for the path "-". A file named .jsonl or .ndjson holds JSON lines, any other CSV;
 * standard input holds JSON lines if its first non-blank character is "{".
 * @param labelled whether the target columns are read too
 * @throws UserError as {@link parseReadings} does, and in words for a file that cannot be read
 */
export async function readReadings(
  path: string,
  spec: NetworkSpec,
  labelled: boolean,
): Promise<Readings> {
  const piped = path === "-";
  const source = piped ? "standard input" : path;
  const text = await readText(path, source);
  const jsonl = piped ? /^\s*\{/.test(text) : /\.(jsonl|ndjson)$/i.test(path);
  const columns = dataColumnsOf(spec);
  const options = { source, format: jsonl ? "jsonl" : "csv", labelled } as const;
  return unguarded(() => parseReadings(text, columns, options));
}

/**
 * Reads a data file as {@link readReadings} does, and makes of its readings what the network observes.
 * @param network of this spec, which stays as it is
 */
export async function readObservations(
  path: string,
  spec: NetworkSpec,
  network: Network,
  labelled: boolean,
): Promise<{ readings: Readings; observations: Observations }> {
  const readings = await readReadings(path, spec, labelled);
  const observations = await unguarded(() => observationsOf(network, spec, readings));
  return { readings, observations };
}
