/** Whether what a person does is kept in this browser. */
export type StorageState =
  /** the database is being opened */
  | { readonly status: "opening" }
  /** all that there is is kept, or is about to be */
  | { readonly status: "kept" }
  /** it is not kept, for a reason that says what to do */
  | { readonly status: "failed"; readonly why: string }
  /** another tab has changed or deleted the same project: nothing is kept until a person chooses */
  | { readonly status: "other-tab"; readonly deleted: boolean };

/** A project in a list. */
export interface ProjectTitle {
  readonly id: string;
  readonly name: string;
  /** milliseconds since 1970 */
  readonly changed: number;
}
