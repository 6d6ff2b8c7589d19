import type { Before } from "./data-file.js";
import type { DataValues } from "./data-values.js";

/** The table of one file. */
export interface FileTable {
  readonly form: "csv" | "json";
  readonly columns: readonly string[];
  /** whether the file names its columns */
  readonly named: boolean;
  /** the line with their names, or of the first row */
  readonly firstLine: number;
  /** what was recognised */
  readonly said: readonly string[];
  readonly values: DataValues;
  /** Reads the rows; `line` counts from 1. Throws a UserError that names file and line for what is no row. */
  each(
    take: (cells: readonly unknown[], line: () => number, before: Before | undefined) => void,
  ): void;
  /** Reads whole lines that came later, without a header, behind so many others; there may be none. */
  more(bytes: Uint8Array, lines: number, take: Parameters<FileTable["each"]>[0]): void;
}
