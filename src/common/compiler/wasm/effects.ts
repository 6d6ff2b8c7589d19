import { bodiesIn, type Node, type Value, valuesIn } from "./tree.js";

/** What running something reads and changes. Locals are sets of bits. */
export interface Effects {
  reads: bigint;
  writes: bigint;
  loads: boolean;
  stores: boolean;
  leaves: boolean;
}

const BITS = Array.from({ length: 256 }, (_, local) => 1n << BigInt(local));

/** The set of one local. */
export const bit = (local: number): bigint => BITS[local] ?? 1n << BigInt(local);

/** The locals of a set. */
export function localsIn(set: bigint): number[] {
  const digits = set.toString(2);
  const locals: number[] = [];
  for (let i = digits.length - 1; i >= 0; i--) {
    if (digits[i] === "1") locals.push(digits.length - 1 - i);
  }
  return locals;
}

export const noEffects = (): Effects => ({
  reads: 0n,
  writes: 0n,
  loads: false,
  stores: false,
  leaves: false,
});

/** Adds what something does itself, without its parts. */
export function addOwn(n: Value | Node, effects: Effects): void {
  switch (n.kind) {
    case "get":
      effects.reads |= bit(n.local);
      return;
    case "tee":
    case "set":
      effects.writes |= bit(n.local);
      return;
    case "load":
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

/** What something does with all its parts. */
export function effectsOf(n: Value | Node, effects = noEffects()): Effects {
  addOwn(n, effects);
  for (const value of valuesIn(n)) effectsOf(value, effects);
  for (const body of bodiesIn(n)) for (const node of body) effectsOf(node, effects);
  return effects;
}

export function join(effects: Effects, more: Effects): void {
  effects.reads |= more.reads;
  effects.writes |= more.writes;
  effects.loads ||= more.loads;
  effects.stores ||= more.stores;
  effects.leaves ||= more.leaves;
}

/** Whether it makes no difference which of the two runs first, as long as neither leaves. */
export function commute(a: Effects, b: Effects): boolean {
  if (a.reads & b.writes || a.writes & (b.reads | b.writes)) return false;
  return !(a.stores && (b.loads || b.stores)) && !(a.loads && b.stores);
}
