/** What a column of a data file holds, seen by reading it once. */
export interface ColumnProfile {
  /** its header, without the unit where that tells it apart */
  readonly name: string;
  /** in brackets behind the name: `temperature [°C]` */
  readonly unit?: string;
  readonly rows: number;
  /** cells without a value */
  readonly missing: number;
  /** cells that are numbers */
  readonly numbers: number;
  /** the first cell that is no number, and where it stands, in words: "a.csv: line 12" */
  readonly text?: { readonly cell: string; readonly place: string };
  /** of the numbers; NaN where there is none */
  readonly least: number;
  readonly greatest: number;
  /** whether all numbers are whole */
  readonly whole: boolean;
  /** whether each number is one more than that before it, as row numbers are */
  readonly counts: boolean;
  /** each value, of numbers always in the same way, and in how many rows, in the order of appearance; of a column of very many, the first */
  readonly values: ReadonlyMap<string, number>;
  /** whether the column has more values than `values` tells */
  readonly more: boolean;
  /** stretches of rows, one after the other and within one recording, in which the value stays the same */
  readonly runs: number;
}

/** Values of a column that are counted one by one: more than any network has classes. */
const MOST_VALUES = 257;

/** Looks at a column's cells, one after the other. */
export interface Profiler {
  /**
   * @param text the cell as it is written, numbers in one way, "" for none
   * @param number what it means as a number, NaN for none
   * @param anew whether a recording begins with this row
   * @param place where it stands, in words
   */
  take(text: string, number: number, anew: boolean, place: () => string): void;
  profile(): ColumnProfile;
}

export function profilerOf(name: string, unit?: string): Profiler {
  const values = new Map<string, number>();
  let [rows, missing, numbers, runs] = [0, 0, 0, 0];
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [whole, counts, more] = [true, true, false];
  let last: string | undefined;
  let lastNumber = Number.NaN;
  let odd: ColumnProfile["text"];
  return {
    take(text, number, anew, place) {
      rows++;
      if (text === "") missing++;
      else {
        const seen = values.get(text);
        if (seen !== undefined || values.size < MOST_VALUES) values.set(text, (seen ?? 0) + 1);
        else more = true;
      }
      if (odd === undefined && text !== "" && Number.isNaN(number)) {
        odd = { cell: text, place: place() };
      }
      if (text !== last || anew) runs++;
      last = text;
      if (!Number.isNaN(number)) {
        numbers++;
        least = Math.min(least, number);
        greatest = Math.max(greatest, number);
        whole &&= Number.isInteger(number);
      }
      if (rows > 1 && number !== lastNumber + 1) counts = false;
      lastNumber = number;
    },
    profile: () => ({
      name,
      ...(unit !== undefined && { unit }),
      rows,
      missing,
      numbers,
      ...(odd && { text: odd }),
      least: numbers > 0 ? least : Number.NaN,
      greatest: numbers > 0 ? greatest : Number.NaN,
      whole: whole && numbers > 0,
      counts: counts && numbers === rows,
      values,
      more,
      runs,
    }),
  };
}

/** Whether all of a column's values are numbers, and there is one. */
export const isNumeric = ({ numbers, missing, rows }: ColumnProfile): boolean =>
  numbers > 0 && numbers + missing === rows;

/** Whether most of a column's values are numbers, and some are not. */
export const isMixed = ({ numbers, missing, rows }: ColumnProfile): boolean =>
  numbers + missing < rows && 2 * numbers > rows - missing;

/** The values of a column by their numbers, or by the alphabet: the same for any order of the rows. */
export const sortedLabels = ({ values }: ColumnProfile): string[] =>
  [...values.keys()].sort((a, b) => {
    const difference = Number(a) - Number(b);
    return Number.isNaN(difference) || difference === 0 ? (a < b ? -1 : 1) : difference;
  });

/** Whether a column has the same value in all rows that have one. */
export const isConstant = ({ values, more }: ColumnProfile): boolean => !more && values.size <= 1;
