/** A data file as it came. */
export interface DataFile {
  /** its path, or "standard input", as errors call it */
  readonly name: string;
  readonly bytes: Uint8Array;
}

export const SEPARATORS = [",", ";", "\t", "|", " "] as const;
export type Separator = (typeof SEPARATORS)[number];

export const ENCODINGS = ["utf-8", "utf-16le", "utf-16be", "windows-1252"] as const;
export type Encoding = (typeof ENCODINGS)[number];

export const DECIMALS = [".", ","] as const;
export type Decimal = (typeof DECIMALS)[number];

/** How data files are written. What is left out is recognised, or refused with the option to give. */
export interface TableOptions {
  readonly separator?: Separator;
  /** the mark before a number's fraction */
  readonly decimal?: Decimal;
  /** whether the first row of CSV holds the names of the columns */
  readonly header?: boolean;
  readonly encoding?: Encoding;
  /** adds a column with a label from each file's name, or its folder's; it comes last */
  readonly labelFrom?: "name" | "folder";
  /** what that column is called; "label" when left out */
  readonly labelColumn?: string;
  /** what so many columns are called in a file without a header; "column 1" and so on when it gives nothing */
  readonly namesFor?: (columns: number) => readonly string[] | undefined;
  /** JSON fields that are lists of so many values become so many rows; lists stay cells when left out */
  readonly listRows?: number;
}

/** What stands between a row and the row before it, or the file's beginning. */
export type Before = "file" | "blank" | "header" | "list";
