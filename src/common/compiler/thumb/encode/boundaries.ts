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

/** In how many loops each boundary is: a branch back to a label is a loop. */
function depths(items: readonly Item[], labels: ReadonlyMap<string, number>): readonly number[] {
  const changes = new Array<number>(items.length + 2).fill(0);
  items.forEach((item, n) => {
    if (item.kind !== "branch") return;
    const head = labels.get(item.to);
    if (head === undefined || head > n) return;
    changes[head + 1]!++;
    changes[n + 1]!--;
  });
  let depth = 0;
  return changes.slice(0, items.length + 1).map((change) => {
    depth += change;
    return depth;
  });
}

const endsPath = (item: Item): boolean =>
  (item.kind === "branch" && item.condition === undefined) || item.kind === "no-fall-through";

export function boundariesOf(
  items: readonly Item[],
  labels: ReadonlyMap<string, number>,
): readonly Boundary[] {
  const depth = depths(items, labels);
  return Array.from({ length: items.length + 1 }, (_, n) => {
    const before = items[n - 1];
    const after = items[n];
    const held = before?.kind === "no-pool" || after?.kind === "no-pool";
    const open = n === items.length || (before !== undefined && endsPath(before));
    return { held, open: open && !held, depth: depth[n]! };
  });
}
