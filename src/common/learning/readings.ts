import type { DataFile } from "../data/data-file.js";
import { refuserOf } from "../data/refusal.js";
import { readTable, type Table, type TableOptions } from "../data/table.js";
import { UserError } from "../errors.js";
import { findColumns } from "./columns.js";
import { type DataColumns, fieldsOf, markedClass, rowFormOf } from "./data-columns.js";
import { growing } from "./growing.js";

export { type DataColumns, dataColumnsOf, type ReadingColumns } from "./data-columns.js";

/** Readings of data files, checked: every value is finite in float32, every target is one that the network learns. */
export interface Readings {
  /** (count, inputs), row by row */
  readonly values: Float32Array;
  /** (count, targetCount), row by row; empty when the data has no targets */
  readonly targets: Float32Array;
  readonly count: number;
  readonly inputs: number;
  /** numbers of a target: of classes one, the class's number */
  readonly targetCount: number;
  /** (count) the recording that each is of, ascending from 0; only where the data says */
  readonly recordings?: Uint32Array;
}

export interface ReadingOptions {
  /** false: target columns may be missing and are not read; `targets` is empty and `targetCount` is 0 */
  readonly labelled: boolean;
}

/**
 * Reads the text of a data file, in any form that {@link readTable} knows.
 * @param options `source` is what to call it in an error
 * @throws UserError naming source, line (where the row begins), column, what was got and what was expected
 */
export function parseReadings(
  text: string,
  columns: DataColumns,
  { source, labelled, ...table }: ReadingOptions & TableOptions & { readonly source: string },
): Readings {
  rowFormOf(columns, labelled, () => true); // what is wrong with the columns themselves comes first
  const file: DataFile = { name: source, bytes: new TextEncoder().encode(text) };
  const options = { ...tableOptionsFor(columns), ...table };
  return readingsOf(readTable([file], options), columns, { labelled });
}

/** How the columns of a network are found in a file without a header: its inputs in order, then what it learns. */
export function tableOptionsFor({ inputs, outputs }: DataColumns): TableOptions {
  return {
    namesFor: (columns) =>
      [[...inputs, ...outputs], inputs].find((names) => names.length === columns),
    ...(outputs.length === 1 && { labelColumn: outputs[0]! }),
  };
}

/**
 * The readings that a network learns from, out of the rows of a table. Classes stand in one column, by name or by number,
 * or in a column of 0 and 1 for each of them.
 * @throws UserError naming file, line, column, what was got and what was expected
 */
export function readingsOf(
  table: Table,
  columns: DataColumns,
  { labelled }: ReadingOptions,
): Readings {
  const form = rowFormOf(columns, labelled, (name) => table.columns.includes(name));
  const { targets: targetFields, oneHot, recording } = form;
  const fields = fieldsOf(form);
  const places = findColumns(table, fields);
  const inputs = columns.inputs.length;
  const targetCount = labelled ? columns.outputs.length : 0;
  const values = growing(Float32Array);
  const targets = growing(Float32Array);
  const recordings = growing(Uint32Array);
  const numbers = new Float64Array(fields.length);
  let count = 0;
  table.eachRow((row) => {
    const refuse = (column: string | undefined, problem: string): never =>
      refuserOf(row.file)(row.line, column, problem);
    for (let i = 0; i < fields.length; i++) {
      const field = fields[i]!;
      numbers[i] = field.read(row.cells[places[i]!], row.values, (problem) =>
        refuse(field.name, problem),
      );
    }
    for (let i = 0; i < inputs; i++) values.push(numbers[i]!);
    const target = numbers.subarray(inputs, inputs + targetFields.length);
    if (oneHot) targets.push(markedClass(target, targetFields, refuse));
    else for (const number of target) targets.push(number);
    if (recording) recordings.push(numbers.at(-1)!);
    count++;
  });
  if (count === 0) throw new UserError(`${table.header.file}: got no rows, expected at least one`);
  return {
    values: values.all(),
    targets: targets.all(),
    count,
    inputs,
    targetCount,
    ...(recording && { recordings: recordings.all() }),
  };
}
