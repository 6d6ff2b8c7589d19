// Sets of small numbers as bits, 32 a word: sets of registers at thousands of places. Words have signs, since engines keep
// numbers from 2³¹ on as objects before they optimise.

export type Bits = Int32Array;

const wordsFor = (count: number): number => (count + 31) >>> 5;
export const bitsFor = (count: number): Bits => new Int32Array(wordsFor(count));

export const has = (set: Bits, n: number): boolean => ((set[n >>> 5]! >>> (n & 31)) & 1) === 1;
export function add(set: Bits, n: number): void {
  set[n >>> 5]! |= 1 << (n & 31);
}
export function remove(set: Bits, n: number): void {
  set[n >>> 5]! &= ~(1 << (n & 31));
}

/** Adds what another set has that a third one has not; says whether anything was new. */
export function addAll(set: Bits, more: Bits, without: Bits): boolean {
  let added = false;
  for (let word = 0; word < set.length; word++) {
    const now = set[word]! | (more[word]! & ~without[word]!);
    if (now === set[word]) continue;
    set[word] = now;
    added = true;
  }
  return added;
}

/** Calls back with each number of a set, from the smallest on. */
export function each(set: Bits, visit: (n: number) => void): void {
  for (let word = 0; word < set.length; word++)
    for (let rest = set[word]!; rest !== 0; rest &= rest - 1)
      visit(32 * word + 31 - Math.clz32(rest & -rest));
}
