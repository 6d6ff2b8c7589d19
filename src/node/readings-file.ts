import { closeSync, fstatSync, openSync, readSync, writeSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { shown, UserError } from "../common/errors.js";
import type { ReadingColumns } from "../common/learning/readings.js";
import { columnName } from "../common/network/network-file.js";
import { fileError } from "./file-error.js";
import { prepareOutput } from "./files.js";

/** Characters in which a header must end: names have at most 64, and there are at most 512. */
const HEADER_BYTES = 200_000;

/**
 * A CSV file that grows row by row; each is in the file when add returns. Its cells are numbers, whoever they come from, and
 * labels what the network file has in their place.
 */
export interface ReadingsFile {
  add(values: readonly number[], labels: readonly number[]): void;
  close(): void;
}

/**
 * Opens a CSV file for readings that `train` reads: the network's columns, then its labels. A file that is there already
 * is continued.
 * @throws UserError when it has another header or cannot be written
 */
export async function openReadings(path: string, columns: ReadingColumns): Promise<ReadingsFile> {
  const device = await prepareOutput(path, "continue");
  const act = <T>(write: () => T): T => {
    try {
      return write();
    } catch (error) {
      throw fileError("write", path, error);
    }
  };
  const file = act(() => openSync(path, device ? "w" : "a+"));
  const header = [...columns.inputs, ...columns.outputs];
  // One call for each line: however the process ends, a row is in the file or not.
  const add = (row: readonly (string | number)[], before = "") =>
    act(() => {
      const bytes = Buffer.from(before + stringify([[...row]]));
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    });
  try {
    const there = device ? 0 : act(() => fstatSync(file).size);
    if (there === 0) add(header);
    else act(() => expectHeader(file, path, header));
    let before = there > 0 && act(() => lastByte(file, there)) !== NEWLINE ? "\n" : "";
    return {
      add(values, labels) {
        const row: readonly unknown[] = [...values, ...labels];
        // Text in a cell could be a formula, or steer the terminal that shows the file.
        if (!row.every(Number.isFinite)) throw new Error(`${path}: got a row with no number`);
        add(
          [...values, ...labels.map((label, i) => columns.written?.[i]?.[label] ?? label)],
          before,
        );
        before = "";
      },
      close: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

const NEWLINE = 10;

function lastByte(file: number, size: number): number {
  const byte = Buffer.alloc(1);
  readSync(file, byte, 0, 1, size - 1);
  return byte[0]!;
}

function expectHeader(file: number, path: string, expected: readonly string[]): void {
  const bytes = Buffer.alloc(HEADER_BYTES);
  const text = bytes.toString("utf8", 0, readSync(file, bytes, 0, HEADER_BYTES, 0));
  const got = firstRow(text).map(columnName);
  if (JSON.stringify(got) === JSON.stringify(expected)) return;
  const list = (names: readonly string[]) => shown(names.join(","));
  throw new UserError(
    `${path}: got a file with the header ${list(got)}, expected ${list(expected)}; choose another file`,
  );
}

function firstRow(text: string): readonly string[] {
  try {
    const rows: string[][] = parse(text, {
      bom: true,
      trim: true,
      to: 1,
      relax_column_count: true,
    });
    return rows[0] ?? [];
  } catch {
    return [text.split(/[\r\n]/, 1)[0]!];
  }
}
