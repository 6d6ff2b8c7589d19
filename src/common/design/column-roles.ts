import { shown, UserError } from "../errors.js";
import { LIMITS } from "../network/network-spec.js";
import { quoted } from "../text.js";
import { type ColumnProfile, isConstant, isMixed, isNumeric } from "./column-profile.js";

/** What each column of a data file is for. */
export interface ColumnRoles {
  readonly labels: readonly ColumnProfile[];
  /** what the network reads */
  readonly inputs: readonly ColumnProfile[];
  /** what is left out, and why: "id" counts the rows */
  readonly leftOut: readonly { readonly column: ColumnProfile; readonly reason: string }[];
}

/** What is known of the columns before. */
export interface Known {
  /** the columns of the label, as the user named them */
  readonly labels: readonly string[];
  /** the columns that the network shall read, if the user named them */
  readonly inputs?: readonly string[];
  /** the column that tells the time */
  readonly time?: string;
  /** the column that tells recordings apart */
  readonly recording?: string;
}

/**
 * Gives each column its role: a number that changes is read, all else is left out.
 * @throws UserError when there is nothing to read, or more than a network can
 */
export function rolesOf(columns: readonly ColumnProfile[], known: Known): ColumnRoles {
  const labels = known.labels.map((name) => columns.find((column) => column.name === name)!);
  const others = columns.filter((column) => !labels.includes(column));
  if (known.inputs) expectReadable(others, known.inputs);
  const inputs: ColumnProfile[] = [];
  const leftOut: { column: ColumnProfile; reason: string }[] = [];
  for (const column of others) {
    const reason = whyLeftOut(column, known);
    if (reason === undefined) inputs.push(column);
    else leftOut.push({ column, reason });
  }
  if (inputs.length === 0) {
    const left = leftOut.map(({ column, reason }) => `${quoted([column.name])} ${reason}`);
    throw new UserError(
      `columns: got no column of numbers that change beside the label${left.length > 0 ? ` (${left.join("; ")})` : ""}, expected at least one to learn from`,
    );
  }
  const twice = inputs.find(({ name }, i) => inputs.findIndex((one) => one.name === name) < i);
  if (twice) {
    throw new UserError(
      `columns: got ${quoted([twice.name])} twice in the header, expected names that differ; rename one of them, or name what the network shall read with --inputs`,
    );
  }
  if (inputs.length > LIMITS.inputs) {
    throw new UserError(
      `columns: got ${inputs.length} columns of numbers, expected at most ${LIMITS.inputs}; name those that matter with --inputs`,
    );
  }
  return { labels, inputs, leftOut };
}

/** Refuses a column that the user named and a network cannot read. */
function expectReadable(columns: readonly ColumnProfile[], names: readonly string[]): void {
  for (const name of names) {
    const column = columns.find((one) => one.name === name);
    if (column && isNumeric(column)) continue;
    throw new UserError(
      `--inputs: got ${quoted([name])}, which ${column ? "holds text" : "is the label"}, expected columns of numbers beside the label`,
    );
  }
}

function whyLeftOut(column: ColumnProfile, known: Known): string | undefined {
  if (known.inputs) return known.inputs.includes(column.name) ? undefined : "is not named";
  if (column.name === known.time) return "tells the time";
  if (column.name === known.recording) return "tells recordings apart";
  if (column.missing === column.rows) return "is empty";
  if (isConstant(column)) return `is ${JSON.stringify([...column.values.keys()][0])} in every row`;
  if (!isNumeric(column)) return textIn(column);
  if (column.counts && column.rows > 2) return "counts the rows";
  return undefined;
}

/** What there is in place of numbers; where most are numbers, with what would have to be mended. */
function textIn(column: ColumnProfile): string {
  const { text } = column;
  if (text === undefined) return "holds text";
  const example = shown(text.cell);
  return isMixed(column)
    ? `holds numbers, but also ${example} (${text.place}), without which it would be read`
    : `holds text such as ${example}`;
}

/** What people call the column of the label; not y, which is an axis more often here. */
const LABEL_NAMES =
  /^(label|labels|class|classes|target|category|activity|gesture|outcome|truth|ground[ _-]?truth)$/i;

/** The columns that may hold the label, the likeliest first; what has too many texts is none. */
export function labelCandidates(
  columns: readonly ColumnProfile[],
  known: Omit<Known, "labels">,
): ColumnProfile[] {
  const may = columns.filter(
    (column) =>
      column.name !== known.time &&
      column.name !== known.recording &&
      !isConstant(column) &&
      (isNumeric(column) || !column.more),
  );
  const rank = (column: ColumnProfile) =>
    LABEL_NAMES.test(column.name) ? 0 : isNumeric(column) ? (column.values.size === 2 ? 2 : 3) : 1;
  return may
    .map((column, place) => ({ column, place, rank: rank(column) }))
    .sort((a, b) => a.rank - b.rank || b.place - a.place) // of those alike the last: labels stand at the end
    .map(({ column }) => column);
}

/** The label where there is no doubt: the one column that is called so. */
export function evidentLabel(candidates: readonly ColumnProfile[]): ColumnProfile | undefined {
  const called = candidates.filter(({ name }) => LABEL_NAMES.test(name));
  return called.length === 1 ? called[0] : undefined;
}
