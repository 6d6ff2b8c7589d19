// Sets of locals: 32 to a word, as many words as the highest of them needs. They are changed in place.

export type LocalSet = number[];

export const has = (set: LocalSet, local: number): boolean =>
  (((set[local >> 5] ?? 0) >>> (local & 31)) & 1) === 1;

export function add(set: LocalSet, local: number): void {
  const word = local >> 5;
  while (set.length <= word) set.push(0);
  set[word]! |= 1 << (local & 31);
}

export function remove(set: LocalSet, local: number): void {
  const word = local >> 5;
  if (word < set.length) set[word]! &= ~(1 << (local & 31));
}

/** Adds all of another set; gives whether any of them was new. */
export function addAll(set: LocalSet, others: LocalSet): boolean {
  let grown = false;
  while (set.length < others.length) set.push(0);
  for (let word = 0; word < others.length; word++) {
    const before = set[word]!;
    const after = before | others[word]!;
    if (after === before) continue;
    set[word] = after;
    grown = true;
  }
  return grown;
}

/** Whether two sets have a local in common. */
export function meet(a: LocalSet, b: LocalSet): boolean {
  const words = Math.min(a.length, b.length);
  for (let word = 0; word < words; word++) if (a[word]! & b[word]!) return true;
  return false;
}

/** Visits the locals of a set, the lowest first. */
export function eachLocal(set: LocalSet, visit: (local: number) => void): void {
  for (let word = 0; word < set.length; word++) {
    for (let rest = set[word]!; rest !== 0; rest &= rest - 1) {
      visit(32 * word + 31 - Math.clz32(rest & -rest));
    }
  }
}
