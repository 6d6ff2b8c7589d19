import type { ChosenFile } from "./project.js";

/** A column of a data file, as a person chooses among them. */
export interface LookedColumn {
  readonly name: string;
  readonly unit?: string;
  /** what stands in it: "numbers from -1 to 1.2", "text: walk, sit" */
  readonly holds: string;
  /** whether its values can be what a network learns */
  readonly mayBeLabel: boolean;
}

/** What data files hold, seen by reading them once. */
export interface LookedData {
  /** "CSV, with a header" */
  readonly form: string;
  /** "31,275 rows in 65 recordings, 50 times a second" */
  readonly rows: string;
  readonly columns: readonly LookedColumn[];
  /** the label's column where there is no doubt */
  readonly labels: readonly string[];
  /** readings a second, where a column tells the time */
  readonly rate?: number;
}

/** Files that a person has chosen, until they are taken or put away. */
export type Importing =
  | { readonly status: "looking"; readonly names: string }
  | {
      readonly status: "looked";
      readonly names: string;
      readonly files: readonly ChosenFile[];
      readonly looked: LookedData;
    };
