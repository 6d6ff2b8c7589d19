import { isMissing, numberIn, numberText, textOf } from "../data/cells.js";
import { splitUnit, splitUnits } from "../data/names.js";
import type { Table } from "../data/table.js";
import { markersIn, timeIn } from "../data/times.js";
import { findColumns } from "../learning/columns.js";
import { recordingField } from "../learning/data-columns.js";
import { stretchesOf, stretchesReader } from "../learning/stretches.js";
import { type ColumnProfile, profilerOf } from "./column-profile.js";
import { type Pacer, pacerOf } from "./pace.js";

/** A table, seen by reading it once. */
export interface DataProfile {
  readonly columns: readonly ColumnProfile[];
  readonly rows: number;
  /** the column that tells the time */
  readonly time?: string;
  /** rows a second, by the median time from a row to the next; only where a column tells the time in a known unit */
  readonly rate?: number;
  /** the column that tells recordings apart */
  readonly recording?: string;
  /** stretches of rows that belong together: as they will be in training: by their column, else by files, headers and gaps in the time */
  readonly recordings: number;
}

/**
 * Looks at all rows of a table.
 * @param recordingColumn that tells recordings apart, where the user says it
 * @throws UserError for what is no row, as the table does, and where there is no such column
 */
export function profileOf(table: Table, recordingColumn?: string): DataProfile {
  const { columns } = table;
  const wanted = recordingColumn === undefined ? [] : [recordingField(recordingColumn)];
  const markers = markersIn(columns, new Set(), findColumns(table, wanted)[0]);
  const { time: timeAt, recording: recordingAt } = markers;
  const stretches = stretchesReader(markers);
  const titles = splitUnits(columns);
  const profilers = titles.map(({ name, unit }) => profilerOf(name, unit));
  let pacer: Pacer | undefined;
  let rows = 0;
  let last: string | undefined;
  table.eachRow((row) => {
    const { cells, before, values } = row;
    stretches.take(row);
    const recording = recordingAt === undefined ? undefined : textOf(cells[recordingAt]);
    const anew = rows === 0 || before === "file" || before === "header" || recording !== last;
    last = recording;
    rows++;
    if (timeAt !== undefined) {
      const cell = cells[timeAt];
      pacer ??= pacerOfColumn(columns[timeAt]!, numberIn(cell, values) === undefined);
      pacer.take(timeIn(cell, values), anew);
    }
    const place = () => `${row.file}: line ${row.line}`;
    for (const [i, profiler] of profilers.entries()) {
      const cell = cells[i];
      const missing = isMissing(cell);
      const number = missing ? undefined : numberIn(cell, values);
      const text = missing ? "" : (textOf(cell) ?? "");
      profiler.take(numberText(text, values) ?? text, number ?? Number.NaN, anew, place);
    }
  });
  const rate = pacer?.rate();
  return {
    columns: profilers.map((profiler) => profiler.profile()),
    rows,
    ...(timeAt !== undefined && { time: titles[timeAt]!.name }),
    ...(rate !== undefined && { rate }),
    ...(recordingAt !== undefined && { recording: titles[recordingAt]!.name }),
    recordings: new Set(stretchesOf(stretches.all()).stretches.recordings).size || 1,
  };
}

function pacerOfColumn(column: string, dates: boolean): Pacer {
  const { name, unit } = splitUnit(column);
  return pacerOf(name, unit, dates);
}
