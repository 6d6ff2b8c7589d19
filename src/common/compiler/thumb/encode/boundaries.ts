// Where a pool of constants may stand between items, and what it costs there.

import { refuse } from "../refuse.js";
import type { Item } from "./layout.js";

/** The place in front of an item, or after the last one. */
export interface Boundary {
  /** whether nothing may be put there */
  readonly held: boolean;
  /** whether nothing falls through, so that a pool needs no branch around it */
  readonly open: boolean;
  /** in how many loops it is */
  readonly depth: number;
}

/** Items' labels: the numbers of their items. */
export function labelItems(items: readonly Item[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  items.forEach((item, n) => {
    if (item.kind !== "label") return;
    if (found.has(item.name)) refuse(`label ${item.name} is there twice`);
    found.set(item.name, n);
  });
  return found;
}

const endsPath = (item: Item): boolean =>
  (item.kind === "branch" && item.condition === undefined) || item.kind === "no-fall-through";

export function boundariesOf(
  items: readonly Item[],
  labels: ReadonlyMap<string, number>,
): readonly Boundary[] {
  // A branch back to a label is a loop.
  const changes = new Int32Array(items.length + 2);
  items.forEach((item, n) => {
    const head = item.kind === "branch" ? labels.get(item.to) : undefined;
    if (head === undefined || head > n) return;
    changes[head + 1]!++;
    changes[n + 1]!--;
  });
  let depth = 0;
  return Array.from({ length: items.length + 1 }, (_, n) => {
    const before = items[n - 1];
    depth += changes[n]!;
    const held = before?.kind === "no-pool" || items[n]?.kind === "no-pool";
    const open = n === items.length || (before !== undefined && endsPath(before));
    return { held, open: open && !held, depth };
  });
}
