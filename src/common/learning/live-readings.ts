import { textOf } from "../data/cells.js";
import { type LiveTable, liveTable } from "../data/live-table.js";
import type { Table, TableOptions } from "../data/table.js";
import { timeIn } from "../data/times.js";
import { findColumns } from "./columns.js";
import { type DataColumns, fieldsOf, markedClass, markersOf, rowFormOf } from "./data-columns.js";
import { type ReadingOptions, tableOptionsFor } from "./readings.js";
import { rowReader } from "./row-reader.js";

/** A reading that has just come. */
export interface LiveReading {
  readonly values: Float32Array;
  readonly targets: Float32Array;
  /** whether it does not follow the one before: a gap, or another recording */
  readonly apart: boolean;
  /** its number, from 1 */
  readonly number: number;
  /** the same with the rows that were left out */
  readonly row: number;
  /** where it stands, in words: "standard input: line 12, reading 11" */
  readonly place: () => string;
}

/** Readings that come one by one. */
export interface LiveReadings extends LiveTable {
  /** What became of the rows so far, in words, as readingsOf() tells it. */
  told(): string[];
}

/**
 * Reads readings as they come, as readingsOf() does whole files. Another recording begins with another text in its column,
 * with a header again, and where the time goes back; how long a gap is cannot be known yet.
 * @param begin called once, before the first reading
 */
export function liveReadings(
  name: string,
  given: DataColumns,
  { labelled, missing = "refuse", recording, ...table }: ReadingOptions & TableOptions,
  begin: (table: Omit<Table, "eachRow">) => void,
  take: (reading: LiveReading) => void,
): LiveReadings {
  let told = (): string[] => [];
  const columns = recording === undefined ? given : { ...given, recording };
  const rows = liveTable(name, { ...tableOptionsFor(columns), ...table }, (head) => {
    const form = rowFormOf(columns, labelled, (column) => head.columns.includes(column));
    const fields = fieldsOf(form);
    const places = findColumns(head, fields, columns.units);
    const inputs = columns.inputs.length;
    const reader = rowReader(fields, places, inputs, missing);
    const { time, recording: group } = markersOf(head.columns, form, places);
    told = () => [...reader.told(), ...fields.flatMap((field) => field.told?.() ?? [])];
    let apart = true;
    let lastGroup: string | undefined;
    let lastTime = Number.NEGATIVE_INFINITY;
    let number = 0;
    let seen = 0;
    begin(head);
    return (row) => {
      if (row.before !== undefined && row.before !== "blank") apart = true;
      seen++;
      const numbers = reader.read(row);
      if (numbers === undefined) {
        apart = true;
        return;
      }
      const text = group === undefined ? undefined : textOf(row.cells[group]);
      const now = time === undefined ? undefined : timeIn(row.cells[time], row.values);
      if (text !== lastGroup || (now !== undefined && now < lastTime)) apart = true;
      lastGroup = text;
      lastTime = now ?? lastTime;
      const labels = numbers.subarray(inputs, inputs + form.targets.length);
      const targets = form.oneHot ? [markedClass(labels, form.targets, reader.refuse)] : labels;
      number++;
      const values = Float32Array.from(numbers.subarray(0, inputs));
      const place = () => `${row.file}: line ${row.line}, reading ${number}`;
      take({ values, targets: Float32Array.from(targets), apart, number, row: seen, place });
      apart = false;
    };
  });
  return { ...rows, told: () => told() };
}
