import { parseReadings, type Readings } from "../common/learning/readings.js";
import type { NetworkSpec } from "../common/network/network-file.js";
import { columnsOf } from "../common/network/tasks.js";
import { unguarded } from "./catch-signals.js";
import { readText } from "./data-text.js";

/**
 * Reads a data file, or standard input for the path "-". A file named .jsonl or .ndjson holds JSON lines, any other CSV;
 * standard input holds JSON lines if its first non-blank character is "{".
 * @param labelled whether the label columns are read too
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
  const columns = columnsOf(spec);
  const options = { source, format: jsonl ? "jsonl" : "csv", labelled } as const;
  return unguarded(() => parseReadings(text, columns, options));
}
