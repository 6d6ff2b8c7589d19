import type { DataFile } from "../data/data-file.js";
import { readTable, type Table, type TableOptions } from "../data/table.js";
import { UserError } from "../errors.js";
import { counted } from "../text.js";
import { findColumns } from "./columns.js";
import { type DataColumns, fieldsOf, markedClass, markersOf, rowFormOf } from "./data-columns.js";
import { growing } from "./growing.js";
import { type Origins, originsReader } from "./origins.js";
import { type Missing, rowReader } from "./row-reader.js";
import { type Stretches, stretchesOf, stretchesReader } from "./stretches.js";

export { type DataColumns, dataColumnsOf, type ReadingColumns } from "./data-columns.js";
export type { Missing } from "./row-reader.js";

/** Readings of data files, checked: every value is finite in float32, every target is one that the network learns. */
export interface Readings extends Stretches {
  /** (count, inputs), row by row */
  readonly values: Float32Array;
  /** (count, targetCount), row by row; empty when the data has no targets */
  readonly targets: Float32Array;
  readonly count: number;
  readonly inputs: number;
  /** numbers of a target: of classes one, the class's number */
  readonly targetCount: number;
  /** where each stood in the data, where they come out of files */
  readonly origins?: Origins;
  /** what became of the data on the way, in words; nothing when all rows are as they were */
  readonly told?: readonly string[];
}

export interface ReadingOptions {
  /** false: target columns may be missing and are not read; `targets` is empty and `targetCount` is 0 */
  readonly labelled: boolean;
  /** what becomes of rows without all values: refused when left out */
  readonly missing?: Missing;
  /** the column that says which rows belong together, in place of the network file's */
  readonly recording?: string;
}

/**
 * Reads the text of a data file, in any form that {@link readTable} knows.
 * @param options `source` is what to call it in an error
 * @throws UserError naming source, line (where the row begins), column, what was got and what was expected
 */
export function parseReadings(
  text: string,
  columns: DataColumns,
  {
    source,
    labelled,
    missing,
    recording,
    ...table
  }: ReadingOptions & TableOptions & { readonly source: string },
): Readings {
  rowFormOf(columns, labelled, () => true); // what is wrong with the columns themselves comes first
  const file: DataFile = { name: source, bytes: new TextEncoder().encode(text) };
  const options = { ...tableOptionsFor(columns), ...table };
  return readingsOf(readTable([file], options), columns, {
    labelled,
    ...(missing && { missing }),
    ...(recording !== undefined && { recording }),
  });
}

/** How the columns of a network are found in a file without a header: its inputs in order, then what it learns. */
export function tableOptionsFor({ inputs, outputs, rows }: DataColumns): TableOptions {
  return {
    namesFor: (columns) =>
      [[...inputs, ...outputs], inputs].find((names) => names.length === columns),
    ...(outputs.length === 1 && { labelColumn: outputs[0]! }),
    ...(rows !== undefined && { listRows: rows }),
  };
}

/**
 * The readings that a network learns from, out of the rows of a table. Classes stand in one column, by name or by number,
 * or in a column of 0 and 1 for each of them.
 * @throws UserError naming file, line, column, what was got and what was expected
 */
export function readingsOf(
  table: Table,
  given: DataColumns,
  { labelled, missing = "refuse", recording }: ReadingOptions,
): Readings {
  const columns = recording === undefined ? given : { ...given, recording };
  const form = rowFormOf(columns, labelled, (name) => table.columns.includes(name));
  const fields = fieldsOf(form);
  const places = findColumns(table, fields, columns.units);
  const inputs = columns.inputs.length;
  const targetCount = labelled ? columns.outputs.length : 0;
  const target = form.targets.length;
  const values = growing(Float32Array);
  const targets = growing(Float32Array);
  const stretches = stretchesReader(markersOf(table.columns, form, places));
  const reader = rowReader(fields, places, inputs, missing);
  const origins = originsReader();
  let count = 0;
  table.eachRow((row) => {
    const numbers = reader.read(row);
    origins.note(row, numbers !== undefined);
    if (numbers === undefined) return stretches.skip(row);
    for (let i = 0; i < inputs; i++) values.push(numbers[i]!);
    if (form.oneHot) {
      const marks = numbers.subarray(inputs, inputs + target);
      targets.push(markedClass(marks, form.targets, reader.refuse));
    } else {
      for (let i = 0; i < target; i++) targets.push(numbers[inputs + i]!);
    }
    stretches.take(row);
    count++;
  });
  if (count === 0) {
    const dropped = reader.dropped();
    throw new UserError(
      `${table.header.file}: got ${dropped > 0 ? `${counted(dropped, "row")} that lack a value` : "no rows"}, expected at least one whole row`,
    );
  }
  const told = [...reader.told(), ...fields.flatMap((field) => field.told?.() ?? [])];
  const parts = stretchesOf(stretches.all());
  return {
    values: values.all(),
    targets: targets.all(),
    count,
    inputs,
    targetCount,
    ...parts.stretches,
    origins: origins.all(),
    ...(told.length + parts.told.length > 0 && { told: [...told, ...parts.told] }),
  };
}
