// Where everything lies when each item has a certain form: a walk from the first to the last that puts pools of constants
// where nothing falls through while that is within reach, and else in the fewest loops.

import { refuse } from "../refuse.js";
import type { Boundary } from "./boundaries.js";
import { reaches } from "./branches.js";
import { type Form, pcOf } from "./forms.js";
import type { Item } from "./layout.js";
import {
  endOf,
  firstOf,
  type Load,
  NOTHING,
  type Pool,
  poolAt,
  type Waiting,
  waitingFor,
} from "./pools.js";

/** An item with the forms that it has left: the first is the present one. */
export interface Formed {
  readonly item: Item;
  readonly forms: readonly Form[];
}

export interface Placement {
  /** where items begin */
  readonly starts: readonly number[];
  readonly pools: readonly Pool[];
  /** the places of what items load, by the items' numbers */
  readonly constants: ReadonlyMap<number, number>;
  readonly end: number;
}

/** A place that a pool could have had on the way. */
interface Chance {
  readonly boundary: number;
  readonly at: number;
  readonly waiting: Waiting;
  readonly cost: number;
}

/** Bytes of an item at a place. */
export function bytesOf({ item, forms }: Formed, at: number): number {
  if (item.kind === "code") return 2 * item.halves.length;
  return forms[0]?.bytes(at) ?? 0;
}

/** Whether a pool can wait for the next place where nothing falls through, without any load taking a longer form for it. */
function canWait(
  items: readonly Formed[],
  boundaries: readonly Boundary[],
  from: number,
  start: number,
  { easyLimit }: Waiting,
): boolean {
  let at = start;
  let added = 0;
  for (let n = from; n < items.length && at + added <= easyLimit; n++) {
    if (n > from && boundaries[n]!.open) break;
    if (items[n]!.item.kind === "literal") added += 4;
    at += bytesOf(items[n]!, at);
  }
  return ((at + 3) & ~3) + added <= easyLimit;
}

const costOf = ({ open, depth }: Boundary): number => (open ? -1 : depth);

/** A word's place in a pool that is already there, if an item at a place reaches back to it. */
function behind(pools: readonly Pool[], word: number, form: Form, at: number): number | undefined {
  for (const pool of pools.toReversed()) {
    const n = pool.words.indexOf(word);
    const place = pool.at + 4 * n;
    if (n >= 0 && reaches(form.reach, place - pcOf(form, at))) return place;
  }
  return undefined;
}

type Literal = Extract<Item, { kind: "literal" }>;

const loadOf = (item: Literal, forms: readonly Form[], n: number, at: number): Load => {
  const { word, float = false } = item;
  const reach = forms[0]!.reach;
  const farthest = forms.at(-1)!.reach;
  return { item: n, word: word >>> 0, float, pc: pcOf(forms[0]!, at), reach, farthest };
};

/** Walks once. Items' loads that cannot reach their constants, and branches, are the caller's to lengthen. */
export function place(items: readonly Formed[], boundaries: readonly Boundary[]): Placement {
  const starts: number[] = [];
  const pools: Pool[] = [];
  const constants = new Map<number, number>();
  let at = 0;
  let waiting = NOTHING;
  let chance: Chance | undefined;

  const put = (boundary: number, from: number, { loads, words }: Waiting): void => {
    const pool = poolAt(from, words, boundaries[boundary]!.open);
    pools.push(pool);
    for (const { item, word } of loads) constants.set(item, pool.at + 4 * words.indexOf(word));
    at = endOf(pool);
    waiting = NOTHING;
    chance = undefined;
  };
  /** Puts what waits before an item, if it has to be; says with which item it then goes on. */
  const putInTime = (n: number): number => {
    const boundary = boundaries[n]!;
    const { open, held } = boundary;
    if (firstOf(at, waiting.words, open) > waiting.limit) {
      // Too late: back to the best place that there was.
      if (!chance) return refuse(`no place for the constants before item ${n}`);
      const back = chance.boundary;
      put(back, chance.at, chance.waiting);
      return back;
    }
    const last = n === items.length;
    if (open && (last || !canWait(items, boundaries, n, at, waiting))) put(n, at, waiting);
    else if (!held) {
      const cost = costOf(boundary);
      if (!chance || cost <= chance.cost) chance = { boundary: n, at, waiting, cost };
    }
    return n;
  };
  const load = (item: Literal, forms: readonly Form[], n: number): void => {
    const known = behind(pools, item.word >>> 0, forms[0]!, at);
    if (known === undefined) waiting = waitingFor([...waiting.loads, loadOf(item, forms, n, at)]);
    else constants.set(n, known);
  };

  for (let n = 0; n <= items.length; n++) {
    if (waiting !== NOTHING) n = putInTime(n);
    if (n === items.length) break;
    starts[n] = at;
    const formed = items[n]!;
    if (formed.item.kind === "literal") load(formed.item, formed.forms, n);
    at += bytesOf(formed, at);
  }
  return { starts, pools, constants, end: at };
}
