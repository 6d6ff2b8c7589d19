import { FEATURES, type Feature } from "../network/features.js";
import { LIMITS, type Window } from "../network/network-spec.js";
import { count } from "../text.js";
import type { Choice } from "./choice.js";
import { MOST_FEATURES, MOST_NUMBERS } from "./room.js";

/** What the data say about time. */
export interface Pace {
  readonly rows: number;
  /** rows a second; undefined where no column tells the time */
  readonly rate?: number;
  /** stretches of rows that belong together, which no window leaves */
  readonly recordings: number;
  /** stretches within a recording whose label stays the same */
  readonly labelRuns: number;
  /** numbers in a row that the network reads */
  readonly channels: number;
}

/** A window as a network file writes it. */
export type ChosenWindow = Omit<Window, "recording">;

/**
 * Readings a second from which a single one says little by itself: people move, machines shake and sounds swell over
 * several of them.
 */
const FAST = 5;
/** Seconds in which a gesture, a step or a turn of a machine shows itself. */
const SECONDS = 2;
/** Rows in which features say more than the rows themselves. */
const LEAST_ROWS = 8;
/** Windows that a network needs to learn from; where there are fewer, they overlap more. */
const ENOUGH_WINDOWS = 1000;
/** What tells movements apart and costs little: where a channel is, how far and how fast it moves. */
const MOVING: readonly Feature[] = ["mean", "deviation", "min", "max", "change"];

/**
 * Chooses a window where rows come many times a second and keep their label for longer than it lasts.
 * @param wanted rows that the user wants in a window; 0 for none
 */
export function chooseWindow(pace: Pace, wanted?: number): Choice<ChosenWindow | undefined> {
  const { rate } = pace;
  if (wanted === 0) return { value: undefined, reason: "one row at a time, as --window 0 says" };
  if (wanted !== undefined) {
    const value = windowOf(wanted, pace);
    return { value, reason: `${described(value)}, as --window says` };
  }
  if (rate === undefined) {
    const hint = "if rows are a signal that moves, say so with --window and their number";
    return { value: undefined, reason: `one row at a time, as no column tells the time; ${hint}` };
  }
  if (rate < FAST) {
    return { value: undefined, reason: `one row at a time, as they come ${paceOf(rate)}` };
  }
  const run = pace.rows / Math.max(pace.recordings, pace.labelRuns, 1);
  const wide = Math.floor(MOST_NUMBERS / pace.channels);
  const rows = Math.min(roundRows(SECONDS * rate), roundRows(run / 2), wide, LIMITS.windowRows);
  if (rows < LEAST_ROWS) {
    const why =
      wide < LEAST_ROWS
        ? `${count(pace.channels)} columns fill the memory of a window`
        : `a label lasts for ${count(Math.round(run))} rows only`;
    return { value: undefined, reason: `one row at a time, as ${why}` };
  }
  const value = windowOf(rows, pace);
  const seconds = (rows / rate).toFixed(1);
  const from = `rows come ${paceOf(rate)}, and one alone says little`;
  return { value, reason: `${described(value)}, ${seconds} s of them, as ${from}` };
}

function windowOf(rows: number, pace: Pace): ChosenWindow {
  const half = Math.max(1, Math.floor(rows / 2));
  const stride = pace.rows / half >= ENOUGH_WINDOWS ? half : Math.max(1, Math.floor(rows / 4));
  return { rows, stride, features: featuresOf(rows, pace.channels) };
}

/** What the network sees of a window, as far as it has room for so many inputs. */
function featuresOf(rows: number, channels: number): Feature[] {
  if (rows < LEAST_ROWS && FEATURES.raw.count(rows) * channels <= MOST_FEATURES) return ["raw"];
  return MOVING.slice(0, Math.floor(MOST_FEATURES / channels));
}

const described = ({ rows, stride }: ChosenWindow) =>
  `${count(rows)} rows at a time, anew every ${count(stride)}`;

/** A number of rows that is easy to say: 97 becomes 95, 13 stays. */
const roundRows = (rows: number): number =>
  rows >= 50 ? 5 * Math.round(rows / 5) : Math.floor(rows);

/** How often rows come: 50 times a second, every 60 s. */
export const paceOf = (rate: number): string =>
  rate >= 1 ? `${count(Number(rate.toPrecision(3)))} times a second` : `every ${every(1 / rate)}`;

function every(seconds: number): string {
  const units = [
    [86_400, "days"],
    [3600, "hours"],
    [60, "minutes"],
    [1, "s"],
  ] as const;
  const [size, unit] = units.find(([least]) => seconds >= 2 * least) ?? [1, "s"];
  return `${count(Number((seconds / size).toPrecision(3)))} ${unit}`;
}
