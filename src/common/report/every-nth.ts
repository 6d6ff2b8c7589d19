/** At most so many of the list's items, evenly spaced over it: the same for the same list. */
export function everyNth<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  return Array.from({ length: most }, (_, i) => items[Math.floor((i * items.length) / most)]!);
}
