import { numberText } from "../data/cells.js";
import type { DataValues } from "../data/data-values.js";
import type { RefuseHere } from "../data/refusal.js";
import { type Markers, markersIn } from "../data/times.js";
import { shown, UserError } from "../errors.js";
import { classReader, expectedClass } from "../network/class-names.js";
import { columnName, type NetworkSpec, outputNames } from "../network/network-spec.js";
import { columnsOf, type Task } from "../network/tasks.js";
import { counted } from "../text.js";
import { labelField } from "./label-field.js";

/** The columns of a data file, in the network's order; names are unique as {@link columnName} has them. */
export interface ReadingColumns {
  readonly inputs: readonly string[];
  /** that hold the target */
  readonly outputs: readonly string[];
  /** for each of those the texts that stand for its labels, from 0, where that is said */
  readonly written?: readonly (readonly string[] | undefined)[];
}

/** What a network reads of a data file. */
export interface DataColumns extends ReadingColumns {
  /** what the target is; "yes-no" when left out */
  readonly task?: Task;
  /** the classes' names, with the task "classes" */
  readonly classes?: readonly string[];
  /** the column whose change begins a new recording */
  readonly recording?: string;
  /** the rows of a window */
  readonly rows?: number;
  /** the units of inputs, by their names: a column in another unit is refused */
  readonly units?: Readonly<Record<string, string>>;
}

/** What a network reads of a data file. */
export function dataColumnsOf(spec: NetworkSpec): DataColumns {
  const recording = spec.window?.recording;
  const units = spec.inputs.flatMap(({ name, unit }) => (unit === undefined ? [] : [[name, unit]]));
  return {
    ...columnsOf(spec),
    task: spec.task,
    ...(spec.task === "classes" && { classes: outputNames(spec) }),
    ...(recording !== undefined && { recording }),
    ...(spec.window && { rows: spec.window.rows }),
    ...(units.length > 0 && { units: Object.fromEntries(units) as Record<string, string> }),
  };
}

/** A column that is read. */
export interface Field {
  readonly name: string;
  /** what stands in it, for an error */
  readonly expected: string;
  /** what may be there in place of the column */
  readonly instead?: string;
  /** The number that a value means. */
  read(value: unknown, values: DataValues, refuse: RefuseHere): number;
  /** Whether a text that could say that there is no value is one here, such as a class called "none". */
  knows?(value: unknown): boolean;
  /** What was taken for what, once all is read. */
  told?(): string | undefined;
}

/** What is read of each row of a file, in this order. */
export interface RowForm {
  readonly inputs: readonly Field[];
  readonly targets: readonly Field[];
  /** whether of the targets' columns exactly one holds a 1, whose number is the target */
  readonly oneHot: boolean;
  readonly recording?: Field;
}

/** What is read of a row, in the order of its numbers. */
export const fieldsOf = ({ inputs, targets, recording }: RowForm): readonly Field[] => [
  ...inputs,
  ...targets,
  ...(recording ? [recording] : []),
];

/** The columns that put rows in order and together, beside those of the fields. */
export function markersOf(
  columns: readonly string[],
  { inputs, targets, recording }: RowForm,
  places: readonly number[],
): Markers {
  const read = places.slice(0, inputs.length + targets.length);
  return markersIn(columns, new Set(read), recording && places[read.length]);
}

const A_NUMBER = "a finite decimal number such as 21.5 or 2.15e1";

/**
 * Decides what is read of each row.
 * @param labelled whether targets are read
 * @param has whether the file has a column of that name
 * @throws UserError when a column would be read twice
 */
export function rowFormOf(
  columns: DataColumns,
  labelled: boolean,
  has: (name: string) => boolean,
): RowForm {
  const { inputs, outputs, task = "yes-no", classes = [], recording } = columns;
  const others = recording === undefined ? [] : [recording];
  expectUnique([...inputs, ...outputs, ...others]);
  const oneHot = task === "classes" && isOneHot(columns, has);
  const targets = oneHot
    ? classes.map((name) => labelField(name, undefined))
    : outputs.map((name, i) => targetField(task, name, classes, columns.written?.[i]));
  return {
    inputs: inputs.map(numberField),
    targets: labelled ? targets : [],
    oneHot: labelled && oneHot,
    ...(recording !== undefined && { recording: recordingField(recording) }),
  };
}

/** Whether, in place of the column with the class, there is a column for each class. */
function isOneHot(
  { inputs, outputs, classes = [], recording }: DataColumns,
  has: (name: string) => boolean,
): boolean {
  const taken = new Set([...inputs, recording ?? ""].map(columnName));
  return (
    !outputs.every((name) => has(columnName(name))) &&
    classes.every((name) => has(columnName(name)) && !taken.has(columnName(name)))
  );
}

/** A column that is read twice would give a label away to the inputs. */
function expectUnique(names: readonly string[]): void {
  const seen = new Set<string>();
  const twice = names.find((name) => seen.size === seen.add(columnName(name)).size);
  if (twice === undefined) return;
  throw new UserError(
    `columns: got ${shown(twice)} twice, expected names that differ in more than white space around them`,
  );
}

function targetField(
  task: Task,
  name: string,
  classes: readonly string[],
  written: readonly string[] | undefined,
): Field {
  switch (task) {
    case "yes-no":
      return labelField(name, written);
    case "classes":
      return classField(name, classes, written);
    case "numbers":
      return numberField(name);
  }
}

/** A cell without the white space around it. */
const shownNumber = (value: unknown): string =>
  shown(typeof value === "string" ? value.trim() : value);

const windowHint = (rows: number): string =>
  `; a list of readings needs a network with a window of ${counted(rows, "row")}`;

function numberField(name: string): Field {
  const read: Field["read"] = (value, values, refuse) => {
    const refuseNumber = Array.isArray(value)
      ? (problem: string) => refuse(`${problem}${windowHint(value.length)}`)
      : refuse;
    const number = Math.fround(values.number(value, A_NUMBER, refuseNumber));
    if (Number.isFinite(number)) return number;
    return refuse(
      `got ${shownNumber(value)}, expected a number within float32, from -3.4028235e38 to 3.4028235e38`,
    );
  };
  return { name: columnName(name), expected: A_NUMBER, read };
}

function classField(
  name: string,
  classes: readonly string[],
  written: readonly string[] | undefined,
): Field {
  const expected = `a class: ${expectedClass(classes, written)}`;
  const instead = "a column of 0 and 1 for each class";
  const numberOf = classReader(classes, written);
  const read: Field["read"] = (value, values, refuse) => {
    const text = values.text(value, expected, refuse);
    const number = numberOf(text) ?? numberOf(numberText(text, values) ?? text);
    if (number !== undefined) return number;
    const counted = Number(text) === classes.length;
    const hint = counted
      ? '; if yours count from 1, state what is "written" for each class in the network file'
      : "";
    return refuse(`got ${shown(text)}, expected ${expected}${hint}`);
  };
  const knows = (value: unknown) =>
    typeof value === "string" && numberOf(columnName(value)) !== undefined;
  return { name: columnName(name), expected, instead, read, knows };
}

/** What names a recording; its number says nothing. */
export function recordingField(name: string): Field {
  const expected = "what names the recording, a text or a number";
  const read: Field["read"] = (value, values, refuse) => {
    values.text(value, expected, refuse);
    return 0;
  };
  return { name: columnName(name), expected, read };
}

/**
 * The class that one-hot columns mean.
 * @param marks 0 or 1 of each class
 */
export function markedClass(
  marks: ArrayLike<number>,
  classes: readonly Field[],
  refuse: (column: string | undefined, problem: string) => never,
): number {
  const marked = classes.filter((_, i) => marks[i] === 1);
  if (marked.length === 1) return classes.indexOf(marked[0]!);
  const names = marked.map(({ name }) => shown(name)).join(", ");
  return marked.length === 0
    ? refuse(undefined, `got 0 for each of ${classes.length} classes, expected 1 for exactly one`)
    : refuse(marked[1]!.name, `got 1 for ${names}, expected 1 for exactly one class`);
}
