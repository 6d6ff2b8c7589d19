/** Steps from one word to another: letters put in, left out, exchanged, or two neighbours swapped. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    before = last;
    last = row;
  }
  return last[b.length]!;
}

/** Letters and digits only, as names differ in case, spaces and dashes without meaning another thing. */
const bare = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

/** Characters of names that are compared, above what any name here has. */
const MOST = 64;

/** The known name that somebody who wrote another one most likely means; undefined when none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const wanted = bare(name.slice(0, MOST));
  if (wanted === "") return undefined;
  let best: { readonly known: string; readonly steps: number } | undefined;
  for (const candidate of known) {
    const letters = bare(candidate.slice(0, MOST));
    const steps = distance(wanted, letters);
    const most = Math.floor(Math.max(wanted.length, letters.length) / 3);
    if (steps <= most && (!best || steps < best.steps)) best = { known: candidate, steps };
  }
  return best?.known;
}

/** The end of a sentence about an unknown name: `; did you mean "microbit"?`, or nothing. */
export function didYouMean(name: string, known: readonly string[]): string {
  const found = nearest(name, known);
  return found === undefined ? "" : `; did you mean ${JSON.stringify(found)}?`;
}
