// What csv-records.ts uses of csv-parse/sync, for the compiler's proof that common needs nothing of Node (../tsconfig.json):
// the package's own types bring all of Node's along. `tsc` in the root checks the same calls against those.

export interface CsvError extends Error {
  readonly code: string;
}

export declare function parse(
  input: Uint8Array,
  options: {
    readonly delimiter: string | string[];
    readonly record_delimiter: string[];
    readonly relax_column_count: boolean;
    readonly trim: boolean;
    readonly comment: string;
    readonly comment_no_infix: boolean;
    readonly on_record: (cells: string[], info: { readonly bytes: number }) => null;
  },
): unknown;
