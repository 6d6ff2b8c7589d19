// Sets of a routine's locals: 32 to a word, each as many words as the routine needs. They are changed in place.

export type LocalSet = number[];

/** A set of none of so many locals. */
export const noLocals = (count: number): LocalSet => new Array<number>((count + 31) >> 5).fill(0);

export const has = (set: LocalSet, local: number): boolean =>
  ((set[local >> 5]! >>> (local & 31)) & 1) === 1;

export const isEmpty = (set: LocalSet): boolean => set.every((word) => word === 0);

export function add(set: LocalSet, local: number): void {
  set[local >> 5]! |= 1 << (local & 31);
}

export function remove(set: LocalSet, local: number): void {
  set[local >> 5]! &= ~(1 << (local & 31));
}

/** Adds all of another set. */
export function addAll(set: LocalSet, others: LocalSet): void {
  for (let word = 0; word < others.length; word++) set[word]! |= others[word]!;
}

/** Whether two sets have a local in common. */
export function meet(a: LocalSet, b: LocalSet): boolean {
  for (let word = 0; word < a.length; word++) if (a[word]! & b[word]!) return true;
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
