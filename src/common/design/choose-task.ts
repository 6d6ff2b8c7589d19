import { UserError } from "../errors.js";
import { LIMITS } from "../network/network-spec.js";
import type { Task } from "../network/tasks.js";
import { count, counted, quoted } from "../text.js";
import { type ColumnProfile, isConstant, isNumeric } from "./column-profile.js";
import { yesNoOf } from "./yes-no-values.js";

/** What a network is for, and why. */
export interface ChosenTask {
  readonly task: Task;
  readonly reason: string;
}

/** Whole numbers of which there are so few are classes rather than a measure. */
const MOST_NUMBERED_CLASSES = 12;
/** Texts that come so seldom are names of things rather than classes. */
const LEAST_ROWS_OF_A_CLASS = 2;

/**
 * Chooses what a network is for by the columns that it shall learn.
 * @param labels at least one
 * @param wanted what the user said
 * @throws UserError naming the column and what may stand in it
 */
export function chooseTask(labels: readonly ColumnProfile[], wanted?: Task): ChosenTask {
  for (const label of labels) expectLearnable(label);
  if (wanted !== undefined) {
    expectTask(labels, wanted);
    return { task: wanted, reason: "as --task says" };
  }
  const [only] = labels;
  if (labels.every((label) => yesNoOf(label) !== undefined)) {
    return { task: "yes-no", reason: `${named(labels)} has two values that say yes or no` };
  }
  if (labels.length === 1 && only && classesOf(only)) {
    const classes = `${count(only.values.size)} classes`;
    const hint = isNumeric(only) ? "; --task numbers if they are a measure" : "";
    return { task: "classes", reason: `${named(labels)} holds ${classes}${hint}` };
  }
  if (labels.every(isNumeric)) {
    return { task: "numbers", reason: `${named(labels)} holds numbers` };
  }
  const bad = labels.find((label) => !isNumeric(label) && yesNoOf(label) === undefined)!;
  throw new UserError(
    `column ${quoted([bad.name])}: got ${describeValues(bad)}, expected ${
      labels.length > 1
        ? "yes or no, or numbers, in each of several labels"
        : `classes, at most ${LIMITS.units} of them and each in several rows, yes or no, or numbers`
    }; choose another column with --label`,
  );
}

const named = (labels: readonly ColumnProfile[]) => quoted(labels.map(({ name }) => name));

/** Whether a column's values are classes. */
function classesOf(label: ColumnProfile): boolean {
  const { values, more, rows, whole } = label;
  if (more || values.size > LIMITS.units) return false;
  if (isNumeric(label)) return whole && values.size <= MOST_NUMBERED_CLASSES;
  return rows >= LEAST_ROWS_OF_A_CLASS * values.size;
}

function expectLearnable(label: ColumnProfile): void {
  if (!isConstant(label)) return;
  const only = [...label.values.keys()];
  throw new UserError(
    `column ${quoted([label.name])}: got ${only.length === 0 ? "no value" : `nothing but ${quoted(only)}`}, expected at least two different labels; there is nothing to tell apart`,
  );
}

/** Refuses a task that the columns cannot be for. */
function expectTask(labels: readonly ColumnProfile[], task: Task): void {
  if (task === "classes" && labels.length > 1) {
    throw new UserError(
      `--label: got ${counted(labels.length, "column")}, expected one that holds the class`,
    );
  }
  const fits = {
    "yes-no": (label: ColumnProfile) => !label.more && label.values.size === 2,
    classes: ({ values, more }: ColumnProfile) => !more && values.size <= LIMITS.units,
    numbers: isNumeric,
  }[task];
  const bad = labels.find((label) => !fits(label));
  if (!bad) return;
  const expected = {
    "yes-no": "two values",
    classes: `at most ${LIMITS.units} classes`,
    numbers: "numbers",
  }[task];
  throw new UserError(
    `column ${quoted([bad.name])}: got ${describeValues(bad)}, expected ${expected}, which --task ${task} needs`,
  );
}

function describeValues({ values, more }: ColumnProfile): string {
  const shown = quoted([...values.keys()].slice(0, 3));
  return `${more ? "more than " : ""}${count(values.size)} values such as ${shown}`;
}
