import { UserError } from "../errors.js";
import { readCsv } from "./csv-rows.js";
import { type DataColumns, markedClass, type RowForm, rowFormOf } from "./data-columns.js";
import { readJsonLines } from "./json-rows.js";
import { lineAt, type Refuse } from "./refusal.js";

export { type DataColumns, dataColumnsOf, type ReadingColumns } from "./data-columns.js";

/** Readings of a data file, checked: every value is finite in float32, every target is one that the network learns. */
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
  /** what to call the file in an error */
  readonly source: string;
  readonly format: "csv" | "jsonl";
  /** false: target columns may be missing and are not read; `targets` is empty and `targetCount` is 0 */
  readonly labelled: boolean;
}

/** Where the rows of a file go, one after the other. */
export interface RowTaker {
  /** Decides what is read of each row, once it is known which columns there are. */
  form(has: (name: string) => boolean): RowForm;
  /** Takes the numbers of a row: inputs, target columns, recording. */
  take(
    row: ArrayLike<number>,
    refuse: (column: string | undefined, problem: string) => never,
  ): void;
}

/**
 * Reads the text of a data file: CSV with a header (columns in any order, others ignored), or JSON lines (one object a
 * line). Blank lines are passed over, except between the rows of a CSV file with one column, where such a line is an
 * empty cell. Classes stand in one column, by name or by number, or in a column of 0 and 1 for each of them.
 * @param text without or with a byte order mark; lines end in LF, CRLF or CR (JSON lines: LF or CRLF)
 * @throws UserError naming source, line (where the row begins), column, what was got and what was expected
 */
export function parseReadings(
  text: string,
  columns: DataColumns,
  options: ReadingOptions,
): Readings {
  const refuse: Refuse = (line, column, problem) => {
    const place = column === undefined ? "" : ` column ${JSON.stringify(column)}:`;
    throw new UserError(`${options.source}: line ${line}:${place} ${problem}`);
  };
  rowFormOf(columns, options.labelled, () => true); // what is wrong with the columns themselves comes first
  const body = text.replace(/^\uFEFF/, "");
  const nul = body.indexOf("\0");
  if (nul >= 0) {
    refuse(
      lineAt(body, nul),
      undefined,
      "got a NUL byte, expected UTF-8 text; is this a data file?",
    );
  }
  const table = readingsTable(columns, options.labelled);
  (options.format === "csv" ? readCsv : readJsonLines)(body, table.rows, refuse);
  return table.finish();
}

/** Collects the rows of a file. */
function readingsTable(columns: DataColumns, labelled: boolean) {
  const inputs = columns.inputs.length;
  const targetCount = labelled ? columns.outputs.length : 0;
  const values = growing(Float32Array);
  const targets = growing(Float32Array);
  const recordings = growing(Uint32Array);
  let form: RowForm | undefined;
  let count = 0;
  const rows: RowTaker = {
    form(has) {
      form = rowFormOf(columns, labelled, has);
      return form;
    },
    take(row, refuse) {
      const { targets: fields, oneHot, recording } = form!;
      for (let i = 0; i < inputs; i++) values.push(row[i]!);
      if (oneHot) {
        targets.push(markedClass(Array.prototype.slice.call(row, inputs), fields, refuse));
      } else {
        for (let i = 0; i < fields.length; i++) targets.push(row[inputs + i]!);
      }
      if (recording) recordings.push(row[inputs + fields.length]!);
      count++;
    },
  };
  const finish = (): Readings => ({
    values: values.all(),
    targets: targets.all(),
    count,
    inputs,
    targetCount,
    ...(form?.recording && { recordings: recordings.all() }),
  });
  return { rows, finish };
}

/** Numbers in a typed array that doubles when it is full. */
function growing<T extends Float32Array | Uint32Array>(
  list: new (length: number) => T,
): { push(value: number): void; all(): T } {
  let numbers = new list(1024);
  let length = 0;
  return {
    push(value) {
      if (length === numbers.length) {
        const larger = new list(2 * length);
        larger.set(numbers);
        numbers = larger;
      }
      numbers[length++] = value;
    },
    all: () => numbers.slice(0, length) as T,
  };
}
