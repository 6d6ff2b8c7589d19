import type { NetworkSpec } from "../network/network-spec.js";
import type { Observations } from "./observations.js";
import { seeded, shuffle } from "./random.js";

/** Rows that are trained on and rows that are held out, each ascending. */
export interface Split {
  readonly trainRows: Uint32Array;
  readonly validationRows: Uint32Array;
}

/** Stretches of time that overlapping windows are cut into, at most. */
const BLOCKS = 20;

/**
 * Splits observations by a draw of the spec's seed; at least one stays for training. What belongs together stays together:
 * recordings as a whole. Windows that share readings would tell the training what is held out; where no recordings are
 * known they are therefore held out in stretches of time, and a window of the training that reaches into such a stretch
 * is left out. With an adaptive normaliser it is not drawn: what comes last in time is held out, as it knows only what
 * came before.
 * @param validation share of the observations, from 0 to 0.9
 */
export function split(observations: Observations, spec: NetworkSpec, validation: number): Split {
  const { count, recordings } = observations;
  const overlapping = spec.window !== undefined && spec.window.stride < spec.window.rows;
  const several = recordings !== undefined && recordings[0] !== recordings.at(-1);
  const unitOf = several
    ? numbered(recordings)
    : Uint32Array.from({ length: count }, (_, i) => (overlapping ? blockOf(i, count) : i));
  const units = Uint32Array.from({ length: (unitOf.at(-1) ?? 0) + 1 }, (_, i) => i);
  if (spec.normalizer.type === "adaptive") units.reverse();
  else shuffle(units, seeded(spec.seed));
  const held = heldUnits(units, unitOf, Math.min(Math.floor(count * validation), count - 1));
  const rows = Uint32Array.from({ length: count }, (_, i) => i);
  const validationRows = rows.filter((row) => held.has(unitOf[row]!));
  const others = rows.filter((row) => !held.has(unitOf[row]!));
  const reach = several || !spec.window ? 0 : spec.window.rows;
  const trainRows = apartFrom(others, validationRows, observations, reach);
  // So few windows that all of them touch what would be held out.
  return trainRows.length > 0
    ? { trainRows, validationRows }
    : { trainRows: rows, validationRows: new Uint32Array() };
}

const blockOf = (row: number, count: number): number =>
  Math.floor((row * Math.min(BLOCKS, count)) / count);

/** Recordings numbered without a gap: some may be too short for a window. */
function numbered(recordings: Uint32Array): Uint32Array {
  let number = 0;
  return recordings.map((recording, i) =>
    i > 0 && recording !== recordings[i - 1] ? ++number : number,
  );
}

/** The first units that come to so many observations, as nearly as whole ones can; one always stays. */
function heldUnits(units: Uint32Array, unitOf: Uint32Array, wanted: number): ReadonlySet<number> {
  const sizes = new Uint32Array(units.length);
  for (const unit of unitOf) sizes[unit]!++;
  const held = new Set<number>();
  let sum = 0;
  for (const unit of units.subarray(0, -1)) {
    const size = sizes[unit]!;
    const first = held.size === 0 && wanted > 0;
    if (!first && sum + size / 2 > wanted) break;
    held.add(unit);
    sum += size;
  }
  return held;
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
