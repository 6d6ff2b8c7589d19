// Where a pool of constants may stand between items, and what it costs there.
import type { Architecture, Item } from "./layout.js";
import { refuse } from "./operands.js";

/** The place in front of an item, or after the last one. */
export interface Boundary {
  /** whether nothing may be put there */
  readonly held: boolean;
  /** whether nothing falls through, so that a pool needs no branch around it */
  readonly open: boolean;
  /** in how many loops it is */
  readonly depth: number;
}

/** How many instructions are still governed by IT after each item; refuses those that an architecture does not have. */
function governed(items: readonly Item[], architecture: Architecture): readonly number[] {
  let left = 0;
  return items.map((item, n) => {
    if (item.kind === "code") left = governedAfter(item.halves, left, architecture, n);
    else if (left > 0 && item.kind === "literal") left--;
    else if (left > 0 && item.kind !== "no-pool") {
      refuse(`item ${n}`, `${item.kind} behind IT`, "an instruction");
    }
    return left;
  });
}

function governedAfter(
  halves: readonly number[],
  before: number,
  architecture: Architecture,
  n: number,
): number {
  let left = before;
  for (let at = 0; at < halves.length; at++) {
    const half = halves[at]!;
    const mask = half & 0xf;
    const isIt = (half & 0xff00) === 0xbf00 && mask !== 0;
    if (isIt && left > 0) refuse(`item ${n}`, "IT behind IT", "another instruction");
    if (isIt && architecture === "thumb-1") refuse(`item ${n}`, "IT", "what ARMv6-M has");
    if (isIt)
      left = Math.clz32(mask & -mask) - 27; // the lowest 1 ends the list
    else if (left > 0) left--;
    if (half >>> 11 < 0x1d) continue;
    if (architecture === "thumb-1") {
      refuse(`item ${n}`, `32 bits from 0x${half.toString(16)} on`, "16 bits, as ARMv6-M has");
    }
    at++;
    if (at >= halves.length) refuse(`item ${n}`, "half an instruction", "whole ones");
  }
  return left;
}

/** Items' labels: the numbers of their items. */
export function labelItems(items: readonly Item[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  items.forEach((item, n) => {
    if (item.kind !== "label") return;
    if (found.has(item.name)) refuse(`label ${item.name}`, "it twice", "it once");
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
  architecture: Architecture,
): readonly Boundary[] {
  const left = governed(items, architecture);
  if ((left.at(-1) ?? 0) > 0) refuse("the end", "IT without its instructions", "them behind it");
  const depth = depths(items, labels);
  return Array.from({ length: items.length + 1 }, (_, n) => {
    const before = items[n - 1];
    const after = items[n];
    const held = (left[n - 1] ?? 0) > 0 || before?.kind === "no-pool" || after?.kind === "no-pool";
    const open = n === items.length || (before !== undefined && endsPath(before));
    return { held, open: open && !held, depth: depth[n]! };
  });
}
