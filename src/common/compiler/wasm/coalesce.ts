// Lets locals of one type that are never needed at once share a place, preferably those that are copied to each other.

import type { Type } from "../ir/ir.js";
import { bit, localsIn } from "./effects.js";
import { bodiesIn, type Node, type Tree, type Value, valuesIn, visit } from "./tree.js";

/** Locals that share a place. */
interface Place {
  readonly type: Type;
  members: bigint;
  uses: number;
}

export function coalesce(tree: Tree): Tree {
  const { parameters, locals } = tree;
  const conflicts = conflictsIn(tree);
  const { uses, copies } = usesIn(tree);
  const places = parameters.map((type, i): Place => ({ type, members: bit(i), uses: uses[i]! }));
  const placeOf = parameters.map((_, i) => places[i]!);
  const copied = (local: number): number =>
    [...(copies.get(local)?.values() ?? [])].reduce((sum, count) => sum + count, 0);
  const order = [...locals.keys()]
    .slice(parameters.length)
    .filter((local) => uses[local]! > 0)
    .sort((a, b) => copied(b) - copied(a) || uses[b]! - uses[a]!);
  for (const local of order) {
    const gain = (place: Place): number => {
      let sum = 0;
      for (const [other, count] of copies.get(local) ?? []) {
        if (placeOf[other] === place) sum += count;
      }
      return sum;
    };
    const free = places.filter(
      ({ type, members }) => type === locals[local] && !(members & conflicts[local]!),
    );
    let place = free[0] ?? { type: locals[local]!, members: 0n, uses: 0 };
    if (free.length === 0) places.push(place);
    for (const other of free) if (gain(other) > gain(place)) place = other;
    place.members |= bit(local);
    place.uses += uses[local]!;
    placeOf[local] = place;
  }
  // After the parameters by type, each by use: short numbers for what is used most.
  const others = places
    .slice(parameters.length)
    .sort((a, b) => (a.type === b.type ? b.uses - a.uses : a.type < b.type ? 1 : -1));
  const numbers = new Map([...places.slice(0, parameters.length), ...others].map((p, i) => [p, i]));
  visit(tree.body, (n) => {
    if (n.kind === "get" || n.kind === "set" || n.kind === "tee") {
      n.local = numbers.get(placeOf[n.local]!)!;
    }
  });
  dropSelfCopies(tree.body);
  tree.locals = [...parameters, ...others.map(({ type }) => type)];
  return tree;
}

/** How often each local is read or set, and how often it is copied to or from each other one. */
function usesIn({ locals, body }: Tree) {
  const uses = locals.map(() => 0);
  const copies = new Map<number, Map<number, number>>();
  const copy = (a: number, value: Value | undefined): void => {
    const b = value && copiedLocal(value);
    if (b === undefined || b === a) return;
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const of = copies.get(from) ?? new Map<number, number>();
      copies.set(from, of.set(to, (of.get(to) ?? 0) + 1));
    }
  };
  visit(body, (n) => {
    if (n.kind !== "get" && n.kind !== "set" && n.kind !== "tee") return;
    uses[n.local]!++;
    if (n.kind === "get") return;
    const [value] = n.values;
    copy(n.local, value);
    if (value.kind === "ifValue")
      for (const arm of value.bodies) copy(n.local, arm.at(-1)?.values[0]);
  });
  return { uses, copies };
}

/** The local that has a value too, if one has. */
const copiedLocal = (value: Value): number | undefined =>
  value.kind === "get" || value.kind === "tee" ? value.local : undefined;

/** For each local those that hold something needed while it does. Goes backwards, with the locals that are needed. */
function conflictsIn({ parameters, locals, body }: Tree): bigint[] {
  const conflicts = locals.map(() => 0n);
  const needed = new Map<string, bigint>();
  /** what is needed at the start of each loop, as far as it is known */
  const heads = new Map<Node, bigint>();
  const define = (local: number, value: Value, live: bigint): bigint => {
    const others = live & ~bit(local);
    const copied = copiedLocal(value);
    conflicts[local]! |= copied === undefined ? others : others & ~bit(copied);
    return others;
  };
  const operands = (n: Value | Node, live: bigint): bigint => list(valuesIn(n), live);
  const list = (nodes: readonly (Value | Node)[], live: bigint): bigint => {
    let now = live;
    for (let i = nodes.length - 1; i >= 0; i--) now = before(nodes[i]!, now);
    return now;
  };
  const before = (n: Value | Node, live: bigint): bigint => {
    switch (n.kind) {
      case "get":
        return live | bit(n.local);
      case "set":
      case "tee":
        return operands(n, define(n.local, n.values[0], live));
      case "if":
      case "ifValue":
        return operands(n, list(n.bodies[0], live) | list(n.bodies[1], live));
      case "loop": {
        for (let head = heads.get(n) ?? 0n; ; ) {
          needed.set(n.label, head);
          const now = list(n.bodies[0], live);
          heads.set(n, head | now);
          if ((now | head) === head) return now;
          head |= now;
        }
      }
      case "block":
        needed.set(n.label, live);
        return list(n.bodies[0], live);
      case "branch": {
        const there = needed.get(n.label)!;
        return n.values[0] ? operands(n, live | there) : there;
      }
      case "return":
        return operands(n, 0n);
      default:
        return operands(n, live);
    }
  };
  // Parameters, and what is read before it is set, hold something from the start.
  const given = parameters.reduce((all, _, i) => all | bit(i), list(body, 0n));
  for (const local of localsIn(given)) conflicts[local]! |= given & ~bit(local);
  conflicts.forEach((others, local) => {
    for (const other of localsIn(others)) conflicts[other]! |= bit(local);
  });
  return conflicts;
}

function dropSelfCopies(nodes: Node[]): void {
  const inValues = (n: Value | Node): void => {
    const values = valuesIn(n);
    values.forEach((value, i) => {
      inValues(value);
      const [inner] = valuesIn(value);
      if (value.kind === "tee" && inner && copiedLocal(inner) === value.local) values[i] = inner;
    });
    for (const body of bodiesIn(n)) dropSelfCopies(body);
  };
  for (let at = nodes.length - 1; at >= 0; at--) {
    const n = nodes[at]!;
    inValues(n);
    if (n.kind !== "set" || copiedLocal(n.values[0]) !== n.local) continue;
    if (n.values[0].kind === "tee") n.values = n.values[0].values;
    else nodes.splice(at, 1);
  }
}
