/** What is known of an answer of one kind: of an output with yes or no, or of a class. */
interface Told {
  /** 0 to 1; null where nothing is or was taken for yes */
  readonly f1: number | null;
  /** 0 to 1, where it is known */
  readonly accuracy?: number | null;
}

/**
 * Outputs or classes, those first that are told apart worst: by F1, which a rare yes does not flatter as it does accuracy;
 * of the same F1 by accuracy. What has no F1 comes last: there was nothing to find, and nothing was.
 */
export function hardestFirst<T extends Told>(all: readonly T[]): T[] {
  const known = (share: number | null | undefined) => share ?? Number.MAX_VALUE;
  return all.toSorted((a, b) => known(a.f1) - known(b.f1) || known(a.accuracy) - known(b.accuracy));
}

/** Outputs with numbers, those first that are predicted worst: by R². What has none, as it never changes, comes last. */
export function worstFirst<T extends { readonly r2: number | null }>(all: readonly T[]): T[] {
  const known = (r2: number | null) => r2 ?? Number.MAX_VALUE;
  return all.toSorted((a, b) => known(a.r2) - known(b.r2));
}
