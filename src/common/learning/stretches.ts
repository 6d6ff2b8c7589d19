import { textOf } from "../data/cells.js";
import type { TableRow } from "../data/table.js";
import { type Markers, timeIn } from "../data/times.js";
import { counted } from "../text.js";
import { growing } from "./growing.js";

/** Which readings belong together, as far as the data tell. */
export interface Stretches {
  /** (count) the number of the recording that each is of, from 0 in the order of their first rows; only where there are several */
  readonly recordings?: Uint32Array;
  /** (count) ascending: readings with the same number follow each other without a gap; only where there is one */
  readonly pieces?: Uint32Array;
  /** whether the readings follow each other in time */
  readonly ordered?: boolean;
}

/** What rows say about that, one entry for each. */
export interface Marks {
  readonly breaks: Uint8Array;
  /** the number of the recording that a column names */
  readonly named?: Uint32Array;
  /** NaN where there is none */
  readonly times?: Float64Array;
}

const NONE = 0;
const GAP = 1;
const BLANK = 2;
const NEW = 3;

/** More often than so many times the usual interval, nothing was measured in between. */
const LONG = 5;
/** The share of rows that may be earlier than the one before; with more the rows are in no order of time. */
const BACKWARDS = 0.1;

/** Takes down what rows say: what stands before them, what recording a column names, and when they were measured. */
export function stretchesReader({ time, recording: column }: Markers) {
  const breaks = growing(Uint8Array);
  const named = growing(Uint32Array);
  const times = growing(Float64Array);
  const numbers = new Map<string, number>();
  let waiting = NONE;
  const note = ({ before }: TableRow) => {
    const mark = before === undefined ? NONE : before === "blank" ? BLANK : NEW;
    waiting = Math.max(waiting, mark);
  };
  return {
    /** A row that is left out. */
    skip(row: TableRow): void {
      note(row);
      waiting = Math.max(waiting, GAP);
    },
    take(row: TableRow): void {
      note(row);
      breaks.push(waiting);
      waiting = NONE;
      if (column !== undefined) {
        const text = `${row.file}\n${textOf(row.cells[column]) ?? ""}`;
        const number = numbers.get(text) ?? numbers.size;
        numbers.set(text, number);
        named.push(number);
      }
      if (time !== undefined) times.push(timeIn(row.cells[time], row.values) ?? Number.NaN);
    },
    all: (): Marks => ({
      breaks: breaks.all(),
      ...(column !== undefined && { named: named.all() }),
      ...(time !== undefined && { times: times.all() }),
    }),
  };
}

/** Which readings belong together, and what to tell of it. */
export function stretchesOf({ breaks, named, times }: Marks): {
  stretches: Stretches;
  told: string[];
} {
  const count = breaks.length;
  const { ordered, jumps } = times ? jumpsIn(times, breaks) : { ordered: false, jumps: undefined };
  const blanks = breaks.reduce((sum, mark) => sum + (mark === BLANK ? 1 : 0), 0);
  const isNew = (i: number) =>
    breaks[i] === NEW || (breaks[i] === BLANK && 2 * blanks < count) || jumps?.[i] === 1;
  const recordings = new Uint32Array(count);
  const pieces = new Uint32Array(count);
  for (let i = 1; i < count; i++) {
    const other = named ? named[i] !== named[i - 1] : isNew(i);
    recordings[i] = named ? named[i]! : recordings[i - 1]! + (other ? 1 : 0);
    pieces[i] = pieces[i - 1]! + (other || isNew(i) || breaks[i] === GAP ? 1 : 0);
  }
  const many = new Set(recordings).size;
  const gaps = pieces[count - 1]! > 0;
  return {
    stretches: {
      ...((named || many > 1) && { recordings }),
      ...(gaps && { pieces }),
      ...(ordered && { ordered }),
    },
    told: many > 1 ? [`${counted(many, "recording")}${whyOf(breaks, named, jumps)}`] : [],
  };
}

function whyOf(breaks: Uint8Array, named: unknown, jumps: Uint8Array | undefined): string {
  if (named) return "";
  const why = [
    ...(breaks.indexOf(NEW, 1) > 0 ? ["files or headers"] : []),
    ...(breaks.includes(BLANK) ? ["blank lines"] : []),
    ...(jumps?.includes(1) ? ["gaps or steps back in the time"] : []),
  ];
  return why.length > 0 ? ` by ${why.join(" and ")}` : "";
}

/** Where the time goes back, or on by much more than usual; within a file only. */
function jumpsIn(
  times: Float64Array,
  breaks: Uint8Array,
): { ordered: boolean; jumps: Uint8Array | undefined } {
  const none = { ordered: false, jumps: undefined };
  if (times.length < 2 || times.some(Number.isNaN)) return none;
  const steps = times.map((time, i) => (i === 0 || breaks[i] === NEW ? 0 : time - times[i - 1]!));
  const onward = steps.filter((step) => step > 0).sort();
  const back = steps.reduce((sum, step) => sum + (step < 0 ? 1 : 0), 0);
  if (onward.length === 0 || back > Math.max(1, BACKWARDS * times.length)) return none;
  const usual = onward[onward.length >> 1]!;
  const jumps = new Uint8Array(times.length);
  for (const [i, step] of steps.entries()) jumps[i] = step < 0 || step > LONG * usual ? 1 : 0;
  return { ordered: true, jumps };
}
