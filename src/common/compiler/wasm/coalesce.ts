// Lets locals of one type that are never needed at once share a place, preferably those that are copied to each other.

import type { Type } from "../ir/ir.js";
import { add, addAll, eachLocal, has, type LocalSet, meet, noLocals, remove } from "./local-set.js";
import { NONE, type Node, type Tree, type Value, valuesIn } from "./tree.js";

/** Locals that share a place. */
interface Place {
  readonly type: Type;
  readonly members: LocalSet;
  /** what holds something while one of them does, as far as conflictsIn() says it of them */
  readonly conflicts: LocalSet;
  uses: number;
}

export function coalesce(tree: Tree): Tree {
  const { parameters, locals } = tree;
  const conflicts = conflictsIn(tree);
  const { uses, copies } = usesIn(tree);
  const none = () => noLocals(locals.length);
  const places = parameters.map((type, i): Place => {
    const place: Place = { type, members: none(), conflicts: none(), uses: uses[i]! };
    add(place.members, i);
    addAll(place.conflicts, conflicts[i]!);
    return place;
  });
  const placeOf = parameters.map((_, i) => places[i]!);
  const copied = locals.map(() => 0);
  for (const [local, counts] of copies) {
    for (const count of counts.values()) copied[local]! += count;
  }
  const order = [...locals.keys()]
    .slice(parameters.length)
    .filter((local) => uses[local]! > 0)
    .sort((a, b) => copied[b]! - copied[a]! || uses[b]! - uses[a]!);
  /** The place that a local shares with most that is copied to it or from it, the first of those that are free. */
  const placeFor = (local: number): Place => {
    const type = locals[local]!;
    const partners = copies.get(local);
    const word = local >> 5;
    const bit = 1 << (local & 31);
    let best: Place | undefined;
    let most = -1;
    for (let i = 0; i < places.length; i++) {
      const place = places[i]!;
      if (place.type !== type || (place.conflicts[word]! & bit) !== 0) continue;
      if (meet(place.members, conflicts[local]!)) continue;
      let gain = 0;
      if (partners) {
        for (const [other, count] of partners) if (placeOf[other] === place) gain += count;
      }
      if (gain > most) {
        best = place;
        most = gain;
      }
    }
    if (best) return best;
    const added: Place = { type, members: none(), conflicts: none(), uses: 0 };
    places.push(added);
    return added;
  };
  for (const local of order) {
    const place = placeFor(local);
    add(place.members, local);
    addAll(place.conflicts, conflicts[local]!);
    place.uses += uses[local]!;
    placeOf[local] = place;
  }
  // After the parameters by type, each by use: short numbers for what is used most.
  const others = places
    .slice(parameters.length)
    .sort((a, b) => (a.type === b.type ? b.uses - a.uses : a.type < b.type ? 1 : -1));
  const numbers = new Map([...places.slice(0, parameters.length), ...others].map((p, i) => [p, i]));
  finish(
    tree.body,
    placeOf.map((place) => numbers.get(place)!),
  );
  tree.locals = [...parameters, ...others.map(({ type }) => type)];
  return tree;
}

/** How often each local is read or set, and how often it is copied to or from each other one. */
function usesIn({ locals, body }: Tree) {
  const uses = locals.map(() => 0);
  const copies = new Map<number, Map<number, number>>();
  const addCopy = (from: number, to: number): void => {
    const of = copies.get(from) ?? new Map<number, number>();
    copies.set(from, of.set(to, (of.get(to) ?? 0) + 1));
  };
  const copy = (a: number, value: Value | undefined): void => {
    const b = value && copiedLocal(value);
    if (b === undefined || b === a) return;
    addCopy(a, b);
    addCopy(b, a);
  };
  const count = (n: Value | Node): void => {
    for (let i = 0; i < n.values.length; i++) {
      const value = n.values[i]!;
      if (value.kind === "get") uses[value.local]!++;
      else if (value.kind !== "constant") count(value);
    }
    if (n.bodies !== NONE) for (const nodes of n.bodies) nodes.forEach(count);
    if (n.kind !== "set" && n.kind !== "tee") return;
    uses[n.local]!++;
    const [value] = n.values;
    copy(n.local, value);
    if (value.kind === "ifValue")
      for (const arm of value.bodies) copy(n.local, arm.at(-1)?.values[0]);
  };
  body.forEach(count);
  return { uses, copies };
}

/** The local that has a value too, if one has. */
const copiedLocal = (value: Value): number | undefined =>
  value.kind === "get" || value.kind === "tee" ? value.local : undefined;

/**
 * For each local those that hold something needed when it is set: of two that hold something at once, one says so. Goes
 * backwards, with the locals that are needed.
 */
function conflictsIn({ parameters, locals, body }: Tree): LocalSet[] {
  const none = () => noLocals(locals.length);
  const conflicts = locals.map(none);
  /** what is needed at each label: at a block's end, and at a loop's start as far as it is known */
  const needed = new Map<string, LocalSet>();
  /** whether this only finds what a loop needs at its start */
  let asks = false;
  const define = (local: number, value: Value, live: LocalSet): void => {
    remove(live, local);
    if (asks) return;
    const own = conflicts[local]!;
    const copied = copiedLocal(value);
    const known = copied === undefined || has(own, copied);
    addAll(own, live);
    if (!known) remove(own, copied);
  };
  // Each of these takes what is needed behind, which it may change, and gives what is needed before.
  const list = (nodes: readonly (Value | Node | undefined)[], live: LocalSet): LocalSet => {
    let now = live;
    for (let i = nodes.length - 1; i >= 0; i--) now = before(nodes[i]!, now);
    return now;
  };
  const before = (n: Value | Node, live: LocalSet): LocalSet => {
    switch (n.kind) {
      case "get":
        live[n.local >> 5]! |= 1 << (n.local & 31); // as add() does
        return live;
      case "constant":
        return live;
      case "binary":
      case "store":
        return before(n.values[0], before(n.values[1], live));
      case "load":
      case "unary":
        return before(n.values[0], live);
      case "set":
      case "tee":
        define(n.local, n.values[0], live);
        return before(n.values[0], live);
      case "if":
      case "ifValue": {
        const now = list(n.bodies[1], live.slice());
        addAll(now, list(n.bodies[0], live));
        return before(n.values[0], now);
      }
      case "loop": {
        // A shortest way from the start to a read does not come by the start again: one walk finds all that it needs.
        needed.set(n.label, none());
        const asked = asks;
        asks = true;
        const start = list(n.bodies[0], live.slice());
        asks = asked;
        if (asks) return start;
        needed.set(n.label, start);
        list(n.bodies[0], live);
        return start;
      }
      case "block":
        needed.set(n.label, live.slice());
        return list(n.bodies[0], live);
      case "branch": {
        const there = needed.get(n.label)!;
        if (!n.values[0]) return there.slice();
        addAll(live, there);
        return before(n.values[0], live);
      }
      case "return":
        return list(n.values, none());
      default:
        return list(n.values, live);
    }
  };
  // Parameters, and what is read before it is set, hold something from the start.
  const given = list(body, none());
  parameters.forEach((_, i) => {
    add(given, i);
  });
  eachLocal(given, (local) => {
    addAll(conflicts[local]!, given);
    remove(conflicts[local]!, local);
  });
  return conflicts;
}

/** Gives locals their places' numbers, and drops copies of what is then the same. */
function finish(nodes: Node[], numbers: readonly number[]): void {
  const inParts = (n: Value | Node): void => {
    const values = valuesIn(n);
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value.kind === "get") value.local = numbers[value.local]!;
      else if (value.kind !== "constant") inParts(value);
      if (value.kind === "tee" && copiedLocal(value.values[0]) === value.local) {
        values[i] = value.values[0];
      }
    }
    if (n.bodies !== NONE) for (const body of n.bodies) finish(body, numbers);
    if (n.kind === "set" || n.kind === "tee") n.local = numbers[n.local]!;
  };
  for (let at = nodes.length - 1; at >= 0; at--) {
    const n = nodes[at]!;
    inParts(n);
    if (n.kind !== "set" || copiedLocal(n.values[0]) !== n.local) continue;
    if (n.values[0].kind === "tee") n.values = n.values[0].values;
    else nodes.splice(at, 1);
  }
}
