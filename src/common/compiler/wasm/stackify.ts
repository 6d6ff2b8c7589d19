// Puts values back where they are used: a set that is read once becomes an operand, one whose first read follows becomes
// a tee, an if that sets the same local on both ways becomes an if with a value. Goes backwards through a list, and through
// a node's operands against their order of evaluation. Requires that locals are separate (ir/separate-locals.ts).

import { addOwn, commute, type Effects, effectsOf, noEffects } from "./effects.js";
import { has, isEmpty } from "./local-set.js";
import { bodiesIn, NONE, type Node, type Tree, type Value, valuesIn } from "./tree.js";

/** How often each local is read and set. */
interface Uses {
  readonly reads: number[];
  readonly sets: number[];
}

/** A value where it stands among the operands of a node. */
interface Place {
  readonly value: Value;
  /** the list that holds it, in which it can be replaced */
  readonly among: Value[];
  readonly at: number;
}

export function stackify(tree: Tree): Tree {
  const uses: Uses = { reads: tree.locals.map(() => 0), sets: tree.locals.map(() => 0) };
  for (const n of tree.body) countUses(n, uses, 1);
  const nothing = noEffects(tree.locals.length);
  stackifyList(tree.body, { uses, effects: new Map(), nothing, types: tree.locals });
  return tree;
}

interface Context {
  readonly uses: Uses;
  /** what is known of nodes that did not change since */
  readonly effects: Map<Node, Effects>;
  readonly nothing: Effects;
  readonly types: Tree["locals"];
}

function stackifyList(nodes: Node[], context: Context): void {
  for (let i = 0; i < nodes.length; i++) {
    const n = nodes[i]!;
    if (n.bodies !== NONE) for (const body of bodiesIn(n)) stackifyList(body, context);
  }
  for (let at = nodes.length - 1; at >= 0; at--) {
    const n = nodes[at]!;
    if (n.kind === "set" && context.uses.reads[n.local] === 0) {
      if (n.values[0].kind !== "call") {
        countUses(n, context.uses, -1);
        nodes.splice(at, 1);
        continue;
      }
      nodes[at] = { kind: "drop", values: [n.values[0]], bodies: NONE };
    }
    makeIfValue(nodes, at, context);
    at -= foldInto(nodes, at, context);
  }
}

/** Adds each read and set in something so many times. */
function countUses(n: Value | Node, uses: Uses, times: number): void {
  if (n.kind === "get") uses.reads[n.local]! += times;
  if (n.kind === "set") uses.sets[n.local]! += times;
  for (let i = 0; i < n.values.length; i++) {
    const value = n.values[i]!;
    if (value.kind === "get") uses.reads[value.local]! += times;
    else if (value.kind !== "constant") countUses(value, uses, times);
  }
  if (n.bodies === NONE) return;
  for (const body of n.bodies) for (const node of body) countUses(node, uses, times);
}

/** `if (c) {…; x = a} else {…; x = b}` as `x = if (c) {…; a} else {…; b}`. */
function makeIfValue(nodes: Node[], at: number, { types }: Context): void {
  const n = nodes[at]!;
  if (n.kind !== "if") return;
  const [ifTrue, ifFalse] = n.bodies;
  const [a, b] = [ifTrue.at(-1), ifFalse.at(-1)];
  if (a?.kind !== "set" || b?.kind !== "set" || a.local !== b.local) return;
  ifTrue[ifTrue.length - 1] = { kind: "value", values: a.values, bodies: NONE };
  ifFalse[ifFalse.length - 1] = { kind: "value", values: b.values, bodies: NONE };
  const type = types[a.local]!;
  const value: Value = { kind: "ifValue", type, values: n.values, bodies: n.bodies };
  nodes[at] = { kind: "set", local: a.local, values: [value], bodies: NONE };
}

/** Moves sets that stand before a node into it; gives how many. */
function foldInto(nodes: Node[], at: number, context: Context): number {
  if (at === 0) return 0;
  const n = nodes[at]!;
  let place = at;
  const sequence = placesIn(n);
  for (let i = sequence.length - 1; i >= 0; i--) {
    const { value, among, at: operand } = sequence[i]!;
    if (value.kind !== "get") continue;
    const from = movable(nodes, place, sequence, i, context);
    if (from === undefined) continue;
    const { local, type } = value;
    const moved = (nodes[from] as Extract<Node, { kind: "set" }>).values[0];
    if (context.uses.reads[local] === 1) among[operand] = moved;
    else if (waits(sequence, i)) continue;
    else {
      among[operand] = { kind: "tee", type, local, values: [moved], bodies: NONE };
      context.uses.reads[local]!--; // the tee is this read
    }
    nodes.splice(from, 1);
    place--;
    context.effects.delete(n);
    const came = placesAt(among, operand);
    sequence.splice(i, 1, ...came);
    i += came.length; // go on with the last of what came in
  }
  return at - place;
}

/** Where the set stands whose value a read can take over; undefined if it must stay. */
function movable(
  nodes: readonly Node[],
  at: number,
  sequence: readonly Place[],
  index: number,
  context: Context,
): number | undefined {
  const { local } = sequence[index]!.value as Extract<Value, { kind: "get" }>;
  if (context.uses.sets[local] === 0) return undefined;
  let from = at - 1;
  for (let n = nodes[from]; !(n?.kind === "set" && n.local === local); n = nodes[--from]) {
    if (!n) return undefined;
  }
  for (let i = at - 1; i > from; i--) {
    if (touches(knownEffects(nodes[i]!, context), local)) return undefined;
  }
  const before = effectsBefore(sequence, index, context);
  if (touches(before, local)) return undefined;
  const set = nodes[from] as Extract<Node, { kind: "set" }>;
  const effects = effectsOf(set.values[0], noEffects(context.types.length));
  // A way out of an if's value must leave what follows undone.
  if (effects.leaves || !commute(effects, before)) return undefined;
  let { leaves } = before;
  for (let i = at - 1; i > from; i--) {
    const between = knownEffects(nodes[i]!, context);
    if (!commute(effects, between)) return undefined;
    leaves ||= between.leaves;
  }
  // Past a way out only what nobody misses there: a value that is read nowhere else.
  const { reads, sets } = context.uses;
  const changes = effects.stores || !isEmpty(effects.writes);
  const alone = reads[local] === 1 && sets[local] === 1 && !changes;
  return leaves && !alone ? undefined : from;
}

const touches = ({ reads, writes }: Effects, local: number): boolean =>
  has(reads, local) || has(writes, local);

/** What a node does, with all its parts. */
function knownEffects(n: Node, { effects, types }: Context): Effects {
  const known = effects.get(n);
  if (known) return known;
  const found = effectsOf(n, noEffects(types.length));
  effects.set(n, found);
  return found;
}

/** What the places of a sequence do that come before one. */
function effectsBefore(
  sequence: readonly Place[],
  index: number,
  { nothing, types }: Context,
): Effects {
  if (index === 0) return nothing;
  const effects = noEffects(types.length);
  for (let i = 0; i < index; i++) {
    const { value } = sequence[i]!;
    addOwn(value, effects);
    for (const body of value.bodies) for (const n of body) effectsOf(n, effects);
  }
  return effects;
}

/** All values in a node's own expressions in the order of evaluation. */
function placesIn(n: Node): Place[] {
  const places: Place[] = [];
  addPlaces(valuesIn(n), 0, n.values.length, places);
  return places;
}

/** An operand with all its parts. */
function placesAt(among: Value[], at: number): Place[] {
  const places: Place[] = [];
  addPlaces(among, at, at + 1, places);
  return places;
}

/** Adds the operands from one on, to before another, each behind its parts. */
function addPlaces(among: Value[], from: number, to: number, places: Place[]): void {
  for (let at = from; at < to; at++) {
    const value = among[at]!;
    const parts = valuesIn(value);
    if (parts.length > 0) addPlaces(parts, 0, parts.length, places);
    places.push({ value, among, at });
  }
}

/**
 * Whether another value of the same kind is computed before the one at a place is used: an interpreter with one register
 * for each kind must then put it aside, which costs it more than a set and a get.
 */
function waits(sequence: readonly Place[], index: number): boolean {
  const { value: waiting } = sequence[index]!;
  for (const { value } of sequence.slice(index + 1)) {
    if (valuesIn(value).includes(waiting)) return false;
    if (value.kind !== "get" && value.kind !== "constant" && value.type === waiting.type) {
      return true;
    }
  }
  return false;
}
