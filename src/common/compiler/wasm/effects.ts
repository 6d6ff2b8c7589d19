import { add, isEmpty, type LocalSet, meet, noLocals } from "./local-set.js";
import { NONE, type Node, type Value } from "./tree.js";

/** What running something reads and changes. */
export interface Effects {
  readonly reads: LocalSet;
  readonly writes: LocalSet;
  loads: boolean;
  stores: boolean;
  leaves: boolean;
}

/** @param locals how many there are */
export const noEffects = (locals: number): Effects => ({
  reads: noLocals(locals),
  writes: noLocals(locals),
  loads: false,
  stores: false,
  leaves: false,
});

/** Adds what something does itself, without its parts. */
export function addOwn(n: Value | Node, effects: Effects): void {
  switch (n.kind) {
    case "get":
      add(effects.reads, n.local);
      return;
    case "tee":
    case "set":
      add(effects.writes, n.local);
      return;
    case "load":
    case "loadLanes":
      effects.loads = true;
      return;
    case "store":
      effects.stores = true;
      return;
    case "call":
    case "run":
      effects.loads = true;
      effects.stores = true;
      return;
    case "branch":
    case "return":
      effects.leaves = true;
      return;
  }
}

/** What something does with all its parts, added to what is there. */
export function effectsOf(n: Value | Node, effects: Effects): Effects {
  addOwn(n, effects);
  for (let i = 0; i < n.values.length; i++) {
    const value = n.values[i]!;
    if (value.kind === "get") add(effects.reads, value.local);
    else if (value.kind !== "constant") effectsOf(value, effects);
  }
  if (n.bodies === NONE) return effects;
  for (const body of n.bodies) for (const node of body) effectsOf(node, effects);
  return effects;
}

/** Whether it makes no difference which of the two runs first, as long as neither leaves. */
export function commute(a: Effects, b: Effects): boolean {
  if (meet(a.reads, b.writes)) return false;
  if (!isEmpty(a.writes) && (meet(a.writes, b.reads) || meet(a.writes, b.writes))) return false;
  return !(a.stores && (b.loads || b.stores)) && !(a.loads && b.stores);
}
