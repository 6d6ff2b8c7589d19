import type { NetworkSpec } from "../network/network-spec.js";
import type { Observations } from "./observations.js";
import { seeded, shuffle } from "./random.js";

/** Rows that are trained on and rows that are held out, each ascending. */
export interface Split {
  readonly trainRows: Uint32Array;
  readonly validationRows: Uint32Array;
}

/**
 * How it is chosen what is held out: what belongs together as a whole; the last rows; or single rows, whatever is beside
 * them.
 */
export type Holding = "together" | "last" | "rows";

/** Stretches of time that rows are cut into, at most. */
const BLOCKS = 20;

/**
 * Splits observations by a draw of the spec's seed; at least one stays for training. What belongs together stays together:
 * recordings as a whole, as long as each label stays in the training, of different labels first; else the last part of each recording. Windows that
 * share readings, and readings that follow each other in time, would tell the training what is held out; where no
 * recordings are known they are therefore held out in stretches of time, and a window of the training that reaches into
 * such a stretch is left out. With an adaptive normaliser it is not drawn: what comes last in time is held out, as it knows
 * only what came before.
 * @param validation share of the observations, from 0 to 0.9
 */
export function split(
  observations: Observations,
  spec: NetworkSpec,
  validation: number,
  holding: Holding = "together",
): Split {
  const { count } = observations;
  const wanted = Math.min(Math.floor(count * validation), count - 1);
  const rows = Uint32Array.from({ length: count }, (_, i) => i);
  const none = { trainRows: rows, validationRows: new Uint32Array() };
  if (wanted <= 0) return none;
  const several = numbered(observations.recordings);
  const inOrder = spec.normalizer.type === "adaptive";
  const last = (): Split => parted(rows, (row) => row >= count - wanted);
  if (holding === "last") return apart(observations, spec, last(), none);
  if (holding === "rows") return drawn(rows, rows, wanted, spec, inOrder);
  if (several) {
    const whole = drawn(rows, several, wanted, spec, inOrder, labelsOf(observations, spec));
    if (whole.validationRows.length > 0) return whole;
    return apart(observations, spec, lastOfEach(rows, several, validation), none);
  }
  const overlapping = spec.window !== undefined && spec.window.stride < spec.window.rows;
  const blocked = overlapping || observations.ordered === true;
  const unitOf = blocked ? rows.map((row) => blockOf(row, count)) : rows;
  return apart(observations, spec, drawn(rows, unitOf, wanted, spec, inOrder), none);
}

const blockOf = (row: number, count: number): number =>
  Math.floor((row * Math.min(BLOCKS, count)) / count);

/** Recordings numbered from 0 without a gap, as some may be too short for a window; nothing where there is only one. */
function numbered(recordings: Uint32Array | undefined): Uint32Array | undefined {
  if (recordings === undefined) return undefined;
  const numbers = new Map<number, number>();
  for (const recording of recordings) {
    if (!numbers.has(recording)) numbers.set(recording, numbers.size);
  }
  return numbers.size > 1 ? recordings.map((recording) => numbers.get(recording)!) : undefined;
}

function parted(rows: Uint32Array, isHeld: (row: number) => boolean): Split {
  const held = rows.map((row) => (isHeld(row) ? 1 : 0));
  return {
    trainRows: rows.filter((_, i) => held[i] === 0),
    validationRows: rows.filter((_, i) => held[i] === 1),
  };
}

/** Holds out whole units that come to so many rows, as nearly as they can. */
function drawn(
  rows: Uint32Array,
  unitOf: Uint32Array,
  wanted: number,
  spec: NetworkSpec,
  inOrder: boolean,
  labels?: readonly Uint32Array[],
): Split {
  const number = unitOf.reduce((most, unit) => Math.max(most, unit), 0) + 1;
  const units = Uint32Array.from({ length: number }, (_, i) => i);
  if (inOrder) units.reverse();
  else shuffle(units, seeded(spec.seed));
  const order = labels ? newLabelsFirst(units, unitOf, labels) : units;
  const held = heldUnits(order, unitOf, wanted, labels);
  return parted(rows, (row) => held.has(unitOf[row]!));
}

/**
 * Units in their order, but first those that bring a label which the ones before them have not: where few are held out,
 * they show as many labels as they can.
 */
function newLabelsFirst(
  units: Uint32Array,
  unitOf: Uint32Array,
  labels: readonly Uint32Array[],
): Uint32Array {
  const within = labels.map((label) => countsByUnit(label, unitOf, units.length));
  const seen = labels.map(() => new Set<number>());
  const brings = (unit: number): boolean =>
    within.map((counts, j) => addAll(seen[j]!, counts[unit]!.keys())).some((isNew) => isNew);
  const isFirst = Array.from(units, brings);
  return Uint32Array.from([
    ...units.filter((_, i) => isFirst[i]),
    ...units.filter((_, i) => !isFirst[i]),
  ]);
}

/** Adds values to a set; gives whether one of them is new. */
function addAll(set: Set<number>, values: Iterable<number>): boolean {
  const before = set.size;
  for (const value of values) set.add(value);
  return set.size > before;
}

/** The last share of each recording. */
function lastOfEach(rows: Uint32Array, recordings: Uint32Array, validation: number): Split {
  const sizes = sizesOf(recordings);
  const seen = new Uint32Array(sizes.length);
  return parted(rows, (row) => {
    const recording = recordings[row]!;
    const size = sizes[recording]!;
    return seen[recording]!++ >= size - Math.floor(size * validation);
  });
}

function sizesOf(unitOf: Uint32Array): Uint32Array {
  const sizes = new Uint32Array(unitOf.reduce((most, unit) => Math.max(most, unit), 0) + 1);
  for (const unit of unitOf) sizes[unit]!++;
  return sizes;
}

/** The labels of each row, numbered; of numbers there are none. */
function labelsOf(
  { targets, targetCount, count }: Observations,
  { task }: NetworkSpec,
): readonly Uint32Array[] {
  if (task === "numbers") return [];
  return Array.from({ length: targetCount }, (_, j) =>
    Uint32Array.from({ length: count }, (_, row) => targets[row * targetCount + j]!),
  );
}

/**
 * The first units that come to so many observations, as nearly as whole ones can; one always stays.
 * @param labels (targets, rows): a unit with all that remains of a label stays too
 */
function heldUnits(
  units: Uint32Array,
  unitOf: Uint32Array,
  wanted: number,
  labels: readonly Uint32Array[] = [],
): ReadonlySet<number> {
  const sizes = sizesOf(unitOf);
  const remaining = labels.map(countsOf);
  const within = labels.map((label) => countsByUnit(label, unitOf, sizes.length));
  const held = new Set<number>();
  let sum = 0;
  for (const unit of units) {
    if (held.size === units.length - 1) break;
    const size = sizes[unit]!;
    const needed = within.some((counts, j) =>
      [...counts[unit]!].some(([label, number]) => remaining[j]!.get(label) === number),
    );
    if (needed) continue;
    if (held.size > 0 && sum + size / 2 > wanted) break;
    held.add(unit);
    sum += size;
    for (const [j, counts] of within.entries()) {
      for (const [label, number] of counts[unit]!) {
        remaining[j]!.set(label, remaining[j]!.get(label)! - number);
      }
    }
  }
  return held;
}

function countsOf(labels: Iterable<number>): Map<number, number> {
  const counts = new Map<number, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return counts;
}

function countsByUnit(labels: Uint32Array, unitOf: Uint32Array, units: number) {
  const counts = Array.from({ length: units }, () => new Map<number, number>());
  for (const [row, label] of labels.entries()) {
    const of = counts[unitOf[row]!]!;
    of.set(label, (of.get(label) ?? 0) + 1);
  }
  return counts;
}

/** A split without the windows of the training that share readings with one that is held out. */
function apart(observations: Observations, spec: NetworkSpec, split: Split, none: Split): Split {
  const { window } = spec;
  const { trainRows, validationRows } = split;
  const some = window ? apartFrom(trainRows, validationRows, observations, window.rows) : trainRows;
  // So few windows that all of them touch what would be held out.
  return some.length > 0 ? { trainRows: some, validationRows } : none;
}

/** The rows whose windows share no reading with a window of the others. Both ascend. */
function apartFrom(
  rows: Uint32Array,
  others: Uint32Array,
  { windows }: Observations,
  reach: number,
): Uint32Array {
  if (!windows || reach === 0) return rows;
  const first = (row: number | undefined) =>
    row === undefined ? Number.POSITIVE_INFINITY : windows.firstRows[row]!;
  let next = 0; // of the others, the first behind the row
  return rows.filter((row) => {
    while (next < others.length && others[next]! < row) next++;
    const before = next > 0 ? first(row) - first(others[next - 1]) : reach;
    return before >= reach && first(others[next]) - first(row) >= reach;
  });
}
