import { columnName } from "../network/network-spec.js";
import { numberIn } from "./cells.js";
import type { DataValues } from "./data-values.js";
import { splitUnit } from "./names.js";

/** What columns are called, in any case, that say when a row was measured. */
const TIME_NAMES: readonly string[] = [
  "time",
  "timestamp",
  "datetime",
  "date",
  "t",
  "ms",
  "millis",
  "seconds",
];

/** What columns are called, in any case, that say what rows belong together. */
const RECORDING_NAMES: readonly string[] = ["recording", "group"];

/** Which of some columns says when a row was measured, by its name; a unit behind it does not count. */
export function timeColumnOf(columns: readonly string[]): number | undefined {
  const names = columns.map((column) => splitUnit(column).name.toLowerCase());
  const found = names.findIndex((name) => TIME_NAMES.includes(name));
  return found < 0 ? undefined : found;
}

/** The columns by whose names rows are put in order and together. */
export interface Markers {
  readonly time: number | undefined;
  readonly recording: number | undefined;
}

/**
 * Finds those columns among the ones that are nothing else.
 * @param read numbers of columns that a network reads or learns
 * @param recording the column that tells recordings apart, where that is said
 */
export function markersIn(
  columns: readonly string[],
  read: ReadonlySet<number>,
  recording: number | undefined,
): Markers {
  const free = columns.map((name, i) => (read.has(i) ? "" : name));
  const called = free.findIndex((name) => RECORDING_NAMES.includes(columnName(name).toLowerCase()));
  return {
    time: timeColumnOf(free),
    recording: recording ?? (called < 0 ? undefined : called),
  };
}

/** A date with a time of day, as ISO 8601 has it or with a space or slashes in it; without a zone it is UTC. */
const DATE =
  /^(\d{4})[-/](\d\d?)[-/](\d\d?)(?:[T ](\d\d?):(\d\d)(?::(\d\d(?:[.,]\d+)?))?\s*(Z|[+-]\d\d:?\d\d)?)?$/i;
const CLOCK = /^(\d\d?):(\d\d)(?::(\d\d(?:[.,]\d+)?))?$/;

/** The time that a cell says: a number in its own unit, of a date or a time of day seconds. Undefined when it is neither. */
export function timeIn(cell: unknown, values: DataValues): number | undefined {
  if (typeof cell !== "string") return numberIn(cell, values);
  const text = cell.trim();
  const date = DATE.exec(text);
  if (date) {
    const [, year, month, day, hour = 0, minute = 0, second = "0", zone = "Z"] = date;
    const days = Date.UTC(Number(year), Number(month) - 1, Number(day)) / 1000;
    return days + clock(hour, minute, second) - zoneOf(zone);
  }
  const time = CLOCK.exec(text);
  return time ? clock(time[1]!, time[2]!, time[3] ?? "0") : numberIn(text, values);
}

/** Whether a text is a date or a time of day. */
export const isDate = (text: string): boolean => DATE.test(text) || CLOCK.test(text);

const clock = (hour: string | number, minute: string | number, second: string): number =>
  3600 * Number(hour) + 60 * Number(minute) + Number(second.replace(",", "."));

/** Seconds that a zone such as +01:00 is before UTC. */
function zoneOf(zone: string): number {
  const found = /^([+-])(\d\d):?(\d\d)$/.exec(zone);
  if (!found) return 0;
  const seconds = 3600 * Number(found[2]) + 60 * Number(found[3]);
  return found[1] === "-" ? -seconds : seconds;
}
